package io.trueup.listener.lab.bench;

import org.jspecify.annotations.Nullable;

/**
 * A measured value.
 *
 * @param name stable between releases
 * @param what a description for people
 * @param value NaN when it cannot be measured on this machine
 * @param baseline the comparison with another figure of the same run; null without one
 */
public record Figure(
    String name, String what, double value, String unit, @Nullable Ratio baseline) {

  /**
   * A comparison with another figure.
   *
   * @param value this figure divided by the other
   */
  public record Ratio(String of, double value) {}

  static Figure of(String name, String what, double value, String unit) {
    return new Figure(name, what, value, unit, null);
  }

  Figure relativeTo(Figure other) {
    return new Figure(name, what, value, unit, new Ratio(other.name(), value / other.value()));
  }
}
