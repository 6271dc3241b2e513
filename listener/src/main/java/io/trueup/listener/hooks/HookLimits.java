package io.trueup.listener.hooks;

import java.time.Duration;

/**
 * What a delivery may cost.
 *
 * @param maxBodyBytes of one delivery
 * @param maxBufferedBytes of all deliveries at one time
 * @param receiveWithin how long a body may take to come
 * @param storeWithin how long recording may take until the sender is told to come back
 */
public record HookLimits(
    int maxBodyBytes, int maxBufferedBytes, Duration receiveWithin, Duration storeWithin) {

  private static final int BUFFERED = 64 << 20;
  private static final Duration RECEIVE = Duration.ofSeconds(10);
  private static final Duration STORE = Duration.ofSeconds(2);

  /** Limits that suit the forges. */
  public static HookLimits of(int maxBodyBytes) {
    return new HookLimits(maxBodyBytes, Math.max(BUFFERED, 2 * maxBodyBytes), RECEIVE, STORE);
  }
}
