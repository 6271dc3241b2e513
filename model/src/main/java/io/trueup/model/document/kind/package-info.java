/**
 * The kinds of documents of a model and the fields of each, as shapes. Entry point: {@link
 * io.trueup.model.document.kind.DocumentShapes}.
 */
@NullMarked
package io.trueup.model.document.kind;

import org.jspecify.annotations.NullMarked;
