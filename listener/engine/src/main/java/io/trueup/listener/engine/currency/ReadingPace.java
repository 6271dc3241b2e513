package io.trueup.listener.engine.currency;

import java.time.Duration;
import java.time.Instant;

/**
 * When the store is read again: so that one where much changes is not kept busy by readings, each
 * is followed by a rest of three times as long, or of less, so that the picture is never a second
 * old. Safe for any thread.
 */
final class ReadingPace {

  private static final int REST = 3;

  /** From the beginning of a reading to the end of the next. */
  private static final Duration LONGEST_ROUND = Duration.ofMillis(900);

  private volatile Instant restUntil = Instant.EPOCH;

  /** Whether it is too early for a reading. */
  boolean rests(Instant now) {
    var rest = Duration.between(now, restUntil);
    // It is longer than a round when the clock was set back.
    return rest.isPositive() && rest.compareTo(LONGEST_ROUND) < 0;
  }

  /** A reading is over. */
  void read(Instant began, Instant ended) {
    var took = Duration.between(began, ended);
    var rest = took.multipliedBy(REST);
    var longest = LONGEST_ROUND.minus(took.multipliedBy(2)).minus(Currency.PERIOD);
    restUntil = ended.plus(rest.compareTo(longest) < 0 ? rest : longest);
  }
}
