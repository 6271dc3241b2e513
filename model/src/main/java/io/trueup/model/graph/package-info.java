/**
 * The intention graph, each platform's part of it, and what changed between two. Entry point:
 * {@link io.trueup.model.graph.IntentionGraph}. Pure.
 */
@NullMarked
package io.trueup.model.graph;

import org.jspecify.annotations.NullMarked;
