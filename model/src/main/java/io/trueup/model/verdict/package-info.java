/**
 * Checks a version of a model: links its documents to an ecosystem, applies the rules, builds the
 * graphs, and compares it with the accepted version. Entry point: {@link
 * io.trueup.model.verdict.ModelChecker}. Pure.
 */
@NullMarked
package io.trueup.model.verdict;

import org.jspecify.annotations.NullMarked;
