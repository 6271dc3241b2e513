package io.trueup.listener.daemon.view;

import io.trueup.model.rollout.StepAction;
import io.trueup.statestore.NodeDelta;
import io.trueup.statestore.RolloutStep;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Explains the state of a platform.
 *
 * @param at the time of the state, by the store's clock
 * @param source the source that declares the platform
 * @param steps of the current rollout that have not landed, failed steps first
 * @param nodes that are not at their target, by condition
 * @param blocked the first blocked nodes
 * @param delta the difference between the realized and the merged version
 * @param runs the newest runs
 * @param audit the newest entries about this platform
 * @param windows that match it
 * @param removed the nodes that the next move would remove; null unless it waits for an approval of
 *     that
 * @param drift what is known of its drift
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
    List<AuditView> audit,
    List<WindowView> windows,
    MovePreviewView.@Nullable NodeNames removed,
    DriftView drift) {

  public ExplainView {
    steps = List.copyOf(steps);
    nodes = List.copyOf(nodes);
    blocked = List.copyOf(blocked);
    runs = List.copyOf(runs);
    audit = List.copyOf(audit);
    windows = List.copyOf(windows);
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

    /** The view of a step. */
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
   * The number of nodes in a condition, with examples.
   *
   * @param applied how many of them an operator has already brought to the target, so that only the
   *     confirmation by their jobs is missing
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
   * @param nodes the first nodes that differ
   * @param complete whether the counts cover every version in between; false when there are too
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
   * @param what the difference in words; may be empty
   */
  public record Change(String node, NodeDelta.Kind kind, String what) {}
}
