package io.trueup.platforms.postgres;

import io.trueup.model.graph.NodeKey;
import java.util.Optional;

/**
 * What the catalog says about a table or view: a line for people, and one by which the platform
 * finds it again.
 */
final class ObjectComment {

  /** What stands before the node, which runs to the comment's end. */
  static final String NODE_FIELD = " node=";

  private static final String RETIRED =
      "RETIRED: no longer in the model, kept until an operator drops it. ";

  private ObjectComment() {}

  /**
   * Composes a comment.
   *
   * @param sentence for people, one line
   * @param fields for the platform, such as {@code dataset=NW_Data/customers}
   * @param node the node that the object belongs to
   */
  static String of(String sentence, String fields, NodeKey node) {
    return "%s\ntrueup %s%s%s".formatted(sentence, fields, NODE_FIELD, node);
  }

  /** The node that a comment names; empty when Trueup did not write it. */
  static Optional<NodeKey> node(String comment) {
    var at = comment.indexOf(NODE_FIELD);
    return at < 0 || at + NODE_FIELD.length() == comment.length()
        ? Optional.empty()
        : Optional.of(new NodeKey(comment.substring(at + NODE_FIELD.length())));
  }

  /** The comment once its node is gone from the model. */
  static String retired(String comment) {
    return comment.startsWith(RETIRED) ? comment : RETIRED + comment;
  }
}
