package io.trueup.statestore.postgres;

import io.trueup.model.rollout.NodeRecord;
import io.trueup.statestore.GateInputs;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.Runs.BeginResult;
import io.trueup.statestore.Runs.Joining;
import io.trueup.statestore.Runs.Member;
import io.trueup.statestore.postgres.PostgresNodes.NodeAt;
import io.trueup.statestore.postgres.PostgresPlatforms.Found;
import io.trueup.statestore.postgres.RunTable.NewRun;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a batch of begins has locked and read, with the runs that it adds: a job sees those of the
 * jobs before it, as if each had a transaction of its own. Not thread-safe.
 */
final class BeginBatch {

  private final Instant now;
  private final Map<Integer, Found> platforms = new HashMap<>();
  private final Map<NodeAt, NodeView> nodes = new HashMap<>();
  private final Map<Integer, GateInputs> inputs = new HashMap<>();
  private final List<NewRun> begun = new ArrayList<>();
  private final Set<RunId> ids = new HashSet<>();
  private final Set<NodeAt> ran = new TreeSet<>();
  private final Set<NodeAt> changing = new TreeSet<>();

  /** A node as the next job sees it. */
  private record NodeView(
      @Nullable NodeRecord record,
      long realizedVersion,
      List<Run> live,
      @Nullable String lockedBy) {

    NodeView with(Run run) {
      var after = new ArrayList<>(live);
      if (run.state().isLive()) {
        after.add(run);
      }
      return new NodeView(after(run.state()), realizedVersion, after, lockedBy);
    }

    private @Nullable NodeRecord after(Run.State state) {
      return record == null
          ? null
          : new NodeRecord(
              record.key(),
              record.state(),
              record.realized(),
              record.target(),
              true,
              record.isUncertain()
                  || (state == Run.State.RECONCILING && !record.state().isAtTarget()));
    }
  }

  private BeginBatch(Instant now) {
    this.now = now;
  }

  /**
   * Reads what the answers depend on.
   *
   * @param nodes the nodes that are asked about, each locked or known not to exist
   * @param found those that exist
   */
  static BeginBatch read(
      Transaction tx, Collection<NodeAt> nodes, Map<NodeAt, PostgresNodes.Found> found)
      throws SQLException {
    var batch = new BeginBatch(tx.now());
    for (var platform : PostgresPlatforms.numbered(tx, platforms(nodes))) {
      batch.platforms.put(platform.id(), platform);
    }
    var known = new ArrayList<>(nodes);
    known.removeIf(it -> !batch.platforms.containsKey(it.platform()));
    if (!known.isEmpty()) {
      batch.readNodes(tx, known, found);
    }
    return batch;
  }

  private static Set<Integer> platforms(Collection<NodeAt> nodes) {
    var platforms = new TreeSet<Integer>();
    nodes.forEach(it -> platforms.add(it.platform()));
    return platforms;
  }

  private void readNodes(Transaction tx, List<NodeAt> known, Map<NodeAt, PostgresNodes.Found> found)
      throws SQLException {
    var names = new HashMap<Integer, PlatformId>();
    platforms.forEach((number, platform) -> names.put(number, platform.state().id()));
    var live = live(tx, known, names);
    var holders = PostgresNodeLocks.holders(tx, names);
    for (var node : known) {
      var row = found.get(node);
      nodes.put(
          node,
          new NodeView(
              row == null ? null : row.node(),
              row == null ? 0 : row.realizedVersion(),
              live.getOrDefault(node, List.of()),
              holders.get(node)));
    }
  }

  /** The live runs by node, oldest first; marks those whose time has passed. */
  private Map<NodeAt, List<Run>> live(
      Transaction tx, List<NodeAt> known, Map<Integer, PlatformId> names) throws SQLException {
    var live = new HashMap<NodeAt, List<Run>>();
    var expired = new ArrayList<RunId>();
    for (var each : RunTable.storedLive(tx, known, names)) {
      var run = each.getValue();
      if (run.expiresAt().isAfter(now)) {
        live.computeIfAbsent(each.getKey(), _ -> new ArrayList<>()).add(run);
      } else {
        expired.add(run.id());
      }
    }
    RunTable.expire(tx, expired, now);
    return live;
  }

  /** A platform; null when there is none with the number. */
  @Nullable Found platform(int number) {
    return platforms.get(number);
  }

  /** Whether a run with the id begins in this batch already. */
  boolean hasBegun(RunId id) {
    return ids.contains(id);
  }

  /** Answers one job. When that throws, nothing of it is kept. */
  List<BeginResult> begin(Transaction tx, Found platform, RunBegins.Call call) throws SQLException {
    var results = new ArrayList<BeginResult>();
    var added = new ArrayList<NewRun>();
    for (var member : call.members()) {
      var at = new NodeAt(platform.id(), member.request().node());
      var decision = member.policy().decide(situation(tx, platform, at, member));
      var run =
          RunTable.begun(
              at,
              member.request(),
              added.isEmpty() ? call.whole() : member.request().id(),
              call.isOfSeveral() ? call.whole() : null,
              decision,
              now);
      if (run != null) {
        added.add(run);
      }
      results.add(new BeginResult(decision, run == null ? null : run.run()));
    }
    if (call.joining() == Joining.ALL_OR_NONE && added.size() < results.size()) {
      results.replaceAll(it -> new BeginResult(it.decision(), null));
      return List.copyOf(results);
    }
    added.forEach(this::add);
    return List.copyOf(results);
  }

  private NodeSituation situation(Transaction tx, Found platform, NodeAt at, Member member)
      throws SQLException {
    var view = nodes.get(at);
    if (view == null) {
      throw new IllegalStateException("Node '%s' was not read".formatted(at));
    }
    return new NodeSituation(
        platform.state(),
        view.record(),
        view.realizedVersion(),
        List.copyOf(view.live()),
        view.lockedBy(),
        NodeSituation.needsInputs(view.record()) ? inputs(tx, platform) : null,
        member.request().lastRan(),
        now);
  }

  private GateInputs inputs(Transaction tx, Found platform) throws SQLException {
    var known = inputs.get(platform.id());
    if (known == null) {
      known = PostgresGateInputs.read(tx, platform.state());
      inputs.put(platform.id(), known);
    }
    return known;
  }

  private void add(NewRun run) {
    var before = nodes.get(run.at());
    if (before == null) {
      throw new IllegalStateException("Node '%s' was not read".formatted(run.at()));
    }
    begun.add(run);
    ids.add(run.run().id());
    ids.add(run.run().whole());
    var record = before.record();
    if (record != null && !record.everRan()) {
      ran.add(run.at());
    }
    if (record != null && !record.isUncertain() && run.run().state() == Run.State.RECONCILING) {
      changing.add(run.at());
    }
    nodes.put(run.at(), before.with(run.run()));
  }

  /**
   * Writes everything that was decided.
   *
   * @return whether all of it could be written; false when an id was taken, after which the
   *     transaction must be rolled back
   */
  boolean record(Transaction tx) throws SQLException {
    if (begun.isEmpty()) {
      return true;
    }
    if (RunTable.insert(tx, begun) < begun.size()) {
      return false;
    }
    PostgresNodes.markRan(tx, ran);
    PostgresNodes.markUncertain(tx, changing);
    return true;
  }
}
