package io.trueup.listener.bench;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says of measures that were taken again and again whether they stay as they are. The first fifth
 * of the samples is left out, since caches fill and code is compiled; of what follows, the median
 * of the second half may exceed the median of the first by a part of it and an absolute slack, and
 * not by more. The median ignores what happens now and then.
 */
final class Flatness {

  /** Two in each half, after the one that is left out. */
  static final int FEWEST_SAMPLES = 5;

  private static final int WARM_UP_PART = 5;

  private Flatness() {}

  /**
   * How much a measure may grow from one half to the other.
   *
   * @param part of the first half's median
   * @param slack added to that, in the measure's unit
   */
  record Tolerance(double part, double slack) {}

  /**
   * What is measured.
   *
   * @param name stays the same between versions of the program
   * @param tolerance null for what is recorded and not judged
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
   * What became of a measure.
   *
   * @param early the median of the first half
   * @param late the median of the second half
   * @param allowed how much the second may be; null when it is not judged
   */
  record Verdict(Measure measure, double early, double late, @Nullable Double allowed) {

    /** Whether it may be as it is. Not a number is never flat: it was to be measured. */
    boolean isFlat() {
      return allowed == null || late <= allowed;
    }
  }

  /**
   * Compares the two halves.
   *
   * @param values in order, at least {@link #FEWEST_SAMPLES}
   */
  static Verdict judge(Measure measure, List<Double> values) {
    if (values.size() < FEWEST_SAMPLES) {
      throw new IllegalArgumentException(
          "%d samples of '%s' are too few to be compared".formatted(values.size(), measure.name()));
    }
    var warmUp = Math.max(1, values.size() / WARM_UP_PART);
    var middle = warmUp + (values.size() - warmUp) / 2;
    var early = median(values.subList(warmUp, middle));
    var late = median(values.subList(middle, values.size()));
    var tolerance = measure.tolerance();
    return new Verdict(
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
