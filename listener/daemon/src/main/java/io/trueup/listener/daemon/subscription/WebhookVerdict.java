package io.trueup.listener.daemon.subscription;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a webhook made of an event. */
public sealed interface WebhookVerdict {

  /** It has it. */
  record Taken() implements WebhookVerdict {}

  /** It does not want this event: another attempt would hardly help. */
  record Refused(String reason) implements WebhookVerdict {}

  /** It wants no events any more. */
  record Over(String reason) implements WebhookVerdict {}

  /**
   * It could not take it now.
   *
   * @param retryIn as it asks; null when it asks for nothing
   */
  record Away(String reason, @Nullable Duration retryIn) implements WebhookVerdict {}

  /** The longest time for which a webhook may put the daemon off. */
  Duration LONGEST_WAIT = Duration.ofHours(1);

  /**
   * What an answer means.
   *
   * @param retryIn how long it asks to wait; null when it does not say
   */
  static WebhookVerdict of(int status, @Nullable Duration retryIn) {
    var reason = "It answers %d".formatted(status);
    return switch (status) {
      case 410 -> new Over("It answers 410: it wants no events any more");
      case 408, 425, 429 -> new Away(reason, retryIn);
      default -> {
        if (status >= 200 && status < 300) {
          yield new Taken();
        }
        if (status >= 300 && status < 400) {
          yield new Away(reason + ", a redirect, which is not followed", null);
        }
        yield status >= 400 && status < 500 ? new Refused(reason) : new Away(reason, retryIn);
      }
    };
  }
}
