package io.trueup.listener.engine.schema;

import io.trueup.model.graph.NodeKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event of a run that applies a plan, in the order in which they occur. */
public sealed interface ApplyEvent {

  /** How the node, or the whole run, ended. */
  Outcome outcome();

  /**
   * A node has ended.
   *
   * @param statements that ran
   * @param message for the operator; null when there is nothing to say
   */
  record NodeEnded(NodeKey node, Outcome outcome, List<String> statements, @Nullable String message)
      implements ApplyEvent {
    public NodeEnded {
      statements = List.copyOf(statements);
    }
  }

  /** The run has ended; the last event. */
  record RunEnded(Outcome outcome, String message) implements ApplyEvent {}

  /** How a node, or a whole run, ended; the later in this list, the worse. */
  enum Outcome {
    /** It is what was planned. */
    DONE,
    /** The world failed; trying again may help. */
    FAILED,
    /** A person must decide. */
    REFUSED,
    /** The plan has changed, or another process or job has the platform or the node. */
    STALE
  }
}
