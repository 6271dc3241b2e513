package io.trueup.listener.daemon.edge;

/**
 * * The reason why a request is refused.
 *
 * @param reason one sentence for the sender
 */
record RequestRefusal(int status, String reason) {

  static RequestRefusal malformed(String reason) {
    return new RequestRefusal(400, reason);
  }
}
