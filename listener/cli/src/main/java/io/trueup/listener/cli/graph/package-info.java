/**
 * Platforms' graphs and their differences as tables, data and pictures. Start at {@link
 * io.trueup.listener.cli.graph.GraphView} and {@link io.trueup.listener.cli.graph.Drawing}. Pure;
 * it depends only on the model.
 */
@NullMarked
package io.trueup.listener.cli.graph;

import org.jspecify.annotations.NullMarked;
