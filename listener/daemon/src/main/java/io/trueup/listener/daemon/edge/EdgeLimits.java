package io.trueup.listener.daemon.edge;

import java.time.Duration;

/**
 * Limits of clients' connections, before the daemon handles any request.
 *
 * @param maxConnections at once; above it the connection that has waited longest is closed
 * @param headWithin how long the head of a request may take to arrive
 * @param bodyWithin how long its body may take to arrive
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
   * @param longestAnswer how long the daemon may work on an answer before it sends any of it
   */
  public static EdgeLimits of(int maxConnections, Duration longestAnswer) {
    return new EdgeLimits(maxConnections, HEAD, BODY, KEEP_ALIVE, longestAnswer.plus(KEEP_ALIVE));
  }
}
