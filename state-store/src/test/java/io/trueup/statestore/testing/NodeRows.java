package io.trueup.statestore.testing;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.rollout.NodeTransition;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState.Blocked;
import io.trueup.statestore.Run;
import io.trueup.statestore.testing.MemoryState.BlockedRow;
import io.trueup.statestore.testing.MemoryState.NodeRow;
import io.trueup.statestore.testing.MemoryState.PlatformNode;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How node records change. */
final class NodeRows {

  private NodeRows() {}

  /** Whether a plan's transition still matches the node. */
  static boolean isTrue(MemoryState state, PlatformId platform, NodeTransition transition) {
    var row = state.nodes(platform).find(transition.node());
    return !transition.state().isAtTarget()
        || (row == null
            ? transition.target() == null
            : Objects.equals(transition.target(), row.record().realized())
                && !row.record().isUncertain());
  }

  static void apply(MemoryState state, PlatformId platform, NodeTransition transition) {
    var row = state.nodes(platform).find(transition.node());
    var before = row == null ? null : row.record();
    if (before != null
        && (before.state() != transition.state()
            || !Objects.equals(before.target(), transition.target()))) {
      clearFailure(state, new PlatformNode(platform, transition.node()));
    }
    var after =
        new NodeRecord(
            transition.node(),
            transition.state(),
            before == null ? null : before.realized(),
            transition.target(),
            before != null && before.everRan(),
            before != null && before.isUncertain());
    state
        .nodes(platform)
        .put(transition.node(), new NodeRow(after, row == null ? 0 : row.realizedVersion()));
  }

  /**
   * Records what was realized for a node, by which version; null when it was retired. A node that
   * was retired but has a target again keeps its realized fingerprint and waits.
   */
  static void realize(
      MemoryState state,
      PlatformId platform,
      NodeKey key,
      @Nullable Fingerprint realized,
      long version) {
    var row = state.nodes(platform).find(key);
    if (row == null) {
      throw new IllegalArgumentException(
          "Cannot find node '%s' of platform '%s'".formatted(key, platform));
    }
    clearFailure(state, new PlatformNode(platform, key));
    var before = row.record();
    var isBack = before.target() != null && realized == null;
    var after =
        new NodeRecord(
            key,
            stateOf(before, realized),
            isBack ? before.realized() : realized,
            before.target(),
            before.everRan(),
            isBack && before.isUncertain());
    var reachedBy = isBack ? row.realizedVersion() : realized == null ? 0 : version;
    state.nodes(platform).put(key, new NodeRow(after, reachedBy));
  }

  /**
   * Records that a node could not be brought to its target when its job started, unless its target
   * changed.
   *
   * @return whether it was not blocked before, or was blocked for another reason
   */
  static boolean block(MemoryState state, Run run, String reason) {
    var row = state.nodes(run.platform()).find(run.node());
    if (row == null
        || !isWaiting(row)
        || !Objects.equals(row.record().target(), run.fingerprint())) {
      return false;
    }
    var of = new PlatformNode(run.platform(), run.node());
    var before = state.blocked.find(of);
    state.blocked.put(
        of, new BlockedRow(of, reason, before == null ? state.now() : before.since()));
    return before == null || !before.reason().equals(reason);
  }

  private static boolean isWaiting(NodeRow row) {
    var now = row.record().state();
    return now == NodeState.AWAITING_NODE_TIME || now == NodeState.RETIRING;
  }

  /** Clears the failure and the manual change of a node's former target. */
  private static void clearFailure(MemoryState state, PlatformNode node) {
    state.blocked.remove(node);
    state.applied.remove(node);
  }

  /** Records that an operator has brought a node that waits to its target. */
  static void recordApplied(MemoryState state, PlatformId platform, NodeKey key) {
    var row = state.nodes(platform).find(key);
    if (row != null && isWaiting(row)) {
      var of = new PlatformNode(platform, key);
      state.blocked.remove(of);
      state.applied.put(of, key);
    }
  }

  /** The blocked nodes of a platform, by key. */
  static Stream<BlockedRow> blockedOf(MemoryState state, PlatformId platform) {
    return state.blocked.rows().stream().filter(it -> it.of().platform().equals(platform));
  }

  /** The summary of a platform's blocked nodes; null when there are none. */
  static @Nullable Blocked blocked(MemoryState state, PlatformId platform) {
    var rows = blockedOf(state, platform).sorted(Comparator.comparing(BlockedRow::since)).toList();
    return rows.isEmpty() ? null : new Blocked(rows.getFirst().shown(), rows.size());
  }

  private static NodeState stateOf(NodeRecord before, @Nullable Fingerprint realized) {
    if (before.target() == null) {
      return realized == null ? NodeState.RETIRED : NodeState.RETIRING;
    }
    if (before.target().equals(realized)) {
      return NodeState.REALIZED;
    }
    return before.state().isAtTarget() ? NodeState.AWAITING_NODE_TIME : before.state();
  }

  /** Marks a node that is about to change as uncertain, unless it is at its target. */
  static void markUncertain(MemoryState state, PlatformId platform, NodeKey key) {
    var row = state.nodes(platform).find(key);
    if (row != null && !row.record().state().isAtTarget()) {
      var before = row.record();
      var after =
          new NodeRecord(
              key, before.state(), before.realized(), before.target(), before.everRan(), true);
      state.nodes(platform).put(key, new NodeRow(after, row.realizedVersion()));
    }
  }

  static void markRan(MemoryState state, PlatformId platform, NodeKey key) {
    var row = state.nodes(platform).find(key);
    if (row != null) {
      var before = row.record();
      var after =
          new NodeRecord(
              key, before.state(), before.realized(), before.target(), true, before.isUncertain());
      state.nodes(platform).put(key, new NodeRow(after, row.realizedVersion()));
    }
  }
}
