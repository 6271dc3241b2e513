/**
 * Writes changes of schemas in the SQL of each product, and says what a product cannot do. Entry
 * point: {@link io.trueup.platforms.dialect.Dialect}. Pure.
 */
@NullMarked
package io.trueup.platforms.dialect;

import org.jspecify.annotations.NullMarked;
