package io.trueup.listener.engine;

import io.trueup.model.schedule.Durations;
import io.trueup.statestore.RecordRetention;
import io.trueup.statestore.RetentionKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long records are kept.
 *
 * @param keep at least {@link Retention#SHORTEST} each; a kind that is missing is kept for ever
 */
public record RetentionRules(Map<RetentionKind, Duration> keep) {

  /** Keeps everything. */
  public static final RetentionRules FOREVER = new RetentionRules(Map.of());

  /** What is not configured otherwise. */
  public static final RetentionRules DEFAULT =
      new RetentionRules(
          Map.of(
              RetentionKind.RUNS, Duration.ofDays(400),
              RetentionKind.DELIVERIES, Duration.ofDays(90),
              RetentionKind.STEPS, Duration.ofDays(400),
              RetentionKind.NODE_CHANGES, Duration.ofDays(400),
              RetentionKind.DRIFT, Duration.ofDays(400),
              RetentionKind.LEASES, Duration.ofDays(90),
              RetentionKind.STATEMENTS, Duration.ofDays(400),
              RetentionKind.GATES, Duration.ofDays(400),
              RetentionKind.EVENTS, Duration.ofDays(30)));

  private static final String UNLIMITED = "forever";

  /** A rule as it is configured: {@code forever}, or days from {@code 7d} on. */
  public static final String PATTERN = UNLIMITED + "|[7-9]d|[1-9][0-9]{1,4}d";

  /** Checks and copies. */
  public RetentionRules {
    keep.forEach((kind, length) -> {
      if (length.compareTo(RecordRetention.SHORTEST) < 0) {
        throw new IllegalArgumentException(
            "Cannot keep %s for %s: at least %s"
                .formatted(kind.key(), length, RecordRetention.SHORTEST));
      }
    });
    keep = Map.copyOf(keep.isEmpty() ? keep : new EnumMap<>(keep));
  }

  /**
   * Reads one rule.
   *
   * @param text what matches {@link #PATTERN}
   * @return empty for ever, and for a text that is no rule
   */
  public static Optional<Duration> parse(String text) {
    return text.matches(PATTERN) && !text.equals(UNLIMITED)
        ? Optional.of(Durations.parse(text))
        : Optional.empty();
  }

  /** How a rule is configured, such as {@code 90d}. */
  public String text(RetentionKind kind) {
    return of(kind).map(Durations::text).orElse(UNLIMITED);
  }

  /** How long records of a kind are kept; empty for ever. */
  public Optional<Duration> of(RetentionKind kind) {
    return Optional.ofNullable(keep.get(kind));
  }
}
