package io.trueup.model.fingerprint;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A digest of everything that would make a platform realize a thing differently: SHA-512/256 of a
 * canonical encoding, truncated to 128 bits (design §4). Two ways to write the same thing have the
 * same fingerprint.
 *
 * @param high the first 64 bits
 * @param low the next 64 bits
 */
public record Fingerprint(long high, long low) implements Comparable<Fingerprint> {

  private static final HexFormat HEX = HexFormat.of();

  /**
   * Reads the form that {@link #toString()} writes.
   *
   * @throws IllegalArgumentException when the text is not 32 lower- or upper-case hex digits
   */
  public static Fingerprint parse(String text) {
    if (text.length() != 32) {
      throw new IllegalArgumentException(
          "Cannot read fingerprint '%s': expected 32 hex digits, found %d characters"
              .formatted(text, text.length()));
    }
    try {
      return new Fingerprint(
          HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Cannot read fingerprint '%s': expected 32 hex digits".formatted(text), e);
    }
  }

  // By hand, because it is called millions of times before it is compiled.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Fingerprint it && high == it.high && low == it.low;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(high ^ low);
  }

  @Override
  public int compareTo(Fingerprint other) {
    var byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** The first eight hex digits, for people. */
  public String abbreviated() {
    return toString().substring(0, 8);
  }

  /** 32 lower-case hex digits. */
  @Override
  public String toString() {
    return HEX.toHexDigits(high) + HEX.toHexDigits(low);
  }
}
