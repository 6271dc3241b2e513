/**
 * What platforms that keep tables offer beside steps: plans of schema changes that operators read,
 * apply and purge. Entry point: {@link io.trueup.platforms.relational.SchemaOperations}, which an
 * executor offers as a capability. Knows the SPI and the values of {@code platforms.schema}, and no
 * platform type.
 */
@NullMarked
package io.trueup.platforms.relational;

import org.jspecify.annotations.NullMarked;
