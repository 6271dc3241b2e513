package io.trueup.model.verdict;

import io.trueup.model.graph.IntentionGraph;

/**
 * A checked version in the form from which the next one is checked at the cost of the difference.
 * Immutable; it shares all unchanged parts with the bases of other versions.
 */
public final class Basis {

  private final LinkedDocuments linked;
  private final IntentionGraph graph;
  private final RuleResults rules;
  private final TransformerCycles cycles;
  private final DatasetNameCollisions cases;
  private final GraphLintResults platforms;

  Basis(
      LinkedDocuments linked,
      IntentionGraph graph,
      RuleResults rules,
      TransformerCycles cycles,
      DatasetNameCollisions cases,
      GraphLintResults platforms) {
    this.linked = linked;
    this.graph = graph;
    this.rules = rules;
    this.cycles = cycles;
    this.cases = cases;
    this.platforms = platforms;
  }

  /** The files that the version was read from. */
  public ModelFiles files() {
    return linked.files();
  }

  /** The version's model. */
  public Model model() {
    return new Model(linked.ecosystem(), graph);
  }

  LinkedDocuments linked() {
    return linked;
  }

  IntentionGraph graph() {
    return graph;
  }

  RuleResults rules() {
    return rules;
  }

  TransformerCycles cycles() {
    return cycles;
  }

  DatasetNameCollisions cases() {
    return cases;
  }

  GraphLintResults platforms() {
    return platforms;
  }
}
