package io.trueup.statestore.testing;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeState;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NodePolicy;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RealizedNode;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.Runs;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateChange.RunEnded;
import io.trueup.statestore.batch.BatchWriters;
import io.trueup.statestore.batch.RunBegins;
import io.trueup.statestore.batch.RunChanges;
import io.trueup.statestore.testing.MemoryState.NodeLockRow;
import io.trueup.statestore.testing.MemoryState.RunRow;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Runs; a job is answered in the transaction that records its run. */
final class MemoryRuns implements Runs {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;
  private final MemoryBatches<RunBegins.Call, Optional<List<BeginResult>>> begins;
  private final MemoryBatches<RunChanges.Call, Changed> changes;

  /**
   * Runs.
   *
   * @param writers starts the writers of batches; null for requests that are written by themselves
   */
  MemoryRuns(
      MemoryState state, InMemoryStateStore.Transactor transactor, @Nullable BatchWriters writers) {
    this.state = state;
    this.transactor = transactor;
    this.begins =
        new MemoryBatches<>(
            "begin",
            new RunBegins<>(MemoryBeginTables.of(transactor)),
            transactor.faults(),
            writers);
    this.changes =
        new MemoryBatches<>(
            "change",
            new RunChanges<>(MemoryChangeTables.of(transactor)),
            transactor.faults(),
            writers);
  }

  @Override
  public Optional<BeginResult> begin(RunRequest request, NodePolicy policy) {
    return begins
        .write(
            new RunBegins.Call(
                request.id(),
                List.of(observed(new Member(request, policy))),
                Joining.ALL_OR_NONE,
                false))
        .map(List::getFirst);
  }

  @Override
  public Optional<List<BeginResult>> beginTogether(
      RunId whole, List<Member> members, Joining joining) {
    return begins.write(
        new RunBegins.Call(whole, members.stream().map(this::observed).toList(), joining, true));
  }

  private Member observed(Member member) {
    return new Member(
        member.request(),
        situation -> {
          var decision = member.policy().decide(situation);
          state.observer.decided(situation, decision);
          return decision;
        });
  }

  /** What the answer to a job depends on. */
  static NodeSituation situation(
      MemoryState state, PlatformId id, NodeKey key, @Nullable Fingerprint lastRan) {
    var node = state.nodes(id).find(key);
    var record = node == null ? null : node.record();
    var platform = PlatformRows.show(state, state.platform(id));
    return new NodeSituation(
        platform,
        record,
        node == null ? 0 : node.realizedVersion(),
        RunRows.live(state, id).filter(run -> run.node().equals(key)).toList(),
        state.holder(id, key),
        NodeSituation.needsInputs(record) ? MemoryPlatforms.inputs(state, platform) : null,
        lastRan,
        state.now());
  }

  @Override
  public Set<NodeKey> beginReconcile(RunId run, Collection<NodeKey> nodes) {
    return transactor.in(
        "runs.beginReconcile",
        () -> {
          var row = live(run);
          if (row == null || row.run().state() != Run.State.RECONCILING) {
            return Set.of();
          }
          var platform = row.run().platform();
          if (nodes.stream().anyMatch(node -> state.holder(platform, node) != null)) {
            return Set.of();
          }
          var changeable = new TreeSet<>(Set.of(row.run().node()));
          for (var node : nodes) {
            var known = state.nodes(platform).find(node);
            if (known != null && known.record().state() == NodeState.AWAITING_NODE_TIME) {
              NodeRows.markUncertain(state, platform, node);
              changeable.add(node);
            }
          }
          return changeable;
        });
  }

  @Override
  public Optional<Run> completeReconcile(
      RunId run, long version, List<RealizedNode> nodes, List<String> statements) {
    return transactor.in(
        "runs.completeReconcile",
        () -> {
          var row = live(run);
          if (row == null) {
            return Optional.empty();
          }
          return Optional.of(
              row.run().state() == Run.State.OPEN
                  ? row.run()
                  : complete(row, version, nodes, statements));
        });
  }

  private Run complete(
      RunRow row, long version, List<RealizedNode> nodes, List<String> statements) {
    var run = row.run();
    for (var node : nodes) {
      NodeRows.realize(state, run.platform(), node.node(), node.realized(), version);
    }
    var retired = run.answer() == Run.Answer.RETIRE;
    var after =
        retired
            ? RunRows.with(run, Run.State.SUCCEEDED, run.expiresAt(), state.now())
            : RunRows.with(run, Run.State.OPEN, state.now().plus(row.length()), null);
    RunRows.put(state, row.with(after).having(statements));
    if (retired) {
      state.tell(RunEnded.of(after, after.state()));
    }
    state.audit(
        Actor.DAEMON,
        retired ? AuditVerbs.NODE_RETIRED : AuditVerbs.NODE_RECONCILED,
        Lease.resource(run.platform()),
        MemoryJson.of("node", run.node()),
        MemoryJson.of("version", version, "statements", statements),
        "its job '%s' started".formatted(run.job()));
    return after;
  }

  @Override
  public boolean abandonReconcile(RunId run, String error) {
    return transactor.in(
        "runs.abandonReconcile",
        () -> {
          var row = live(run);
          if (row != null && row.run().state() == Run.State.RECONCILING) {
            state.tell(RunEnded.of(row.run(), Run.State.ABANDONED));
            return blocked(end(row.failed(error), Run.State.ABANDONED), error);
          }
          return shown(run)
              .filter(it -> it.state() == Run.State.EXPIRED)
              .map(it -> blocked(it, error))
              .orElse(false);
        });
  }

  private boolean blocked(Run run, String error) {
    var isNew = NodeRows.block(state, run, error);
    state.audit(
        Actor.DAEMON,
        AuditVerbs.NODE_NOT_RECONCILED,
        Lease.resource(run.platform()),
        MemoryJson.of("node", run.node()),
        MemoryJson.of("run", run.id(), "error", error),
        error);
    return isNew;
  }

  @Override
  public Optional<Run> prolong(RunId run, Duration length) {
    var changed =
        changes.write(new RunChanges.Call(new Change.Prolong(run, Set.of(), null, length), false));
    return changed.outcome() == ChangeOutcome.CHANGED
        ? changed.runs().stream().findFirst()
        : Optional.empty();
  }

  @Override
  public Optional<Run> end(RunId run, boolean succeeded) {
    return changes
        .write(new RunChanges.Call(new Change.End(run, Set.of(), null, succeeded), false))
        .runs()
        .stream()
        .findFirst();
  }

  @Override
  public Changed change(Change change) {
    return changes.write(new RunChanges.Call(change, true));
  }

  @Override
  public List<Recorded> recorded(RunId run) {
    return transactor.in(
        "runs.recorded",
        () ->
            rows(run).stream()
                .map(it ->
                    new Recorded(
                        RunRows.show(it.run(), state.now()),
                        it.reason(),
                        it.statements(),
                        it.error()))
                .toList());
  }

  /** A run, or all parts of a whole run, oldest first. */
  private List<RunRow> rows(RunId id) {
    var row = state.runs.find(id.value());
    if (row == null) {
      return List.of();
    }
    return id.equals(row.run().partOf())
        ? state.runs.rows().stream()
            .filter(it -> id.equals(it.run().partOf()))
            .sorted(Comparator.comparingLong(RunRow::order))
            .toList()
        : List.of(row);
  }

  private Run end(RunRow row, Run.State how) {
    var ended = RunRows.with(row.run(), how, row.run().expiresAt(), state.now());
    RunRows.put(state, row.with(ended));
    return ended;
  }

  private @Nullable RunRow live(RunId run) {
    var row = state.runs.find(run.value());
    return row != null && RunRows.show(row.run(), state.now()).state().isLive() ? row : null;
  }

  private Optional<Run> shown(RunId run) {
    return Optional.ofNullable(state.runs.find(run.value()))
        .map(row -> RunRows.show(row.run(), state.now()));
  }

  @Override
  public SortedMap<NodeKey, Run> lockNodes(
      Lease lease, PlatformId platform, Collection<NodeKey> nodes) {
    return transactor.in(
        "runs.hold",
        () -> {
          state.fence(lease, Lease.resource(platform));
          var held = new TreeSet<>(nodes);
          var busy = new TreeMap<NodeKey, Run>();
          RunRows.live(state, platform)
              .filter(run -> held.contains(run.node()))
              .forEach(run -> busy.putIfAbsent(run.node(), run));
          held.removeAll(busy.keySet());
          state.holds.put(platform, new NodeLockRow(lease.token(), held));
          held.forEach(node -> NodeRows.markUncertain(state, platform, node));
          return busy;
        });
  }

  @Override
  public Optional<Run> find(RunId run) {
    return transactor.in("runs.find", () -> shown(run));
  }

  @Override
  public boolean isPinned(SourceId source, long version) {
    return transactor.in(
        "runs.isPinned",
        () ->
            state.liveRuns.rows().stream()
                .flatMap(id -> Optional.ofNullable(state.runs.find(id)).stream())
                .map(row -> RunRows.show(row.run(), state.now()))
                .anyMatch(it ->
                    it.platform().source().equals(source)
                        && it.pinned() == version
                        && it.state().isLive()));
  }

  @Override
  public List<Run> live(PlatformId platform) {
    return transactor.in("runs.live", () -> RunRows.live(state, platform).toList());
  }

  @Override
  public List<Run> newest(PlatformId platform, int limit) {
    return transactor.in(
        "runs.newest",
        () ->
            state.runOrder.newestFirst().stream()
                .flatMap(id -> Optional.ofNullable(state.runs.find(id)).stream())
                .map(RunRow::run)
                .filter(run -> run.platform().equals(platform))
                .limit(limit)
                .map(run -> RunRows.show(run, state.now()))
                .toList());
  }
}
