package io.trueup.listener.daemon.view;

import io.trueup.listener.engine.control.RolloutPreview;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a move of a platform would be.
 *
 * @param platform as {@code source/name}
 * @param from the target now
 * @param to null when there is nothing to move to
 * @param steps of merge time, the first ones; changed nodes change when their jobs start
 * @param stepCount how many steps there are
 * @param gates that are shut now for it, the weightiest first
 * @param needsApproval whether it removes so much that it waits for {@code trueup approve}
 * @param impossible why it cannot be made at all; null when it can
 * @param differences whether it would do anything
 */
public record MovePreviewView(
    String platform,
    long from,
    @Nullable Long to,
    NodeNames added,
    NodeNames changed,
    NodeNames removed,
    List<Step> steps,
    int stepCount,
    List<GateView> gates,
    boolean needsApproval,
    @Nullable String impossible,
    boolean differences) {

  /** How many nodes and steps are listed at most. */
  public static final int MOST_LISTED = 1000;

  public MovePreviewView {
    steps = List.copyOf(steps);
    gates = List.copyOf(gates);
  }

  /**
   * Nodes.
   *
   * @param count how many there are
   * @param nodes the first ones
   */
  public record NodeNames(int count, List<String> nodes) {

    public NodeNames {
      nodes = List.copyOf(nodes);
    }

    /** All nodes, of which the first ones are listed. */
    public static NodeNames of(List<NodeKey> keys) {
      return new NodeNames(
          keys.size(), keys.stream().limit(MOST_LISTED).map(NodeKey::value).toList());
    }
  }

  /** A merge-time step. */
  public record Step(String node, StepAction action, String reason) {

    private static Step of(PlannedStep step) {
      return new Step(step.node().value(), step.action(), step.reason());
    }
  }

  /** The view of a preview. */
  public static MovePreviewView of(RolloutPreview preview) {
    return new MovePreviewView(
        preview.platform().toString(),
        preview.from(),
        preview.to(),
        NodeNames.of(preview.added()),
        NodeNames.of(preview.changed()),
        NodeNames.of(preview.removed()),
        preview.steps().stream().limit(MOST_LISTED).map(Step::of).toList(),
        preview.steps().size(),
        preview.gates().stream().map(GateView::of).toList(),
        preview.needsApproval(),
        preview.impossible(),
        preview.hasDifferences());
  }
}
