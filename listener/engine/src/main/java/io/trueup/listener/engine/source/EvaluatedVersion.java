package io.trueup.listener.engine.source;

import io.trueup.listener.engine.versions.CompiledVersion;
import io.trueup.model.stored.StoredFile;
import io.trueup.model.verdict.Basis;
import io.trueup.model.verdict.Model;
import io.trueup.model.verdict.ModelFiles;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A version that was computed, or opened from its file. Immutable.
 *
 * @param basis null when the version could not be linked
 * @param file its own file; null when there is none
 * @param parts all files from which parts of it may still be read
 */
record EvaluatedVersion(
    ModelFiles files,
    @Nullable Basis basis,
    @Nullable CompiledVersion file,
    List<StoredFile> parts) {

  EvaluatedVersion {
    parts = List.copyOf(parts);
  }

  /** A version in a file. */
  static EvaluatedVersion of(CompiledVersion version) {
    return new EvaluatedVersion(
        version.basis().files(), version.basis(), version, List.copyOf(version.file().withOlder()));
  }

  /** A version in memory, which has parts of those that it was computed from. */
  static EvaluatedVersion inMemory(
      ModelFiles files,
      @Nullable Basis basis,
      @Nullable EvaluatedVersion base,
      @Nullable EvaluatedVersion nearest) {
    Set<StoredFile> parts = new LinkedHashSet<>();
    if (base != null) {
      parts.addAll(base.parts());
    }
    if (nearest != null) {
      parts.addAll(nearest.parts());
    }
    return new EvaluatedVersion(files, basis, null, List.copyOf(parts));
  }

  /** Its model; null when it could not be linked. */
  @Nullable Model model() {
    return basis == null ? null : basis.model();
  }

  /** Whether no file that it has parts of has been found damaged. Fast. */
  boolean isSound() {
    for (var part : parts) {
      if (part.isDamaged()) {
        return false;
      }
    }
    return true;
  }

  /** Whether a file that it has parts of was removed from the disk. */
  boolean isRemoved() {
    return parts.stream().anyMatch(StoredFile::isForgotten);
  }
}
