package io.trueup.listener.daemon.hooks;

import java.time.Duration;

/**
 * Limits of deliveries.
 *
 * @param maxBodyBytes of one delivery
 * @param maxBufferedBytes of all deliveries at once
 * @param receiveWithin how long a body may take to arrive
 * @param storeWithin how long recording may take until the sender is asked to retry
 */
public record HookLimits(
    int maxBodyBytes, int maxBufferedBytes, Duration receiveWithin, Duration storeWithin) {

  private static final int BUFFERED = 64 << 20;
  private static final Duration RECEIVE = Duration.ofSeconds(10);
  private static final Duration STORE = Duration.ofSeconds(2);

  /** Limits that suit GitHub and other forges. */
  public static HookLimits of(int maxBodyBytes) {
    return new HookLimits(maxBodyBytes, Math.max(BUFFERED, 2 * maxBodyBytes), RECEIVE, STORE);
  }
}
