package io.trueup.listener.daemon.view;

import io.trueup.listener.engine.nodetime.NodeTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer about one node of a run that covers several; fields as in {@link RunAnswerView}.
 *
 * @param action null when there is no such node
 */
public record NodeAnswerView(
    String node,
    RunAnswerView.@Nullable Action action,
    @Nullable String fingerprint,
    @Nullable Long version,
    @Nullable String commit,
    String reason,
    @Nullable Long retryAfterSeconds,
    List<String> statements) {

  public NodeAnswerView {
    statements = List.copyOf(statements);
  }

  /** The view of one node's answer. */
  public static NodeAnswerView of(String node, NodeTime.Answer answer) {
    return switch (answer) {
      case NodeTime.Answer.Go go -> of(node, RunAnswerView.of(go));
      case NodeTime.Answer.Retire retire -> of(node, RunAnswerView.of(retire));
      case NodeTime.Answer.Wait wait -> of(node, RunAnswerView.of(wait));
      case NodeTime.Answer.Unknown(var reason) ->
          new NodeAnswerView(node, null, null, null, null, reason, null, List.of());
    };
  }

  /** The answer about a node that has to wait. */
  static NodeAnswerView wait(String node, String reason, long retryAfterSeconds) {
    return new NodeAnswerView(
        node, RunAnswerView.Action.WAIT, null, null, null, reason, retryAfterSeconds, List.of());
  }

  private static NodeAnswerView of(String node, RunAnswerView answer) {
    return new NodeAnswerView(
        node,
        answer.action(),
        answer.fingerprint(),
        answer.version(),
        answer.commit(),
        answer.reason(),
        answer.retryAfterSeconds(),
        answer.statements());
  }
}
