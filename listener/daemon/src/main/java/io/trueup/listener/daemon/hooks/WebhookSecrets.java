package io.trueup.listener.daemon.hooks;

import io.trueup.platforms.spi.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of one webhook. Several are valid while one replaces another. Each value is read
 * again for each delivery, so that a changed file or variable takes effect without a restart.
 */
public record WebhookSecrets(List<Entry> entries) {

  /**
   * One secret.
   *
   * @param value empty while there is none
   * @param notBefore when it becomes valid; null for always
   * @param notAfter when it stops being valid; null for never
   */
  public record Entry(
      Supplier<Optional<Secret>> value, @Nullable Instant notBefore, @Nullable Instant notAfter) {

    private boolean isLive(Instant now) {
      return (notBefore == null || !now.isBefore(notBefore))
          && (notAfter == null || now.isBefore(notAfter));
    }
  }

  public WebhookSecrets {
    entries = List.copyOf(entries);
  }

  /** The values that are valid now; may read files. */
  List<Secret> live(Instant now) {
    return entries.stream()
        .filter(entry -> entry.isLive(now))
        .flatMap(entry -> entry.value().get().stream())
        .filter(secret -> !secret.value().isBlank())
        .toList();
  }
}
