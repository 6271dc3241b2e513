package io.trueup.listener.engine.text;

/** Formats counts of things. */
public final class Counts {

  private Counts() {}

  /** Such as {@code 1 step}, {@code 3 steps} or {@code no steps}; the noun in the singular. */
  public static String of(long count, String noun) {
    if (count == 1) {
      return "1 " + noun;
    }
    return (count == 0 ? "no" : Long.toString(count)) + " " + noun + "s";
  }
}
