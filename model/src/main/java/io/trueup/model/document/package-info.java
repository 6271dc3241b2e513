/**
 * The only package that reads YAML and JSON. Entry point: {@link
 * io.trueup.model.document.FragmentReader}. A blob becomes a {@link
 * io.trueup.model.document.Fragment}, which is immutable and can be cached by the blob's id.
 */
@NullMarked
package io.trueup.model.document;

import org.jspecify.annotations.NullMarked;
