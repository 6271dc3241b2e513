/** Tests of the package, with the layout that its pictures get. */
@NullMarked
package io.trueup.listener.graph;

import org.jspecify.annotations.NullMarked;
