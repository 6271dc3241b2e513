package io.trueup.listener.engine.versions;

import io.trueup.model.stored.StoredFile;
import io.trueup.model.verdict.Basis;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A version whose file is open. Reading its basis reads the file, and throws a {@link
 * io.trueup.model.stored.DamagedFileException} where the file is damaged.
 *
 * @param id SHA-256 of the file's content, 64 hex digits
 * @param made when it was written
 * @param bytes the size of its own file
 * @param older the ids of the files that it refers to
 */
public record CompiledVersion(
    String id,
    Path path,
    VersionLabel label,
    Instant made,
    long bytes,
    List<String> older,
    StoredFile file,
    Basis basis) {

  /** Whether no part of it has been found damaged. */
  public boolean isSound() {
    return file.isSound();
  }
}
