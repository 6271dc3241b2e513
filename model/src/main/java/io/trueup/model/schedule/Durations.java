package io.trueup.model.schedule;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Durations as models, configurations, requests and commands write them: {@code 500ms}, {@code
 * 30s}, {@code 5m}, {@code 1h}, {@code 2d}. A day is 24 hours. Pure; safe for any thread.
 */
public final class Durations {

  /** What a text is, for messages. */
  public static final String WHAT = "a duration such as 500ms, 30s, 5m, 1h or 2d";

  /** What to do about a text that is none. */
  public static final String REMEDY = "Write a number above 0 and its unit: ms, s, m, h or d";

  /** A number above 0 and its unit, as a regular expression. */
  public static final String PATTERN = "(?=[0-9]*[1-9])([0-9]{1,6})(ms|s|m|h|d)";

  private static final Pattern FORM = Pattern.compile(PATTERN);

  private Durations() {}

  /**
   * Parses a duration.
   *
   * @throws IllegalArgumentException with a sentence when the text is not such a duration, or is
   *     zero
   */
  public static Duration parse(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'%s' is not %s".formatted(text, WHAT));
    }
    var amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /**
   * The text of a duration in its largest whole unit, such as {@code 90m} for an hour and a half;
   * reading it gives an equal duration, as far as one of at least a millisecond can be written.
   */
  public static String text(Duration duration) {
    var millis = duration.toMillis();
    if (millis % 1_000 != 0) {
      return millis + "ms";
    }
    var seconds = millis / 1_000;
    if (seconds % 60 != 0) {
      return seconds + "s";
    }
    if (seconds % 3_600 != 0) {
      return seconds / 60 + "m";
    }
    return seconds % 86_400 == 0 ? seconds / 86_400 + "d" : seconds / 3_600 + "h";
  }
}
