package io.trueup.listener.daemon.watch;

import java.time.Instant;

/**
 * An attempt of GitHub to deliver something.
 *
 * @param id of the attempt
 * @param guid of the delivery; the same for each attempt
 * @param status of our answer; 0 when there was none
 */
record HookDelivery(long id, String guid, Instant at, int status, String event) {

  boolean succeeded() {
    return status >= 200 && status < 300;
  }
}
