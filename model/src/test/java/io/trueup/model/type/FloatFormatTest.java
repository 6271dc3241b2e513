package io.trueup.model.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares the parameters of formats with all values of their codes. */
class FloatFormatTest {

  /** How the codes of a format are laid out. */
  private record Layout(int signBits, int exponentBits, int bias, int fractionBits, Top top) {

    private int codes() {
      return 1 << (signBits + exponentBits + fractionBits);
    }

    /** Boxed doubles distinguish −0 from 0. */
    private double decode(int code) {
      var fraction = code & ((1 << fractionBits) - 1);
      var exponent = (code >>> fractionBits) & ((1 << exponentBits) - 1);
      var negative = signBits == 1 && (code >>> (exponentBits + fractionBits)) == 1;
      var magnitude = magnitude(code, exponent, fraction, negative);
      return negative && !Double.isNaN(magnitude) ? -magnitude : magnitude;
    }

    private double magnitude(int code, int exponent, int fraction, boolean negative) {
      if (isNan(code, exponent, fraction, negative)) {
        return Double.NaN;
      }
      if (top == Top.IEEE && isHighest(exponent)) {
        return Double.POSITIVE_INFINITY;
      }
      if (top == Top.POWERS) {
        return Math.scalb(1.0, exponent - bias);
      }
      return exponent == 0
          ? Math.scalb((double) fraction, 1 - bias - fractionBits)
          : Math.scalb((double) fraction + (1 << fractionBits), exponent - bias - fractionBits);
    }

    private boolean isNan(int code, int exponent, int fraction, boolean negative) {
      return switch (top) {
        case IEEE -> isHighest(exponent) && fraction != 0;
        case ONE_NAN_A_SIGN -> isHighest(exponent) && fraction == (1 << fractionBits) - 1;
        case NAN_FOR_NEGATIVE_ZERO -> negative && exponent == 0 && fraction == 0;
        case FINITE -> false;
        case POWERS -> code == 255;
      };
    }

    private boolean isHighest(int exponent) {
      return exponent == (1 << exponentBits) - 1;
    }
  }

  private enum Top {
    IEEE,
    ONE_NAN_A_SIGN,
    NAN_FOR_NEGATIVE_ZERO,
    FINITE,
    POWERS
  }

  private static Layout layout(FloatFormat format) {
    return switch (format) {
      case FLOAT16 -> new Layout(1, 5, 15, 10, Top.IEEE);
      case FP8_E4M3 -> new Layout(1, 4, 7, 3, Top.ONE_NAN_A_SIGN);
      case FP8_E5M2 -> new Layout(1, 5, 15, 2, Top.IEEE);
      case FP8_E4M3FNUZ -> new Layout(1, 4, 8, 3, Top.NAN_FOR_NEGATIVE_ZERO);
      case FP8_E5M2FNUZ -> new Layout(1, 5, 16, 2, Top.NAN_FOR_NEGATIVE_ZERO);
      case FP8_E8M0 -> new Layout(0, 8, 127, 0, Top.POWERS);
      case FP6_E2M3 -> new Layout(1, 2, 1, 3, Top.FINITE);
      case FP6_E3M2 -> new Layout(1, 3, 3, 2, Top.FINITE);
      case FP4_E2M1 -> new Layout(1, 2, 1, 1, Top.FINITE);
      case FLOAT32, FLOAT64, FLOAT128, FLOAT256 ->
          throw new AssertionError("Too many values to list");
    };
  }

  private static final Set<FloatFormat> SMALL =
      Set.of(
          FloatFormat.FLOAT16,
          FloatFormat.FP8_E4M3,
          FloatFormat.FP8_E5M2,
          FloatFormat.FP8_E4M3FNUZ,
          FloatFormat.FP8_E5M2FNUZ,
          FloatFormat.FP8_E8M0,
          FloatFormat.FP6_E2M3,
          FloatFormat.FP6_E3M2,
          FloatFormat.FP4_E2M1);

  private static Set<Double> values(FloatFormat format) {
    var values = new HashSet<Double>();
    var layout = layout(format);
    for (var code = 0; code < layout.codes(); code++) {
      values.add(layout.decode(code));
    }
    return values;
  }

  /** The largest numbers as the specifications print them, so that the oracle is right too. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT16, 65504",
    "FP8_E4M3, 448",
    "FP8_E5M2, 57344",
    "FP8_E4M3FNUZ, 240",
    "FP8_E5M2FNUZ, 57344",
    "FP6_E2M3, 7.5",
    "FP6_E3M2, 28",
    "FP4_E2M1, 6",
  })
  void decodesAsTheSpecificationsSay(FloatFormat format, double largest) {
    assertThat(values(format).stream().filter(Double::isFinite).max(Double::compare))
        .hasValue(largest);
  }

  @Test
  void holdsAnotherExactlyWhenItHasAllItsValues() {
    for (var wider : SMALL) {
      for (var narrower : SMALL) {
        assertThat(wider.holds(narrower))
            .as("%s holds %s", wider, narrower)
            .isEqualTo(values(wider).containsAll(values(narrower)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(FloatFormat.class)
  void floatsOfThirtyTwoBitsHoldAllThatAreSmaller(FloatFormat format) {
    if (SMALL.contains(format)) {
      assertThat(values(format)).allMatch(it -> Double.compare((double) it.floatValue(), it) == 0);
      assertThat(FloatFormat.FLOAT32.holds(format)).isTrue();
      assertThat(format.holds(FloatFormat.FLOAT32)).isFalse();
    }
  }
}
