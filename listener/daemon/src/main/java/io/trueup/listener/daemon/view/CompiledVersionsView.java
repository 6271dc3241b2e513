package io.trueup.listener.daemon.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The compiled versions of a source that this daemon keeps.
 *
 * @param problem why none can be written now, and what to do; null while they can be
 * @param bytes what all files take on disk
 * @param files the newest first
 * @param memory the versions that are open, with or without a file
 */
public record CompiledVersionsView(
    String source, @Nullable String problem, long bytes, List<FileView> files, MemoryView memory) {

  public CompiledVersionsView {
    files = List.copyOf(files);
  }

  /**
   * The versions of the source that are open in this daemon.
   *
   * @param limit for the open versions of all sources, in bytes
   * @param used by those of all sources, in bytes, estimated
   * @param opened how many times a version was opened since the start
   * @param closed how many times one was closed because of the limit
   */
  public record MemoryView(
      long limit, long used, long opened, long closed, List<OpenVersionView> versions) {

    /** Nothing is open. */
    public static final MemoryView NONE = new MemoryView(0, 0, 0, 0, List.of());

    public MemoryView {
      versions = List.copyOf(versions);
    }
  }

  /**
   * An open version.
   *
   * @param version sequence number; null when it is not known
   * @param bytes about how much memory it takes
   * @param isPinned whether it is closed after all that nothing needs
   * @param hasFile whether it can be opened from a file when it is closed
   */
  public record OpenVersionView(
      @Nullable Long version, String commit, long bytes, boolean isPinned, boolean hasFile) {}

  /** What a file can be used for. */
  public enum FileState {
    /** This process can open it. */
    USABLE,
    /** Another release of Trueup, or another configuration of the source, made it. */
    OF_OTHER_PROGRAM,
    /** It is cut off or unreadable, or lacks a file that it needs. */
    BROKEN,
    /** It was found damaged and is not used any more. */
    SET_ASIDE,
    /** It is being written, or a killed process left it behind. */
    UNFINISHED
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
      FileState state,
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
