package io.trueup.listener.engine.versions;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file in the folder of compiled versions.
 *
 * @param name of the file
 * @param commit 40 hex digits; null when the name does not say it
 * @param id SHA-256 of the content; null when the name does not say it
 * @param state what can be done with it
 * @param made when it was written
 * @param bytes its size
 * @param bytesWithOlder its size with that of all files that it needs
 * @param bytesShared how much of that other versions need too
 * @param older the ids of the files that it needs, without itself
 * @param isOpen whether this process has it open
 */
public record ListedVersion(
    String name,
    @Nullable String commit,
    @Nullable String id,
    State state,
    Instant made,
    long bytes,
    long bytesWithOlder,
    long bytesShared,
    List<String> older,
    boolean isOpen) {

  public ListedVersion {
    older = List.copyOf(older);
  }

  /** What a file can be used for. */
  public enum State {
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
}
