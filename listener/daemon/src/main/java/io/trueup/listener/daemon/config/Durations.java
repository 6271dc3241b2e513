package io.trueup.listener.daemon.config;

import java.time.Duration;
import java.util.regex.Pattern;

/** Parses durations: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}, {@code 2d}. */
public final class Durations {

  /** A number above 0 and its unit, as a regular expression. */
  static final String PATTERN = "(?=[0-9]*[1-9])([0-9]{1,6})(ms|s|m|h|d)";

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
      throw new IllegalArgumentException(
          "'%s' is not a duration such as 500ms, 30s, 5m, 1h or 2d".formatted(text));
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
}
