/**
 * Judges a model: links documents to an ecosystem, lints it, compares it with the accepted one.
 * Entry point: {@link io.trueup.model.verdict.Judge}. Pure.
 */
@NullMarked
package io.trueup.model.verdict;

import org.jspecify.annotations.NullMarked;
