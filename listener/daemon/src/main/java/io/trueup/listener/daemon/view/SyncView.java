package io.trueup.listener.daemon.view;

/**
 * The result of a request to move a platform or to refresh a source.
 *
 * @param subject the platform or source
 * @param outcome whether anything remains to be done
 * @param message the same in one sentence
 */
public record SyncView(String subject, Outcome outcome, String message) {

  /** Whether anything remains to be done. */
  public enum Outcome {
    /** Requested: the daemon starts now. */
    REQUESTED,
    /** Already up to date. */
    ALREADY
  }
}
