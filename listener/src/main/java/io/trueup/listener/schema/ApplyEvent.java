package io.trueup.listener.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens while a plan is carried out, in the order in which it does.
 *
 * @param event {@code node} for each node as it ends, then {@code end}, once
 * @param node which one; null at the end
 * @param outcome how it ended; at the end, how all of it did
 * @param statements that were run; at the end, none: they were told of by node
 * @param message for a person; null when there is nothing to say
 */
public record ApplyEvent(
    String event,
    @Nullable String node,
    Outcome outcome,
    List<String> statements,
    @Nullable String message) {

  /** How a node, or all of it, ended. */
  public enum Outcome {
    /** It is what was planned. */
    DONE,
    /** The world failed; trying again may help. */
    FAILED,
    /** A person must decide. */
    REFUSED,
    /** The plan is another one by now, or somebody else has the platform or the node. */
    STALE
  }

  public ApplyEvent {
    statements = List.copyOf(statements);
  }

  /** Whether it is the last one. */
  public boolean isEnd() {
    return event.equals("end");
  }

  static ApplyEvent node(
      String node, Outcome outcome, List<String> statements, @Nullable String message) {
    return new ApplyEvent("node", node, outcome, statements, message);
  }

  /** The last one. */
  public static ApplyEvent end(Outcome outcome, String message) {
    return new ApplyEvent("end", null, outcome, List.of(), message);
  }
}
