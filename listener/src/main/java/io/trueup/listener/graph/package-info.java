/**
 * Platforms' graphs, and what a change does to them, as tables, data and pictures. Start at {@link
 * io.trueup.listener.graph.GraphView} and {@link io.trueup.listener.graph.Drawing}. Pure; it knows
 * the model alone.
 */
@NullMarked
package io.trueup.listener.graph;

import org.jspecify.annotations.NullMarked;
