/**
 * Reads a file into a fragment, and keeps fragments as bytes. Entry points: {@link
 * io.trueup.model.document.fragment.FragmentReader} and {@link
 * io.trueup.model.document.fragment.FragmentCodec}.
 */
@NullMarked
package io.trueup.model.document.fragment;

import org.jspecify.annotations.NullMarked;
