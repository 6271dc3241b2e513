package io.trueup.listener.daemon.view;

import io.trueup.listener.engine.schema.ApplyEvent;
import io.trueup.listener.engine.schema.ApplyEvent.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event while a plan is applied.
 *
 * @param event {@code node} for each node as it ends, then {@code end}, once
 * @param node its key; null at the end
 * @param outcome of the node; at the end, of all
 * @param statements that ran for the node; none at the end
 * @param message for a person; null when there is nothing to say
 */
public record ApplyEventView(
    String event,
    @Nullable String node,
    Outcome outcome,
    List<String> statements,
    @Nullable String message) {

  private static final String END = "end";

  public ApplyEventView {
    statements = List.copyOf(statements);
  }

  /** The view of an event. */
  public static ApplyEventView of(ApplyEvent event) {
    return switch (event) {
      case ApplyEvent.NodeEnded(var node, var outcome, var statements, var message) ->
          new ApplyEventView("node", node.value(), outcome, statements, message);
      case ApplyEvent.RunEnded(var outcome, var message) -> end(outcome, message);
    };
  }

  /** The last event. */
  public static ApplyEventView end(Outcome outcome, String message) {
    return new ApplyEventView(END, null, outcome, List.of(), message);
  }

  /** Whether it is the last event. */
  public boolean isEnd() {
    return event.equals(END);
  }
}
