package io.trueup.listener.daemon.config;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A secret that deliveries are proved with.
 *
 * @param place where it is kept
 * @param notBefore when it becomes valid; null for always
 * @param notAfter when it stops being valid; null for never
 */
public record WebhookSecret(
    SecretReference place, @Nullable Instant notBefore, @Nullable Instant notAfter) {

  /** Whether it is not valid yet. */
  public boolean isEarly(Instant now) {
    return notBefore != null && now.isBefore(notBefore);
  }

  /** Whether it is not valid any more. */
  public boolean isOver(Instant now) {
    return notAfter != null && !now.isBefore(notAfter);
  }

  /** Whether deliveries that it proves are accepted. */
  public boolean isLive(Instant now) {
    return !isEarly(now) && !isOver(now);
  }
}
