package io.trueup.model.ecosystem;

import java.util.Locale;

/**
 * How urgent a workspace is; declared from the most to the least urgent, so that the natural order
 * is by urgency.
 */
public enum Priority {
  CRITICAL,
  HIGH,
  MEDIUM,
  LOW;

  /** The text form in documents. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The more urgent of the two. */
  public Priority mostUrgent(Priority other) {
    return compareTo(other) <= 0 ? this : other;
  }
}
