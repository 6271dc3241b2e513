/**
 * The types that containers can hold, and the names that they allow. Each product has one table
 * that a person can read and extend, beside this package's classes as {@code postgres.txt} and so
 * on; {@code docs/containers.md} is generated from them. Pure. Entry points: {@link
 * io.trueup.platforms.relational.container.ContainerRules} for types and identifiers, {@link
 * io.trueup.platforms.relational.container.NameCandidates} for names, {@link
 * io.trueup.platforms.relational.container.ColumnShapes} for the columns of a dataset, and {@link
 * io.trueup.platforms.relational.container.ContainerLint}, which checks whole graphs. Knows no
 * platform.
 */
@NullMarked
package io.trueup.platforms.relational.container;

import org.jspecify.annotations.NullMarked;
