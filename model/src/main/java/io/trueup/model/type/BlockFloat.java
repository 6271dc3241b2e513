package io.trueup.model.type;

import java.util.Locale;

/**
 * A microscaling format (OCP MX 1.0, table 1): blocks of 32 numbers of an element format that share
 * one scale, a power of two in {@code fp8_e8m0}.
 *
 * <p>These formats are not comparable with {@link FloatFormat}: the value of a number, and whether
 * it is NaN, depend on the scale of its block. All of them have the same blocks and scales, so one
 * holds another's values exactly when its element format holds the other's.
 */
public enum BlockFloat implements DataType {
  MXFP8_E4M3(FloatFormat.FP8_E4M3),
  MXFP8_E5M2(FloatFormat.FP8_E5M2),
  MXFP6_E2M3(FloatFormat.FP6_E2M3),
  MXFP6_E3M2(FloatFormat.FP6_E3M2),
  MXFP4_E2M1(FloatFormat.FP4_E2M1);

  private final FloatFormat element;

  BlockFloat(FloatFormat element) {
    this.element = element;
  }

  /** Whether every block of the other format is one of this format. */
  public boolean holds(BlockFloat other) {
    return element.holds(other.element);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
