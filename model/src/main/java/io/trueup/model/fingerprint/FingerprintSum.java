package io.trueup.model.fingerprint;

import java.math.BigInteger;

/**
 * The digest of a set of named things that can be kept up to date when one of them changes: the
 * sum, modulo 2^256, of the SHA-256 of each. The same for the same set, in whatever order it was
 * made.
 *
 * <p>It names a state for people and audits. Whoever may choose hundreds of things at will could
 * make two sets with one sum (Wagner, "A generalized birthday problem", 2002), so nothing is
 * decided by it alone: what differs is found by comparing the things.
 */
public record FingerprintSum(BigInteger total, int count) {

  /** Of nothing. */
  public static final FingerprintSum NONE = new FingerprintSum(BigInteger.ZERO, 0);

  private static final BigInteger MASK = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);

  /** With one more thing. */
  public FingerprintSum plus(String name, Fingerprint content) {
    return new FingerprintSum(total.add(term(name, content)).and(MASK), count + 1);
  }

  /** Without a thing that is in it. */
  public FingerprintSum minus(String name, Fingerprint content) {
    return new FingerprintSum(total.subtract(term(name, content)).and(MASK), count - 1);
  }

  private static BigInteger term(String name, Fingerprint content) {
    return new BigInteger(1, Canonical.of("term").add(name).add(content).digest());
  }

  /** The whole as one fingerprint. */
  public Fingerprint fingerprint() {
    return Canonical.of("sum").add(count).add(total.toString(16)).fingerprint();
  }
}
