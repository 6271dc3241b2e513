package io.trueup.listener.daemon.forge;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Text from outside, made safe to show and store. */
public final class OutsideText {

  private static final int LONGEST = 120;
  private static final Pattern INVISIBLE = Pattern.compile("\\p{C}");

  private OutsideText() {}

  /** One short line of it. */
  public static String shown(@Nullable String text) {
    var line = INVISIBLE.matcher(String.valueOf(text)).replaceAll("?");
    return line.codePointCount(0, line.length()) <= LONGEST
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LONGEST)) + "…";
  }
}
