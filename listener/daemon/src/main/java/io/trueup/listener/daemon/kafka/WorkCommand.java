package io.trueup.listener.daemon.kafka;

import java.time.Instant;

/**
 * What a platform is to do.
 *
 * @param id of the command, which its results name; the same when it is sent again
 * @param platform as {@code acme/Live}; the records of one platform are in order
 * @param action such as {@code execute}
 * @param fencingToken of the lease that it was sent under: a platform refuses a smaller one than it
 *     has seen
 * @param expires when nobody waits for it any more
 * @param data what the action needs, a JSON object
 */
record WorkCommand(
    String id, String platform, String action, long fencingToken, Instant expires, String data) {}
