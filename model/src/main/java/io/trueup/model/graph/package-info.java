/**
 * The intention graph, its part for each platform, and the differences between two graphs. Entry
 * point: {@link io.trueup.model.graph.IntentionGraph}. Pure.
 */
@NullMarked
package io.trueup.model.graph;

import org.jspecify.annotations.NullMarked;
