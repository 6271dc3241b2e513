/**
 * Lays out drawings with the Eclipse Layout Kernel, which no other package uses. Start at {@link
 * io.trueup.listener.cli.graph.layout.LayeredLayout}. Pure.
 */
@NullMarked
package io.trueup.listener.cli.graph.layout;

import org.jspecify.annotations.NullMarked;
