package io.trueup.listener.daemon.api;

import io.trueup.listener.engine.RetentionRules;
import java.time.InstantSource;

/**
 * How the API and the status page are served.
 *
 * @param blocking runs every handler
 * @param isPagePublic whether the status page needs no token
 * @param version of the program, shown to people
 * @param clock limits how often wrong tokens are accepted; nothing else reads it
 * @param retention how long records are kept
 */
public record ApiSettings(
    BlockingExecutor blocking,
    boolean isPagePublic,
    String version,
    InstantSource clock,
    RetentionRules retention) {

  /** With records that are kept for ever. */
  public ApiSettings(
      BlockingExecutor blocking, boolean isPagePublic, String version, InstantSource clock) {
    this(blocking, isPagePublic, version, clock, RetentionRules.FOREVER);
  }
}
