package io.trueup.statestore.batch;

import io.trueup.model.rollout.NodeRecord;
import io.trueup.statestore.GateInputs;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.Runs.BeginResult;
import io.trueup.statestore.Runs.Joining;
import io.trueup.statestore.Runs.Member;
import io.trueup.statestore.StateChange;
import io.trueup.statestore.StateChange.RunBegun;
import io.trueup.statestore.StateChange.RunEnded;
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
final class BeginBatch<X extends Exception> {

  private final BeginTables<X> tables;
  private final Instant now;
  private final Map<Integer, PlatformState> platforms = new HashMap<>();
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

  private BeginBatch(BeginTables<X> tables, Instant now) {
    this.tables = tables;
    this.now = now;
  }

  /**
   * Reads what the answers depend on.
   *
   * @param nodes the nodes that are asked about, each locked or known not to exist
   * @param located where they are
   */
  static <X extends Exception> BeginBatch<X> read(
      BeginTables<X> tables, Collection<NodeAt> nodes, BeginTables.Located located) throws X {
    var names = new HashMap<Integer, PlatformId>();
    located.numbers().forEach((id, number) -> names.put(number, id));
    var circumstances = tables.circumstances(nodes, names);
    var batch = new BeginBatch<>(tables, circumstances.now());
    batch.platforms.putAll(circumstances.platforms());
    var live = batch.live(circumstances.storedLive());
    for (var node : nodes) {
      var row = located.locked().get(node);
      batch.nodes.put(
          node,
          new NodeView(
              row == null ? null : row.record(),
              row == null ? 0 : row.realizedVersion(),
              live.getOrDefault(node, List.of()),
              circumstances.holders().get(node)));
    }
    return batch;
  }

  /** The live runs by node, oldest first; marks those whose time has passed. */
  private Map<NodeAt, List<Run>> live(List<Map.Entry<NodeAt, Run>> stored) throws X {
    var live = new HashMap<NodeAt, List<Run>>();
    var expired = new ArrayList<RunId>();
    var over = new ArrayList<RunEnded>();
    for (var each : stored) {
      var run = each.getValue();
      if (run.expiresAt().isAfter(now)) {
        live.computeIfAbsent(each.getKey(), _ -> new ArrayList<>()).add(run);
      } else {
        expired.add(run.id());
        over.add(RunEnded.of(run, Run.State.EXPIRED));
      }
    }
    tables.expire(expired, now);
    tables.tell(over);
    return live;
  }

  /** A platform; null when there is none with the number. */
  @Nullable PlatformState platform(int number) {
    return platforms.get(number);
  }

  /** Whether a run with the id begins in this batch already. */
  boolean hasBegun(RunId id) {
    return ids.contains(id);
  }

  /** Answers one job. When that throws, nothing of it is kept. */
  List<BeginResult> begin(int number, PlatformState platform, RunBegins.Call call) throws X {
    var results = new ArrayList<BeginResult>();
    var added = new ArrayList<NewRun>();
    for (var member : call.members()) {
      var at = new NodeAt(number, member.request().node());
      var decision = member.policy().decide(situation(platform, at, member));
      var run =
          NewRun.begun(
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

  private NodeSituation situation(PlatformState platform, NodeAt at, Member member) throws X {
    var view = nodes.get(at);
    if (view == null) {
      throw new IllegalStateException("Node '%s' was not read".formatted(at));
    }
    return new NodeSituation(
        platform,
        view.record(),
        view.realizedVersion(),
        List.copyOf(view.live()),
        view.lockedBy(),
        NodeSituation.needsInputs(view.record()) ? inputs(at.platform(), platform) : null,
        member.request().lastRan(),
        now);
  }

  private GateInputs inputs(int number, PlatformState platform) throws X {
    var known = inputs.get(number);
    if (known == null) {
      known = tables.inputs(platform);
      inputs.put(number, known);
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

  private List<StateChange> told() {
    var told = new ArrayList<StateChange>();
    for (var each : begun) {
      told.add(RunBegun.of(each.run()));
      if (!each.run().state().isLive()) {
        told.add(RunEnded.of(each.run(), each.run().state()));
      }
    }
    return told;
  }

  /**
   * Writes everything that was decided.
   *
   * @return whether all of it could be written; false when an id was taken, after which the
   *     transaction must be rolled back
   */
  boolean record() throws X {
    if (begun.isEmpty()) {
      return true;
    }
    if (tables.insert(begun) < begun.size()) {
      return false;
    }
    tables.tell(told());
    tables.markRan(ran);
    tables.markUncertain(changing);
    return true;
  }
}
