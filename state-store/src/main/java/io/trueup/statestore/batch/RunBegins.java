package io.trueup.statestore.batch;

import io.trueup.statestore.DuplicateRunException;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RunId;
import io.trueup.statestore.Runs.BeginResult;
import io.trueup.statestore.Runs.Joining;
import io.trueup.statestore.Runs.Member;
import io.trueup.statestore.StateStoreException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Begins runs for several jobs in one transaction, each as if it were alone: the nodes of all are
 * locked, in the order of their keys, before anything else is read; then the jobs are answered one
 * after the other, of which each sees the runs of those before it. Safe for any thread.
 */
public final class RunBegins<X extends Exception>
    implements BatchWork<RunBegins.Call, Optional<List<BeginResult>>> {

  private static final int ATTEMPTS = 5;

  /**
   * A job's request.
   *
   * @param whole the id of the run
   * @param members its nodes; of a run of one node the only one, whose id is that of the run
   */
  public record Call(RunId whole, List<Member> members, Joining joining, boolean isOfSeveral) {

    /** Requires different nodes of one platform. */
    public Call {
      members = List.copyOf(members);
      var nodes = new HashSet<>();
      for (var member : members) {
        var request = member.request();
        if (!request.platform().equals(members.getFirst().request().platform())
            || !nodes.add(request.node())) {
          throw new IllegalArgumentException(
              "Cannot begin run '%s': expected different nodes of one platform".formatted(whole));
        }
      }
      if (members.isEmpty()) {
        throw new IllegalArgumentException("Cannot begin run '%s' of no node".formatted(whole));
      }
    }

    PlatformId platform() {
      return members.getFirst().request().platform();
    }
  }

  /** What a job waits for when its node is unknown: the platform must not get it meanwhile. */
  private record PlatformLock(int platform) {}

  /** An id was taken since the ids were checked; everything is rolled back. */
  private static final class TakenIdException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final BeginTables.Transactions<X> store;

  /** Begins runs in a store. */
  public RunBegins(BeginTables.Transactions<X> store) {
    this.store = store;
  }

  @Override
  public List<BatchOutcome<Optional<List<BeginResult>>>> write(
      List<Call> calls, @Nullable Object lock) {
    // Ids are random, unless a job chose its own: most batches need not look for them.
    var checksIds = false;
    for (var attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        var checks = checksIds;
        return store.inTransaction(what(calls), tables -> write(tables, calls, lock, checks));
      } catch (TakenIdException _) {
        checksIds = true;
      }
    }
    throw new StateStoreException(
        "Cannot %s: their ids were taken meanwhile, each time. It may work later"
            .formatted(what(calls)),
        true,
        null);
  }

  @Override
  public long weight(Call call) {
    return call.members().size();
  }

  private static String what(List<Call> calls) {
    return calls.size() == 1
        ? "begin a run on node '%s'"
            .formatted(calls.getFirst().members().getFirst().request().node())
        : "begin %d runs".formatted(calls.size());
  }

  private List<BatchOutcome<Optional<List<BeginResult>>>> write(
      BeginTables<X> tables, List<Call> calls, @Nullable Object lock, boolean checksIds) throws X {
    var outcomes = new BatchOutcomes<Optional<List<BeginResult>>>(calls.size());
    var located = lock(tables, calls, lock);
    var platforms = located.numbers();
    var missing = new TreeSet<NodeAt>();
    for (var i = 0; i < calls.size(); i++) {
      if (platforms.containsKey(calls.get(i).platform())) {
        missing.addAll(nodes(calls.get(i), platforms));
      } else {
        outcomes.answer(i, Optional.empty());
      }
    }
    missing.removeAll(located.locked().keySet());
    block(tables, calls, platforms, missing, lock, outcomes);
    var open = outcomes.open();
    if (!open.isEmpty()) {
      var taken = checksIds ? tables.taken(ids(calls, open)) : Set.<RunId>of();
      begin(tables, calls, open, located, taken, outcomes);
    }
    return outcomes.all();
  }

  private BeginTables.Located lock(BeginTables<X> tables, List<Call> calls, @Nullable Object lock)
      throws X {
    if (lock instanceof PlatformLock(var platform)) {
      tables.keepPlatform(platform);
    }
    var nodes = new LinkedHashSet<BeginTables.NodeName>();
    for (var call : calls) {
      for (var member : call.members()) {
        nodes.add(new BeginTables.NodeName(call.platform(), member.request().node()));
      }
    }
    return lock == null ? tables.lockFree(nodes) : tables.lockAll(nodes);
  }

  /** Lets calls wait whose nodes another transaction has locked, or may just be creating. */
  private void block(
      BeginTables<X> tables,
      List<Call> calls,
      Map<PlatformId, Integer> platforms,
      Collection<NodeAt> missing,
      @Nullable Object lock,
      BatchOutcomes<Optional<List<BeginResult>>> outcomes)
      throws X {
    missing.removeIf(it -> new PlatformLock(it.platform()).equals(lock));
    if (missing.isEmpty()) {
      return;
    }
    var existing = tables.existing(missing);
    for (var i : outcomes.open()) {
      for (var node : nodes(calls.get(i), platforms)) {
        if (missing.contains(node) && !outcomes.isSettled(i)) {
          outcomes.block(i, existing.contains(node) ? node : new PlatformLock(node.platform()));
        }
      }
    }
  }

  private void begin(
      BeginTables<X> tables,
      List<Call> calls,
      List<Integer> open,
      BeginTables.Located located,
      Set<RunId> taken,
      BatchOutcomes<Optional<List<BeginResult>>> outcomes)
      throws X {
    var platforms = located.numbers();
    var nodes = new TreeSet<NodeAt>();
    open.forEach(i -> nodes.addAll(nodes(calls.get(i), platforms)));
    var batch = BeginBatch.read(tables, nodes, located);
    for (var i : open) {
      var call = calls.get(i);
      var number = platforms.getOrDefault(call.platform(), -1);
      var platform = batch.platform(number);
      if (platform == null) {
        outcomes.answer(i, Optional.empty());
      } else if (taken.contains(call.whole()) || batch.hasBegun(call.whole())) {
        outcomes.fail(i, new DuplicateRunException(call.whole()));
      } else {
        try {
          outcomes.answer(i, Optional.of(batch.begin(number, platform, call)));
        } catch (RuntimeException | Error e) {
          outcomes.fail(i, e);
        }
      }
    }
    if (!batch.record()) {
      throw new TakenIdException();
    }
  }

  private static List<NodeAt> nodes(Call call, Map<PlatformId, Integer> platforms) {
    var platform = platforms.get(call.platform());
    return platform == null
        ? List.of()
        : call.members().stream().map(it -> new NodeAt(platform, it.request().node())).toList();
  }

  private static List<RunId> ids(List<Call> calls, List<Integer> open) {
    return open.stream().map(i -> calls.get(i).whole()).toList();
  }
}
