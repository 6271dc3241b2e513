package io.trueup.model.fingerprint;

import java.math.BigInteger;

/**
 * A digest of a set of named things that is cheap to update when one of them changes: the sum,
 * modulo 2^256, of the SHA-512/256 of each. It does not depend on the order in which the set was
 * built.
 *
 * <p>It names a state for people and audits. An attacker who chooses hundreds of things could build
 * two sets with the same sum (Wagner, "A generalized birthday problem", 2002), so no decision rests
 * on it alone: differences are found by comparing the things.
 */
public record FingerprintSum(BigInteger total, int count) {

  /** The sum of the empty set. */
  public static final FingerprintSum NONE = new FingerprintSum(BigInteger.ZERO, 0);

  private static final BigInteger MASK = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);

  /** The sum with one more thing. */
  public FingerprintSum plus(String name, Fingerprint content) {
    return new FingerprintSum(total.add(term(name, content)).and(MASK), count + 1);
  }

  /** The sum without a thing that is in the set. */
  public FingerprintSum minus(String name, Fingerprint content) {
    return new FingerprintSum(total.subtract(term(name, content)).and(MASK), count - 1);
  }

  private static BigInteger term(String name, Fingerprint content) {
    return new BigInteger(1, FingerprintBuilder.of("term").add(name).add(content).digest());
  }

  /** The whole as one fingerprint. */
  public Fingerprint fingerprint() {
    return FingerprintBuilder.of("sum").add(count).add(total.toString(16)).fingerprint();
  }
}
