package io.trueup.model.graph;

import io.trueup.model.problem.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem of a platform's graph whose place in the model is not known yet.
 *
 * @param node the node at fault; null for the platform's declaration
 * @param column the column at fault, as {@code dataset/column}; null for none
 * @param field the path of fields at fault, in the platform's declaration or, with a node and no
 *     column, in the document that the node comes from; empty for the whole
 */
public record GraphProblem(
    String rule,
    Severity severity,
    @Nullable NodeKey node,
    @Nullable String column,
    List<String> field,
    String message,
    String remedy) {

  public GraphProblem {
    field = List.copyOf(field);
  }

  /** A problem of a whole platform, node or column. */
  public GraphProblem(
      String rule,
      Severity severity,
      @Nullable NodeKey node,
      @Nullable String column,
      String message,
      String remedy) {
    this(rule, severity, node, column, List.of(), message, remedy);
  }

  /** The same problem at a field. */
  public GraphProblem at(String... path) {
    return new GraphProblem(rule, severity, node, column, List.of(path), message, remedy);
  }
}
