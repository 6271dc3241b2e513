package io.trueup.listener.view;

/**
 * What came of asking for a move.
 *
 * @param subject what was asked to move
 * @param outcome whether there is anything to do
 * @param message the same in one sentence
 */
public record SyncView(String subject, Outcome outcome, String message) {

  /** Whether there is anything to do. */
  public enum Outcome {
    /** It is looked at now. */
    REQUESTED,
    /** There is nothing to do. */
    ALREADY
  }
}
