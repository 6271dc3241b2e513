package io.trueup.model.verdict;

import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.persistent.PersistentMap;

/**
 * A linked version of the model with its graphs. Immutable.
 *
 * @param ecosystem all declarations
 * @param graph the intention graph of the ecosystem
 */
public record Model(Ecosystem ecosystem, IntentionGraph graph) {

  /** The graph of each declared platform, by its name. */
  public PersistentMap<String, PlatformGraph> graphs() {
    return graph.platforms();
  }
}
