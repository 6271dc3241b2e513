package io.trueup.statestore;

import org.jspecify.annotations.Nullable;

/**
 * What a forge was told about a platform's way to a version.
 *
 * @param commit of the version, which has the status
 * @param text the sentence beside the state
 * @param deployment the forge's id of the deployment; null for none
 */
public record SentStatus(
    PlatformId platform,
    long version,
    CommitId commit,
    State state,
    String text,
    @Nullable String deployment) {

  /** How far the platform is on its way. */
  public enum State {
    /** It waits. */
    PENDING,
    /** It moves. */
    RUNNING,
    /** Something failed, and is tried again. */
    FAILURE,
    /** It arrived. */
    SUCCESS,
    /** It goes to another version. */
    STOPPED;

    /** Whether the platform may still arrive. */
    public boolean isOpen() {
      return this == PENDING || this == RUNNING || this == FAILURE;
    }
  }
}
