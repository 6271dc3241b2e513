/** Tests of the package, including the layout of its pictures. */
@NullMarked
package io.trueup.listener.cli.graph;

import org.jspecify.annotations.NullMarked;
