package io.trueup.listener.daemon.view;

import io.trueup.listener.daemon.view.RunAnswerView.Action;
import io.trueup.statestore.Runs.Joining;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a job that covers several nodes.
 *
 * @param action {@code WAIT} when no node may run and one has to wait, {@code RETIRE} when all are
 *     to be removed, {@code RECONCILE} when the job has to adapt one of those that run, else {@code
 *     RUN}
 * @param run the id of the run; null when nothing began
 * @param version the pinned version of all nodes that run; null when they differ or none runs
 * @param retryAfterSeconds when to ask again about those that wait; null when none waits
 * @param nodesTag of the job's nodes as they are now; null unless the job began by its key
 * @param nodesChanged whether the job has other nodes than those that the begin's tag stands for
 */
public record JointAnswerView(
    Action action,
    @Nullable String run,
    @Nullable Long version,
    @Nullable String commit,
    @Nullable Long retryAfterSeconds,
    @Nullable String nodesTag,
    boolean nodesChanged,
    List<NodeAnswerView> nodes) {

  public JointAnswerView {
    nodes = List.copyOf(nodes);
  }

  /**
   * The view of all nodes' answers.
   *
   * @param joining whether a node that waits keeps the others from beginning
   */
  public static JointAnswerView of(String run, Joining joining, List<NodeAnswerView> nodes) {
    var running = nodes.stream().filter(it -> it.version() != null).toList();
    var isOneVersion = running.stream().map(NodeAnswerView::version).distinct().count() == 1;
    var hasBegun =
        joining == Joining.ALL_OR_NONE
            ? nodes.stream().allMatch(JointAnswerView::hasBegun)
            : nodes.stream().anyMatch(JointAnswerView::hasBegun);
    return new JointAnswerView(
        action(nodes),
        hasBegun ? run : null,
        isOneVersion ? running.getFirst().version() : null,
        isOneVersion ? running.getFirst().commit() : null,
        nodes.stream()
            .map(NodeAnswerView::retryAfterSeconds)
            .filter(Objects::nonNull)
            .max(Long::compare)
            .orElse(null),
        null,
        false,
        nodes);
  }

  /** The same for a job that began by its key. */
  public JointAnswerView ofJob(String tag, boolean hasChanged) {
    return new JointAnswerView(
        action, run, version, commit, retryAfterSeconds, tag, hasChanged, nodes);
  }

  /** The answer to a job whose nodes changed while it began. */
  public JointAnswerView undone(String reason, long retryAfter) {
    return new JointAnswerView(
        Action.WAIT,
        null,
        null,
        null,
        retryAfter,
        nodesTag,
        true,
        nodes.stream().map(it -> NodeAnswerView.wait(it.node(), reason, retryAfter)).toList());
  }

  private static boolean hasBegun(NodeAnswerView node) {
    return node.action() != null && node.action() != Action.WAIT;
  }

  private static Action action(List<NodeAnswerView> nodes) {
    for (var action : List.of(Action.RECONCILE, Action.RUN, Action.WAIT)) {
      if (nodes.stream().anyMatch(it -> it.action() == action)) {
        return action;
      }
    }
    return Action.RETIRE;
  }
}
