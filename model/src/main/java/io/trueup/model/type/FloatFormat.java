package io.trueup.model.type;

import java.math.BigInteger;
import java.util.Locale;

/**
 * A binary floating-point format, defined by the parameters that determine its values.
 *
 * <p>Sources: IEEE 754-2019, table 3.5 ({@code float256} by its formulas for wider interchange
 * formats: a precision of k − round(4·log2 k) + 13 bits); OCP 8-bit Floating Point Specification
 * (OFP8) 1.0, table 1, for {@code fp8_e4m3}, whose topmost code is NaN, and {@code fp8_e5m2}; Noune
 * et al., "8-bit Numerical Formats for Deep Neural Networks" (arXiv 2206.02915), for the {@code
 * fnuz} forms, which have one NaN and neither infinities nor a negative zero; OCP Microscaling
 * Formats (MX) 1.0, tables 1 to 5, for the formats of 6 and 4 bits, which hold finite numbers only,
 * and for {@code fp8_e8m0}, the powers of two and NaN.
 */
public enum FloatFormat implements DataType {
  FLOAT16(11, -14, 15, Extras.OF_IEEE),
  FLOAT32(24, -126, 127, Extras.OF_IEEE),
  FLOAT64(53, -1_022, 1_023, Extras.OF_IEEE),
  FLOAT128(113, -16_382, 16_383, Extras.OF_IEEE),
  FLOAT256(237, -262_142, 262_143, Extras.OF_IEEE),
  FP8_E4M3(4, -6, 8, Extras.NO_INFINITY),
  FP8_E5M2(3, -14, 15, Extras.OF_IEEE),
  FP8_E4M3FNUZ(4, -7, 7, Extras.ONE_ZERO),
  FP8_E5M2FNUZ(3, -15, 15, Extras.ONE_ZERO),
  FP8_E8M0(1, -127, 127, Extras.NAN_ONLY),
  FP6_E2M3(4, 0, 2, Extras.FINITE),
  FP6_E3M2(3, -2, 4, Extras.FINITE),
  FP4_E2M1(2, 0, 2, Extras.FINITE);

  /** The values that a format has besides positive numbers. */
  private enum Extras {
    OF_IEEE(true, true, true, true),
    NO_INFINITY(true, true, false, true),
    ONE_ZERO(true, false, false, true),
    NAN_ONLY(false, false, false, true),
    FINITE(true, true, false, false);

    private final boolean negativesAndZero;
    private final boolean negativeZero;
    private final boolean infinities;
    private final boolean nan;

    Extras(boolean negativesAndZero, boolean negativeZero, boolean infinities, boolean nan) {
      this.negativesAndZero = negativesAndZero;
      this.negativeZero = negativeZero;
      this.infinities = infinities;
      this.nan = nan;
    }

    private boolean include(Extras other) {
      return (negativesAndZero || !other.negativesAndZero)
          && (negativeZero || !other.negativeZero)
          && (infinities || !other.infinities)
          && (nan || !other.nan);
    }
  }

  private final int precision;
  private final int minimumExponent;
  private final int maximumExponent;
  private final Extras extras;

  FloatFormat(int precision, int minimumExponent, int maximumExponent, Extras extras) {
    this.precision = precision;
    this.minimumExponent = minimumExponent;
    this.maximumExponent = maximumExponent;
    this.extras = extras;
  }

  /**
   * Whether every value of the other format is a value of this one: numbers, infinities, NaN and
   * negative zero.
   *
   * <p>A format's positive numbers are the multiples of its quantum (the least subnormal) of at
   * most {@code precision} bits, up to its largest. So all of another's are among them exactly when
   * the precision is no less, the quantum no greater and the largest no less.
   */
  public boolean holds(FloatFormat other) {
    return precision >= other.precision
        && quantumExponent() <= other.quantumExponent()
        && reaches(other)
        && extras.include(other.extras);
  }

  private int quantumExponent() {
    return minimumExponent - precision + 1;
  }

  private boolean reaches(FloatFormat other) {
    return maximumExponent == other.maximumExponent
        ? largest().shiftLeft(other.precision).compareTo(other.largest().shiftLeft(precision)) >= 0
        : maximumExponent > other.maximumExponent;
  }

  /** The largest number's significand, as a whole number of {@code precision} bits. */
  private BigInteger largest() {
    var ones = BigInteger.ONE.shiftLeft(precision).subtract(BigInteger.ONE);
    return this == FP8_E4M3 ? ones.subtract(BigInteger.ONE) : ones;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
