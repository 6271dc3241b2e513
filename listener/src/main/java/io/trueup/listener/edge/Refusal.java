package io.trueup.listener.edge;

/**
 * Why a request is not let in.
 *
 * @param reason one sentence for its sender
 */
record Refusal(int status, String reason) {

  static Refusal malformed(String reason) {
    return new Refusal(400, reason);
  }
}
