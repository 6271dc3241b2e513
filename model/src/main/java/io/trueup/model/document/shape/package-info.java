/**
 * Declared shapes of values: values are read by them ({@link
 * io.trueup.model.document.shape.FieldReader}) and described by them ({@link
 * io.trueup.model.document.shape.JsonSchema}, {@link io.trueup.model.document.shape.FieldTables}).
 * Knows no kind of document; the daemon's configuration is read by it too. Entry point: {@link
 * io.trueup.model.document.shape.ValueShape}.
 */
@NullMarked
package io.trueup.model.document.shape;

import org.jspecify.annotations.NullMarked;
