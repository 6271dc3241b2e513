package io.trueup.listener.daemon.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a source's forge is told what becomes of merges, as far as this daemon does it.
 *
 * @param waiting why it cannot be told now; null when it can
 * @param waitingSince since when it cannot; null when it can
 * @param refused how many times it refused something for good since this daemon started
 * @param refusal the newest thing that it refused, and what to do; null for none
 */
public record ToldForgeView(
    @Nullable String waiting,
    @Nullable Instant waitingSince,
    long refused,
    @Nullable String refusal) {

  /** What is wrong, in one sentence; null when nothing is. */
  public @Nullable String problem() {
    if (waiting != null) {
      return "Statuses do not reach the forge since %s: %s".formatted(waitingSince, waiting);
    }
    return refusal == null ? null : "The forge refuses statuses: " + refusal;
  }
}
