package io.trueup.listener.engine.text;

import java.time.Duration;
import java.time.Instant;

/** Describes how long ago or how soon something is, in the largest unit that fits. */
public final class RelativeTime {

  private RelativeTime() {}

  /** Such as {@code 3 min ago}, {@code in 20 s} or {@code now}. */
  public static String of(Instant when, Instant now) {
    var seconds = Duration.between(when, now).toSeconds();
    if (seconds == 0) {
      return "now";
    }
    return seconds > 0 ? duration(seconds) + " ago" : "in " + duration(-seconds);
  }

  /** The length of a period, such as {@code 3 min}. */
  public static String duration(Instant from, Instant to) {
    return duration(Duration.between(from, to).toSeconds());
  }

  private static String duration(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min";
    }
    return seconds < 2 * 86_400 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
  }
}
