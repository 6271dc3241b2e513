/**
 * Lays out drawings with the Eclipse Layout Kernel, which no other package uses. Start at {@link
 * io.trueup.listener.graph.layout.LayeredLayout}. Pure.
 */
@NullMarked
package io.trueup.listener.graph.layout;

import org.jspecify.annotations.NullMarked;
