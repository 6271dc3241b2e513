/**
 * What containers can hold, and under which names: for each product one table that a person can
 * read and extend, beside this package's classes as {@code postgres.txt} and so on; {@code
 * docs/containers.md} is written from them. Pure. Entry points: {@link
 * io.trueup.platforms.container.ContainerRules} for types and identifiers, {@link
 * io.trueup.platforms.container.PhysicalNames} for names, {@link
 * io.trueup.platforms.container.ColumnShapes} for what columns a dataset has, and {@link
 * io.trueup.platforms.container.ContainerLint}, which judges whole graphs. Knows no platform.
 */
@NullMarked
package io.trueup.platforms.container;

import org.jspecify.annotations.NullMarked;
