package io.trueup.model.graph;

import io.trueup.model.problem.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a platform's graph, before its place in the model is known.
 *
 * @param node the node at fault; null when it is the platform's declaration itself
 * @param column the column at fault, as {@code dataset/column}; null when it is none
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

  /** The same at a field. */
  public GraphProblem at(String... path) {
    return new GraphProblem(rule, severity, node, column, List.of(path), message, remedy);
  }
}
