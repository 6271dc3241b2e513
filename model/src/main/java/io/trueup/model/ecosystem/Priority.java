package io.trueup.model.ecosystem;

import java.util.Locale;

/**
 * The urgency of a workspace, declared from the most to the least urgent, which is the natural
 * order.
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
