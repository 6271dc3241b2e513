package io.trueup.listener.daemon.config;

import java.util.regex.Pattern;

/** Sizes of memory as configurations write them: {@code 512MB}, {@code 4GB}. Pure. */
final class MemorySizes {

  /** What a text is, for messages. */
  static final String WHAT = "a size such as 512MB or 4GB";

  /** What to do about a text that is none. */
  static final String REMEDY = "Write a whole number above 0 and its unit: KB, MB or GB";

  /** A number above 0 and its unit, as a regular expression. */
  static final String PATTERN = "(?=[0-9]*[1-9])([0-9]{1,6})(KB|MB|GB)";

  private static final Pattern FORM = Pattern.compile(PATTERN);

  private MemorySizes() {}

  /**
   * The bytes of a size; a megabyte has 1024 kilobytes of 1024 bytes.
   *
   * @throws IllegalArgumentException with a sentence when the text is not such a size
   */
  static long parse(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'%s' is not %s".formatted(text, WHAT));
    }
    var unit =
        switch (matcher.group(2)) {
          case "KB" -> 10;
          case "MB" -> 20;
          default -> 30;
        };
    return Long.parseLong(matcher.group(1)) << unit;
  }
}
