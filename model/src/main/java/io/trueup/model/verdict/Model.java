package io.trueup.model.verdict;

import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.persistent.PersistentMap;

/**
 * One version of the model, linked, with what follows from it. Immutable.
 *
 * @param ecosystem all that is declared
 * @param graph what follows from it for each platform
 */
public record Model(Ecosystem ecosystem, IntentionGraph graph) {

  /** What each declared platform must realize, by its name. */
  public PersistentMap<String, PlatformGraph> graphs() {
    return graph.platforms();
  }
}
