package io.trueup.statestore.testing;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeState;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.DriftRecords;
import io.trueup.statestore.DriftSentences;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState.Drifted;
import io.trueup.statestore.control.Steering;
import io.trueup.statestore.drift.DriftCheck;
import io.trueup.statestore.drift.DriftFinding;
import io.trueup.statestore.drift.DriftedNode;
import io.trueup.statestore.testing.MemoryState.DriftRow;
import io.trueup.statestore.testing.MemoryState.PlatformNode;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is known of drift now, without its history. */
final class MemoryDrift implements DriftRecords {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemoryDrift(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
  }

  @Override
  public Optional<DriftCheck> lastCheck(PlatformId platform) {
    return transactor.in(
        "drift.lastCheck", () -> Optional.ofNullable(state.driftChecks.find(platform)));
  }

  @Override
  public List<DriftedNode> drifted(PlatformId platform, String after, int limit) {
    return transactor.in(
        "drift.drifted",
        () ->
            shown(state, platform)
                .filter(it -> it.node().value().compareTo(after) > 0)
                .limit(limit)
                .toList());
  }

  /** The summary of a platform's drift; null when there is none. */
  static @Nullable Drifted summary(MemoryState state, PlatformId platform) {
    var nodes = shown(state, platform).sorted(Comparator.comparing(DriftedNode::foundAt)).toList();
    return nodes.isEmpty() ? null : new Drifted(nodes.getFirst(), nodes.size());
  }

  private static Stream<DriftedNode> shown(MemoryState state, PlatformId platform) {
    return rows(state, platform).filter(it -> isSo(state, it)).map(DriftRow::drifted);
  }

  private static Stream<DriftRow> rows(MemoryState state, PlatformId platform) {
    return state.drift.rows().stream().filter(it -> it.of().platform().equals(platform));
  }

  private static boolean isSo(MemoryState state, DriftRow row) {
    var node = state.nodes(row.of().platform()).find(row.of().node());
    return node != null
        && node.record().state() == NodeState.REALIZED
        && Objects.equals(node.record().realized(), row.realized());
  }

  @Override
  public Change record(Lease lease, PlatformId platform, Findings findings) {
    return transactor.in(
        "drift.record",
        () -> {
          state.fence(lease, Lease.resource(platform));
          var row = state.platform(platform);
          var now = state.now();
          var ended = new TreeMap<Ending, SortedSet<NodeKey>>();
          end(platform, Ending.CHANGED, changed(platform), ended);
          end(platform, Ending.REPAIRED, findings.repaired().keySet(), ended);
          end(platform, Ending.GONE, findings.alike(), ended);
          var found = new TreeSet<NodeKey>();
          findings.drifted().forEach(it -> put(platform, it, now, found));
          state.driftChecks.put(platform, check(platform, findings, now));
          var left = (int) shown(state, platform).count();
          if (left == 0 && !ended.isEmpty()) {
            PlatformRows.put(state, PlatformRows.withSteering(row, well(row.steering(), now)));
          }
          var change = new Change(found, ended, left);
          audit(platform, findings, change);
          return change;
        });
  }

  private List<NodeKey> changed(PlatformId platform) {
    return rows(state, platform).filter(it -> !isSo(state, it)).map(it -> it.of().node()).toList();
  }

  private void end(
      PlatformId platform,
      Ending ending,
      Collection<NodeKey> nodes,
      Map<Ending, SortedSet<NodeKey>> ended) {
    for (var node : nodes) {
      var of = new PlatformNode(platform, node);
      if (state.drift.find(of) != null) {
        state.drift.remove(of);
        ended.computeIfAbsent(ending, _ -> new TreeSet<>()).add(node);
      }
    }
  }

  private void put(PlatformId platform, DriftFinding finding, Instant now, Set<NodeKey> found) {
    var of = new PlatformNode(platform, finding.node());
    var before = state.drift.find(of);
    if (before == null) {
      found.add(finding.node());
    }
    state.drift.put(
        of,
        new DriftRow(
            of,
            finding.realized(),
            new DriftedNode(
                finding.node(),
                finding.kind(),
                finding.message(),
                finding.refusal(),
                before == null ? now : before.drifted().foundAt(),
                now)));
  }

  private DriftCheck check(PlatformId platform, Findings findings, Instant now) {
    var before = state.driftChecks.find(platform);
    var compared =
        before != null
                && before.failure() == null
                && before.startedAt().equals(findings.startedAt())
            ? before.compared()
            : 0;
    return new DriftCheck(
        findings.version(),
        findings.startedAt(),
        now,
        findings.checkedThrough() == null && before != null
            ? before.checkedThrough()
            : findings.checkedThrough(),
        compared + findings.compared().size(),
        findings.nodes(),
        null);
  }

  private static Steering well(Steering steering, Instant now) {
    return new Steering(
        steering.sync(),
        steering.hold(),
        steering.approval(),
        steering.scheduleSince(),
        steering.graphSince(),
        now);
  }

  private void audit(PlatformId platform, Findings findings, Change change) {
    var found = change.found();
    if (!found.isEmpty()) {
      state.audit(
          Actor.DAEMON,
          AuditVerbs.NODE_DRIFTED,
          Lease.resource(platform),
          null,
          MemoryJson.of("count", found.size(), "nodes", DriftSentences.named(found)),
          DriftSentences.found(found, findings.drifted()));
    }
    change
        .ended()
        .forEach((ending, nodes) ->
            state.audit(
                Actor.DAEMON,
                AuditVerbs.NODE_DRIFT_ENDED,
                Lease.resource(platform),
                null,
                MemoryJson.of("ending", ending.text(), "nodes", DriftSentences.named(nodes)),
                DriftSentences.ended(ending, nodes.size())));
  }

  @Override
  public void recordFailure(
      Lease lease, PlatformId platform, long version, Instant startedAt, String error) {
    transactor.run(
        "drift.recordFailure",
        () -> {
          state.fence(lease, Lease.resource(platform));
          var now = state.now();
          var before = state.driftChecks.find(state.platform(platform).id());
          var earlier = before == null ? null : before.failure();
          state.driftChecks.put(
              platform,
              new DriftCheck(
                  version,
                  startedAt,
                  now,
                  before == null ? null : before.checkedThrough(),
                  before == null ? 0 : before.compared(),
                  before == null ? 0 : before.nodes(),
                  new DriftCheck.Failure(
                      error,
                      earlier == null ? 1 : earlier.times() + 1,
                      earlier == null ? now : earlier.since())));
        });
  }
}
