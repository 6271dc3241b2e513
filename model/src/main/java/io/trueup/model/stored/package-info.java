/**
 * Keeps maps and records in immutable files and reads them in place. Entry points: {@link
 * io.trueup.model.stored.StoredWriter} and {@link io.trueup.model.stored.StoredFile}. A file is a
 * sequence of blocks that a {@link io.trueup.model.stored.BlockSource} reads, so nothing here
 * touches a file system.
 */
@NullMarked
package io.trueup.model.stored;

import org.jspecify.annotations.NullMarked;
