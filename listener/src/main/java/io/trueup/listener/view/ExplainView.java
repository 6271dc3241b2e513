package io.trueup.listener.view;

import io.trueup.model.rollout.StepAction;
import io.trueup.statestore.NodeDelta;
import io.trueup.statestore.RolloutStep;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a platform is where it is.
 *
 * @param at when it was so, by the store's clock
 * @param source that declares the platform
 * @param steps of the rollout under way: those that have not landed, the failed ones first
 * @param nodes that are not at their target, by what they go through
 * @param blocked the first of the nodes that are blocked
 * @param delta how what is merged differs from what is realized
 * @param runs the newest
 * @param audit the newest, of this platform
 */
public record ExplainView(
    Instant at,
    SourceView source,
    PlatformView platform,
    List<Step> steps,
    List<Nodes> nodes,
    List<BlockedNodeView> blocked,
    Delta delta,
    List<RunView> runs,
    List<AuditView> audit) {

  public ExplainView {
    steps = List.copyOf(steps);
    nodes = List.copyOf(nodes);
    blocked = List.copyOf(blocked);
    runs = List.copyOf(runs);
    audit = List.copyOf(audit);
  }

  /** A step that has not landed. */
  public record Step(
      int ordinal,
      String node,
      StepAction action,
      String reason,
      RolloutStep.State state,
      int attempts,
      @Nullable String error,
      @Nullable Instant retryAt) {

    /** What is shown of a step. */
    public static Step of(RolloutStep step) {
      return new Step(
          step.ordinal(),
          step.planned().node().value(),
          step.planned().action(),
          step.planned().reason(),
          step.state(),
          step.attempts(),
          step.error(),
          step.retryAt());
    }
  }

  /**
   * How many nodes go through something, with the first of them.
   *
   * @param applied how many of them an operator has brought to the target already, so that only the
   *     confirmation of their jobs is lacking
   */
  public record Nodes(NodeCondition state, int count, int applied, List<String> examples) {

    public Nodes {
      examples = List.copyOf(examples);
    }
  }

  /**
   * How two versions differ for the platform.
   *
   * @param from the realized version
   * @param to the merged version
   * @param nodes the first of them
   * @param complete whether the counts are of all the versions between; false when there are too
   *     many
   */
  public record Delta(
      long from,
      long to,
      int added,
      int changed,
      int removed,
      List<Change> nodes,
      boolean complete) {

    public Delta {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * How one node differs.
   *
   * @param what in words; may be empty
   */
  public record Change(String node, NodeDelta.Kind kind, String what) {}
}
