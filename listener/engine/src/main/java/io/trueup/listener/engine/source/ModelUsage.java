package io.trueup.listener.engine.source;

import io.trueup.statestore.CommitId;
import java.util.List;

/**
 * Which versions of a source are open in this process, and what they take of the memory for open
 * versions.
 *
 * @param limit for the open versions of all sources, in bytes
 * @param used by those of all sources, in bytes, estimated
 * @param opened how many times a version was opened or accepted since the process started
 * @param closed how many times one was closed because of the limit
 * @param versions in the order of their commits
 */
public record ModelUsage(long limit, long used, long opened, long closed, List<Open> versions) {

  /** Nothing is open. */
  public static final ModelUsage NONE = new ModelUsage(0, 0, 0, 0, List.of());

  public ModelUsage {
    versions = List.copyOf(versions);
  }

  /**
   * An open version.
   *
   * @param bytes about how much memory it takes
   * @param isPinned whether it is closed after all others
   * @param hasFile whether it can be opened from a file when it is closed
   */
  public record Open(CommitId commit, long bytes, boolean isPinned, boolean hasFile) {}

  /** About how many bytes the source's own versions take. */
  public long bytes() {
    return versions.stream().mapToLong(Open::bytes).sum();
  }
}
