package io.trueup.statestore.postgres;

import io.trueup.statestore.DuplicateRunException;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RunId;
import io.trueup.statestore.Runs.BeginResult;
import io.trueup.statestore.Runs.Joining;
import io.trueup.statestore.Runs.Member;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.postgres.PostgresNodes.NodeAt;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
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
final class RunBegins implements BatchWork<RunBegins.Call, Optional<List<BeginResult>>> {

  private static final int ATTEMPTS = 5;

  /** Keeps platforms' pointers in place while jobs ask about nodes that they do not have yet. */
  private static final String KEEP_PLATFORM =
      """
      SELECT id
        FROM platform
       WHERE id = ?
         FOR SHARE
      """;

  /**
   * A job's request.
   *
   * @param whole the id of the run
   * @param members its nodes; of a run of one node the only one, whose id is that of the run
   */
  record Call(RunId whole, List<Member> members, Joining joining, boolean isOfSeveral) {

    Call {
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

  private final Database database;

  RunBegins(Database database) {
    this.database = database;
  }

  @Override
  public List<BatchOutcome<Optional<List<BeginResult>>>> write(
      List<Call> calls, @Nullable Object lock) {
    // Ids are random, unless a job chose its own: most batches need not look for them.
    var checksIds = false;
    for (var attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        var checks = checksIds;
        return database.inTransaction(what(calls), tx -> write(tx, calls, lock, checks));
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

  private static List<BatchOutcome<Optional<List<BeginResult>>>> write(
      Transaction tx, List<Call> calls, @Nullable Object lock, boolean checksIds)
      throws SQLException {
    var outcomes = new BatchOutcomes<Optional<List<BeginResult>>>(calls.size());
    var platforms = numbers(tx, calls);
    var nodes = new TreeSet<NodeAt>();
    for (var i = 0; i < calls.size(); i++) {
      if (platforms.containsKey(calls.get(i).platform())) {
        nodes.addAll(nodes(calls.get(i), platforms));
      } else {
        outcomes.answer(i, Optional.empty());
      }
    }
    if (nodes.isEmpty()) {
      return outcomes.all();
    }
    var found = lock(tx, nodes, lock);
    nodes.removeAll(found.keySet());
    block(tx, calls, platforms, nodes, lock, outcomes);
    var open = outcomes.open();
    if (!open.isEmpty()) {
      var taken = checksIds ? RunTable.taken(tx, ids(calls, open)) : Set.<RunId>of();
      begin(tx, calls, open, platforms, found, taken, outcomes);
    }
    return outcomes.all();
  }

  private static Map<NodeAt, PostgresNodes.Found> lock(
      Transaction tx, Collection<NodeAt> nodes, @Nullable Object lock) throws SQLException {
    if (lock instanceof PlatformLock(var platform)) {
      tx.query(KEEP_PLATFORM, row -> row.number("id"), platform);
    }
    return lock == null ? PostgresNodes.lockFree(tx, nodes) : PostgresNodes.lockAll(tx, nodes);
  }

  /** Lets calls wait whose nodes another transaction has locked, or may just be creating. */
  private static void block(
      Transaction tx,
      List<Call> calls,
      Map<PlatformId, Integer> platforms,
      Collection<NodeAt> missing,
      @Nullable Object lock,
      BatchOutcomes<Optional<List<BeginResult>>> outcomes)
      throws SQLException {
    missing.removeIf(it -> new PlatformLock(it.platform()).equals(lock));
    if (missing.isEmpty()) {
      return;
    }
    var existing = PostgresNodes.existing(tx, missing);
    for (var i : outcomes.open()) {
      for (var node : nodes(calls.get(i), platforms)) {
        if (missing.contains(node) && !outcomes.isSettled(i)) {
          outcomes.block(i, existing.contains(node) ? node : new PlatformLock(node.platform()));
        }
      }
    }
  }

  private static void begin(
      Transaction tx,
      List<Call> calls,
      List<Integer> open,
      Map<PlatformId, Integer> platforms,
      Map<NodeAt, PostgresNodes.Found> found,
      Set<RunId> taken,
      BatchOutcomes<Optional<List<BeginResult>>> outcomes)
      throws SQLException {
    var nodes = new TreeSet<NodeAt>();
    open.forEach(i -> nodes.addAll(nodes(calls.get(i), platforms)));
    var batch = BeginBatch.read(tx, nodes, found);
    for (var i : open) {
      var call = calls.get(i);
      var platform = batch.platform(platforms.getOrDefault(call.platform(), -1));
      if (platform == null) {
        outcomes.answer(i, Optional.empty());
      } else if (taken.contains(call.whole()) || batch.hasBegun(call.whole())) {
        outcomes.fail(i, new DuplicateRunException(call.whole()));
      } else {
        try {
          outcomes.answer(i, Optional.of(batch.begin(tx, platform, call)));
        } catch (RuntimeException | Error e) {
          outcomes.fail(i, e);
        }
      }
    }
    if (!batch.record(tx)) {
      throw new TakenIdException();
    }
  }

  private static Map<PlatformId, Integer> numbers(Transaction tx, List<Call> calls)
      throws SQLException {
    var wanted = new HashSet<PlatformId>();
    calls.forEach(it -> wanted.add(it.platform()));
    return PostgresPlatforms.numbers(tx, wanted);
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
