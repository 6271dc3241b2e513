package io.trueup.statestore.postgres;

import io.trueup.statestore.Run;
import io.trueup.statestore.RunChangeRules;
import io.trueup.statestore.RunId;
import io.trueup.statestore.Runs.Change;
import io.trueup.statestore.Runs.Changed;
import java.sql.SQLException;
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
final class RunChanges implements BatchWork<RunChanges.Call, Changed> {

  private static final String LOCK =
      """
      SELECT u.id, p.source, p.name AS platform, u.node, u.answer, u.state, u.pinned,
             u.fingerprint, u.job, u.token, u.began_at, u.expires_at, u.ended_at, u.part_of
        FROM run AS u
        JOIN platform AS p ON p.id = u.platform
       WHERE u.id = ANY (?)
       ORDER BY u.number
         FOR NO KEY UPDATE OF u
      """;

  private static final String LOCK_FREE = LOCK + " SKIP LOCKED";

  private static final String LOCK_PARTS =
      """
      SELECT u.id, p.source, p.name AS platform, u.node, u.answer, u.state, u.pinned,
             u.fingerprint, u.job, u.token, u.began_at, u.expires_at, u.ended_at, u.part_of
        FROM run AS u
        JOIN platform AS p ON p.id = u.platform
       WHERE u.part_of = ANY (?)
       ORDER BY u.number
         FOR NO KEY UPDATE OF u
      """;

  private static final String LOCK_FREE_PARTS = LOCK_PARTS + " SKIP LOCKED";

  private static final String EXISTING =
      """
      SELECT u.id
        FROM run AS u
       WHERE u.id = ANY (?)
      """;

  private static final String PARTS =
      """
      SELECT u.id, u.part_of
        FROM run AS u
       WHERE u.part_of = ANY (?)
      """;

  private static final String UPDATE =
      """
      UPDATE run AS u
         SET state = t.state,
             expires_at = t.expires_at::timestamptz,
             ended_at = t.ended_at::timestamptz
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[])
             AS t (id, state, expires_at, ended_at)
       WHERE u.id = t.id
      """;

  /**
   * A change.
   *
   * @param isOfWhole whether the id may be that of a whole run of several nodes; else it is that of
   *     one node's run
   */
  record Call(Change change, boolean isOfWhole) {}

  private final Database database;

  RunChanges(Database database) {
    this.database = database;
  }

  @Override
  public List<BatchOutcome<Changed>> write(List<Call> calls, @Nullable Object lock) {
    return database.inTransaction(what(calls), tx -> write(tx, calls, lock != null));
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

  private static List<BatchOutcome<Changed>> write(Transaction tx, List<Call> calls, boolean waits)
      throws SQLException {
    var outcomes = new BatchOutcomes<Changed>(calls.size());
    var runs = lock(tx, calls, waits);
    if (!waits) {
      block(tx, calls, runs, outcomes);
    }
    var now = tx.now();
    var changed = new LinkedHashMap<RunId, Run>();
    for (var i : outcomes.open()) {
      var call = calls.get(i);
      outcomes.answer(i, changed(call, meant(call, runs), now, runs, changed));
    }
    if (!changed.isEmpty()) {
      tx.update(
          UPDATE,
          Transaction.array(changed.values(), Run::id),
          Transaction.array(changed.values(), Run::state),
          Transaction.array(changed.values(), Run::expiresAt),
          Transaction.array(changed.values(), Run::endedAt));
    }
    return outcomes.all();
  }

  /** The runs that are asked about, and the other parts of whole runs; oldest first. */
  private static Map<RunId, Run> lock(Transaction tx, List<Call> calls, boolean waits)
      throws SQLException {
    var ids = new LinkedHashSet<RunId>();
    calls.forEach(it -> ids.add(it.change().run()));
    var runs = new LinkedHashMap<RunId, Run>();
    for (var run : tx.query(waits ? LOCK : LOCK_FREE, PostgresRuns::run, ids)) {
      runs.put(run.id(), run);
    }
    var wholes = wholes(calls, runs);
    if (!wholes.isEmpty()) {
      for (var run : tx.query(waits ? LOCK_PARTS : LOCK_FREE_PARTS, PostgresRuns::run, wholes)) {
        runs.put(run.id(), run);
      }
    }
    return runs;
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
  private static void block(
      Transaction tx, List<Call> calls, Map<RunId, Run> runs, BatchOutcomes<Changed> outcomes)
      throws SQLException {
    var missing = new HashSet<RunId>();
    for (var call : calls) {
      if (!runs.containsKey(call.change().run())) {
        missing.add(call.change().run());
      }
    }
    var blocked = new HashSet<RunId>();
    if (!missing.isEmpty()) {
      blocked.addAll(tx.query(EXISTING, row -> new RunId(row.text("id")), missing));
    }
    var wholes = wholes(calls, runs);
    if (!wholes.isEmpty()) {
      tx.query(
              PARTS,
              row -> Map.entry(new RunId(row.text("id")), new RunId(row.text("part_of"))),
              wholes)
          .forEach(it -> {
            if (!runs.containsKey(it.getKey())) {
              blocked.add(it.getValue());
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
