package io.trueup.model.verdict;

import io.trueup.model.graph.PlatformGraph;
import java.util.List;

/** Says what of a platform's graph cannot be realized. Pure. */
@FunctionalInterface
public interface GraphLint {

  /** All that is wrong with the graph; empty when nothing is. */
  List<GraphProblem> lint(PlatformGraph graph);
}
