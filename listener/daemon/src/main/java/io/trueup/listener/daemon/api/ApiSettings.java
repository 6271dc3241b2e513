package io.trueup.listener.daemon.api;

import io.trueup.listener.engine.RetentionRules;
import java.time.Duration;
import java.time.InstantSource;

/**
 * How the API and the status page are served.
 *
 * @param blocking runs every handler
 * @param isPagePublic whether the status page needs no token
 * @param version of the program, shown to people
 * @param clock limits how often wrong tokens are accepted; nothing else reads it
 * @param retention how long records are kept
 * @param stalled how long a client may take nothing of an answer that is sent at its pace
 */
public record ApiSettings(
    BlockingExecutor blocking,
    boolean isPagePublic,
    String version,
    InstantSource clock,
    RetentionRules retention,
    Duration stalled) {

  private static final Duration STALLED = Duration.ofSeconds(60);

  /** With records that are kept for ever. */
  public ApiSettings(
      BlockingExecutor blocking, boolean isPagePublic, String version, InstantSource clock) {
    this(blocking, isPagePublic, version, clock, RetentionRules.FOREVER);
  }

  /** With the usual patience for clients. */
  public ApiSettings(
      BlockingExecutor blocking,
      boolean isPagePublic,
      String version,
      InstantSource clock,
      RetentionRules retention) {
    this(blocking, isPagePublic, version, clock, retention, STALLED);
  }
}
