package io.trueup.listener.engine.control;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.control.ShutGate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a move of a platform would be. Keys and steps are in their order.
 *
 * @param from the target now
 * @param to the version that it would move to; null when there is nothing to move to
 * @param added the nodes that the move adds
 * @param changed the nodes that it changes
 * @param removed the nodes that it removes
 * @param steps of merge time; changed nodes change when their jobs start
 * @param gates that are shut now, the weightiest first
 * @param needsApproval whether it removes so much that an operator must approve it first
 * @param impossible why the move cannot be made at all, one sentence, such as that the version was
 *     rejected; null when it can. Then there are no nodes and steps
 */
public record RolloutPreview(
    PlatformId platform,
    long from,
    @Nullable Long to,
    List<NodeKey> added,
    List<NodeKey> changed,
    List<NodeKey> removed,
    List<PlannedStep> steps,
    List<ShutGate> gates,
    boolean needsApproval,
    @Nullable String impossible) {

  public RolloutPreview {
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    removed = List.copyOf(removed);
    steps = List.copyOf(steps);
    gates = List.copyOf(gates);
  }

  /** Whether the move would do anything. */
  public boolean hasDifferences() {
    return !added.isEmpty() || !changed.isEmpty() || !removed.isEmpty() || !steps.isEmpty();
  }
}
