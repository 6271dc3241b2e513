package io.trueup.listener.engine;

import io.trueup.statestore.Retention;
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

  /** Checks and copies. */
  public RetentionRules {
    keep.forEach((kind, length) -> {
      if (length.compareTo(Retention.SHORTEST) < 0) {
        throw new IllegalArgumentException(
            "Cannot keep %s for %s: at least %s".formatted(kind.key(), length, Retention.SHORTEST));
      }
    });
    keep = Map.copyOf(keep.isEmpty() ? keep : new EnumMap<>(keep));
  }

  /** How long records of a kind are kept; empty for ever. */
  public Optional<Duration> of(RetentionKind kind) {
    return Optional.ofNullable(keep.get(kind));
  }
}
