/**
 * Documents: what a file of a model declares. {@link
 * io.trueup.model.document.fragment.FragmentReader} reads a file. The packages below divide the
 * work: {@code tree}, {@code shape}, {@code kind}, {@code binder}, {@code fragment}; each knows
 * only those before it.
 */
@NullMarked
package io.trueup.model.document;

import org.jspecify.annotations.NullMarked;
