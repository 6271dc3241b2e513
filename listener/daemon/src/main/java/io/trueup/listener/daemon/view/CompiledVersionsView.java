package io.trueup.listener.daemon.view;

import io.trueup.listener.engine.versions.ListedVersion;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The compiled versions of a source that this daemon keeps.
 *
 * @param problem why none can be written now, and what to do; null while they can be
 * @param bytes what all files take on disk
 * @param files the newest first
 */
public record CompiledVersionsView(
    String source, @Nullable String problem, long bytes, List<FileView> files) {

  public CompiledVersionsView {
    files = List.copyOf(files);
  }

  /**
   * A file of a version.
   *
   * @param version sequence number; null when it is not known
   * @param commit null when the file's name does not say it
   * @param id SHA-256 of its content; null when the file's name does not say it
   * @param made when it was written
   * @param bytes its own size
   * @param bytesWithOlder its size with that of the files that it needs
   * @param bytesShared how much of that other versions need too
   * @param needs the ids of the other files that it needs
   * @param neededBy what keeps the version, such as {@code Live: realized}; empty when it is kept
   *     only because it is one of the newest
   * @param isOpen whether this daemon has it open
   */
  public record FileView(
      @Nullable Long version,
      @Nullable String commit,
      @Nullable String id,
      ListedVersion.State state,
      Instant made,
      long bytes,
      long bytesWithOlder,
      long bytesShared,
      List<String> needs,
      List<String> neededBy,
      boolean isOpen) {

    public FileView {
      needs = List.copyOf(needs);
      neededBy = List.copyOf(neededBy);
    }
  }
}
