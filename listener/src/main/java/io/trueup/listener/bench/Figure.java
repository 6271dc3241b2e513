package io.trueup.listener.bench;

import org.jspecify.annotations.Nullable;

/**
 * Something that was measured.
 *
 * @param name stays the same between versions of the program
 * @param what for people
 * @param baseline another figure of the same run to hold it against; null when there is none
 */
public record Figure(
    String name, String what, double value, String unit, @Nullable Ratio baseline) {

  /**
   * A comparison with another figure.
   *
   * @param value of this figure, in values of the other
   */
  public record Ratio(String of, double value) {}

  static Figure of(String name, String what, double value, String unit) {
    return new Figure(name, what, value, unit, null);
  }

  Figure against(Figure other) {
    return new Figure(name, what, value, unit, new Ratio(other.name(), value / other.value()));
  }
}
