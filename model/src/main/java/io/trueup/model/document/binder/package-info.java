/**
 * Turns trees into the documents of the model, and reports the problems that show without other
 * documents. Entry point: {@link io.trueup.model.document.binder.DocumentBinder}.
 */
@NullMarked
package io.trueup.model.document.binder;

import org.jspecify.annotations.NullMarked;
