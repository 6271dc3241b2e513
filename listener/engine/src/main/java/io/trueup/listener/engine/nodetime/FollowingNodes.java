package io.trueup.listener.engine.nodetime;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.statestore.NodeDecision;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Nodes without a job of their own, which change together with a node that feeds them (ADR 4).
 * Pure.
 */
final class FollowingNodes {

  private static final Duration LATER = Duration.ofSeconds(30);

  private FollowingNodes() {}

  /**
   * The waiting node whose job also changes a node without a job of its own.
   *
   * @param node null when the version does not have it
   */
  static Optional<NodeKey> carrier(
      DataPlatform type, @Nullable PipelineNode node, Predicate<NodeKey> isAwaiting) {
    return node == null
        ? Optional.empty()
        : feeding(type, node).stream().filter(isAwaiting).findFirst();
  }

  /** The nodes whose jobs may also change a node; empty when it has a job of its own. */
  static List<NodeKey> feeding(DataPlatform type, PipelineNode node) {
    return type.hasJob(node) ? List.of() : node.inputs();
  }

  /** What the node is answered that follows another one. */
  static NodeDecision.Wait wait(NodeKey carrier) {
    return new NodeDecision.Wait(
        "The node has no job of its own; it changes when the job of '%s' starts".formatted(carrier),
        LATER);
  }
}
