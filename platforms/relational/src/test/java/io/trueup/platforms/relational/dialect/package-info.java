/**
 * The SQL of the products for which there is no platform type yet, kept with its golden files until
 * one needs it. Entry point: {@link io.trueup.platforms.relational.dialect.Dialect}. Pure.
 */
@NullMarked
package io.trueup.platforms.relational.dialect;

import org.jspecify.annotations.NullMarked;
