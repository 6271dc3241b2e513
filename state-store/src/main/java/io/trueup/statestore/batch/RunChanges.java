package io.trueup.statestore.batch;

import io.trueup.statestore.Run;
import io.trueup.statestore.RunChangeRules;
import io.trueup.statestore.RunId;
import io.trueup.statestore.Runs.Change;
import io.trueup.statestore.Runs.Changed;
import io.trueup.statestore.StateChange.RunEnded;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Prolongs and ends runs of several jobs in one transaction: their rows are locked in the order of
 * their numbers, then changed one after the other, as if each change were alone. Safe for any
 * thread.
 */
public final class RunChanges<X extends Exception> implements BatchWork<RunChanges.Call, Changed> {

  /**
   * A change.
   *
   * @param isOfWhole whether the id may be that of a whole run of several nodes; else it is that of
   *     one node's run
   */
  public record Call(Change change, boolean isOfWhole) {}

  private final ChangeTables.Transactions<X> store;

  /** Changes runs of a store. */
  public RunChanges(ChangeTables.Transactions<X> store) {
    this.store = store;
  }

  @Override
  public List<BatchOutcome<Changed>> write(List<Call> calls, @Nullable Object lock) {
    return store.inTransaction(what(calls), tables -> write(tables, calls, lock != null));
  }

  private static String what(List<Call> calls) {
    if (calls.size() > 1) {
      return "change %d runs".formatted(calls.size());
    }
    return switch (calls.getFirst().change()) {
      case Change.Prolong prolong -> "prolong run '%s'".formatted(prolong.run());
      case Change.End end -> "end run '%s'".formatted(end.run());
    };
  }

  private List<BatchOutcome<Changed>> write(ChangeTables<X> tables, List<Call> calls, boolean waits)
      throws X {
    var outcomes = new BatchOutcomes<Changed>(calls.size());
    var locked = lock(tables, calls, waits);
    var runs = locked.runs();
    if (!waits) {
      block(tables, calls, runs, outcomes);
    }
    var changed = new LinkedHashMap<RunId, Run>();
    for (var i : outcomes.open()) {
      var call = calls.get(i);
      outcomes.answer(i, changed(call, meant(call, runs), locked.now(), runs, changed));
    }
    if (!changed.isEmpty()) {
      tables.update(changed.values());
      tables.tell(
          changed.values().stream()
              .filter(it -> !it.state().isLive())
              .map(it -> RunEnded.of(it, it.state()))
              .toList());
    }
    return outcomes.all();
  }

  /**
   * The runs that are asked about, and the other parts of whole runs.
   *
   * @param runs oldest first
   * @param now when all of them were locked
   */
  private record Asked(Map<RunId, Run> runs, Instant now) {}

  private Asked lock(ChangeTables<X> tables, List<Call> calls, boolean waits) throws X {
    var ids = new LinkedHashSet<RunId>();
    calls.forEach(it -> ids.add(it.change().run()));
    var runs = new LinkedHashMap<RunId, Run>();
    var locked = waits ? tables.lockAll(ids) : tables.lockFree(ids);
    locked.runs().forEach(it -> runs.put(it.id(), it));
    var wholes = wholes(calls, runs);
    if (!wholes.isEmpty()) {
      locked = waits ? tables.lockAllParts(wholes) : tables.lockFreeParts(wholes);
      locked.runs().forEach(it -> runs.put(it.id(), it));
    }
    return new Asked(runs, locked.now());
  }

  private static Set<RunId> wholes(List<Call> calls, Map<RunId, Run> runs) {
    var wholes = new LinkedHashSet<RunId>();
    for (var call : calls) {
      var run = runs.get(call.change().run());
      if (call.isOfWhole() && run != null && run.id().equals(run.partOf())) {
        wholes.add(run.id());
      }
    }
    return wholes;
  }

  /** Lets changes wait of which another transaction has locked a run. */
  private void block(
      ChangeTables<X> tables,
      List<Call> calls,
      Map<RunId, Run> runs,
      BatchOutcomes<Changed> outcomes)
      throws X {
    var missing = new HashSet<RunId>();
    for (var call : calls) {
      if (!runs.containsKey(call.change().run())) {
        missing.add(call.change().run());
      }
    }
    var blocked = new HashSet<RunId>();
    if (!missing.isEmpty()) {
      blocked.addAll(tables.existing(missing));
    }
    var wholes = wholes(calls, runs);
    if (!wholes.isEmpty()) {
      tables
          .parts(wholes)
          .forEach((part, whole) -> {
            if (!runs.containsKey(part)) {
              blocked.add(whole);
            }
          });
    }
    for (var i = 0; i < calls.size(); i++) {
      if (blocked.contains(calls.get(i).change().run())) {
        outcomes.block(i, calls.get(i).change().run());
      }
    }
  }

  private static List<Run> meant(Call call, Map<RunId, Run> runs) {
    var id = call.change().run();
    var run = runs.get(id);
    if (run == null) {
      return List.of();
    }
    return call.isOfWhole() && id.equals(run.partOf())
        ? runs.values().stream().filter(it -> id.equals(it.partOf())).toList()
        : List.of(run);
  }

  private static Changed changed(
      Call call, List<Run> meant, Instant now, Map<RunId, Run> runs, Map<RunId, Run> changed) {
    var plan = RunChangeRules.plan(call.change(), meant, now.truncatedTo(ChronoUnit.MICROS));
    for (var run : plan.changed()) {
      runs.replace(run.id(), run);
      changed.put(run.id(), run);
    }
    return plan.answer();
  }
}
