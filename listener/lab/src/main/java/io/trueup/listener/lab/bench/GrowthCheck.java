package io.trueup.listener.lab.bench;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether repeated measures stay flat. It ignores the first fifth of the samples, while
 * caches fill and code is compiled. Of the rest, the median of the second half may exceed the
 * median of the first half by at most a fraction of it plus an absolute slack. Medians ignore
 * occasional outliers.
 */
final class GrowthCheck {

  /** Two in each half, after the ignored one. */
  static final int FEWEST_SAMPLES = 5;

  private static final int WARM_UP_PART = 5;

  private GrowthCheck() {}

  /**
   * How much a measure may grow from one half to the other.
   *
   * @param part as a fraction of the first half's median
   * @param slack added to that, in the measure's unit
   */
  record Tolerance(double part, double slack) {}

  /**
   * A measure of a soak.
   *
   * @param name stable between releases
   * @param tolerance null for a measure that is recorded and not checked
   */
  record Measure(String name, String what, String unit, @Nullable Tolerance tolerance) {

    static Measure flat(String name, String what, String unit, double part, double slack) {
      return new Measure(name, what, unit, new Tolerance(part, slack));
    }

    static Measure recorded(String name, String what, String unit) {
      return new Measure(name, what, unit, null);
    }
  }

  /**
   * The comparison of a measure's two halves.
   *
   * @param early the median of the first half
   * @param late the median of the second half
   * @param allowed the most that the second may be; null when the measure is not checked
   */
  record Comparison(Measure measure, double early, double late, @Nullable Double allowed) {

    /**
     * Whether the measure stayed within its tolerance. NaN is never flat, because a value is
     * missing.
     */
    boolean isFlat() {
      return allowed == null || late <= allowed;
    }
  }

  /**
   * Compares the two halves.
   *
   * @param values in order, at least {@link #FEWEST_SAMPLES}
   */
  static Comparison compare(Measure measure, List<Double> values) {
    if (values.size() < FEWEST_SAMPLES) {
      throw new IllegalArgumentException(
          "Cannot compare the halves of '%s': it has %d samples, and at least %d are needed"
              .formatted(measure.name(), values.size(), FEWEST_SAMPLES));
    }
    var warmUp = Math.max(1, values.size() / WARM_UP_PART);
    var middle = warmUp + (values.size() - warmUp) / 2;
    var early = median(values.subList(warmUp, middle));
    var late = median(values.subList(middle, values.size()));
    var tolerance = measure.tolerance();
    return new Comparison(
        measure,
        early,
        late,
        tolerance == null ? null : (Double) (early * (1 + tolerance.part()) + tolerance.slack()));
  }

  private static double median(List<Double> values) {
    var sorted = values.stream().map(Objects::requireNonNull).sorted().toList();
    var middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
