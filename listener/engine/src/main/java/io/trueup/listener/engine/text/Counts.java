package io.trueup.listener.engine.text;

import java.util.List;
import java.util.Locale;

/** Formats counts of things. */
public final class Counts {

  private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB");

  private Counts() {}

  /** Such as {@code 512 B} or {@code 1.5 MB}; a kilobyte has 1024 bytes. */
  public static String bytes(long bytes) {
    var size = (double) bytes;
    var unit = 0;
    while (size >= 1024 && unit + 1 < UNITS.size()) {
      size /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", size, UNITS.get(unit));
  }

  /** Such as {@code 1 step}, {@code 3 steps} or {@code no steps}; the noun in the singular. */
  public static String of(long count, String noun) {
    if (count == 1) {
      return "1 " + noun;
    }
    return (count == 0 ? "no" : Long.toString(count)) + " " + noun + "s";
  }
}
