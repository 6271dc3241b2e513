package io.trueup.listener.daemon.kafka;

/**
 * What a platform reports about a command.
 *
 * @param command its id
 * @param fencingToken that of the command
 * @param detail one sentence for people; required for failed and refused, otherwise it may be empty
 * @param data what the action gives, a JSON object
 */
record WorkResult(
    String command, String platform, long fencingToken, State state, String detail, String data) {

  /** How far a command is. */
  enum State {
    /** It goes on; more results follow. */
    PROGRESS,
    /** It is done. */
    DONE,
    /** It failed, and a new command may try again. */
    FAILED,
    /** It was not begun: its fencing token is old, it had expired, or it is not understood. */
    REFUSED
  }

  /** Whether no other result of the command follows. */
  boolean isLast() {
    return state != State.PROGRESS;
  }
}
