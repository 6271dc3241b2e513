/**
 * Parses YAML and JSON into trees with the place of every part, and finds places again. The only
 * package that knows a parser. Entry point: {@link io.trueup.model.document.tree.TreeParser}.
 */
@NullMarked
package io.trueup.model.document.tree;

import org.jspecify.annotations.NullMarked;
