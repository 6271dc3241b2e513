package io.trueup.listener.edge;

/**
 * * The reason why a request is refused.
 *
 * @param reason one sentence for the sender
 */
record Refusal(int status, String reason) {

  static Refusal malformed(String reason) {
    return new Refusal(400, reason);
  }
}
