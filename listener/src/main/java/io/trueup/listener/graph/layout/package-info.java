/**
 * Gives the parts of a drawing their places, by the Eclipse Layout Kernel, which no other package
 * knows. Start at {@link io.trueup.listener.graph.layout.LayeredLayout}. Pure.
 */
@NullMarked
package io.trueup.listener.graph.layout;

import org.jspecify.annotations.NullMarked;
