package io.trueup.model.verdict;

import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.graph.PlatformGraph;
import java.util.SortedMap;

/**
 * One version of the model, linked, with what follows from it. Immutable.
 *
 * @param ecosystem all that is declared
 * @param graphs what each declared platform must realize, by its name
 */
public record Model(Ecosystem ecosystem, SortedMap<String, PlatformGraph> graphs) {}
