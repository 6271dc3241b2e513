package io.trueup.listener.edge;

import java.time.Duration;

/**
 * What clients may cost before anything is asked of the daemon.
 *
 * @param maxConnections at one time; above it the connection that has waited longest is closed
 * @param headWithin how long the head of a request may take to come
 * @param bodyWithin how long its body may take to come
 * @param keepAlive how long a connection may stay without a further request
 * @param silence how long a connection may stay without a byte in either direction
 */
public record EdgeLimits(
    int maxConnections,
    Duration headWithin,
    Duration bodyWithin,
    Duration keepAlive,
    Duration silence) {

  private static final Duration HEAD = Duration.ofSeconds(10);
  private static final Duration BODY = Duration.ofSeconds(30);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

  /**
   * The limits of a daemon.
   *
   * @param longestAnswer how long the daemon may work on an answer without sending any of it
   */
  public static EdgeLimits of(int maxConnections, Duration longestAnswer) {
    return new EdgeLimits(maxConnections, HEAD, BODY, KEEP_ALIVE, longestAnswer.plus(KEEP_ALIVE));
  }
}
