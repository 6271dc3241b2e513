package io.trueup.model.fingerprint;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes a canonical encoding and digests it. Every value is preceded by its length or tag, so that
 * no two different sequences of calls give the same bytes. Not thread-safe: make one, use it, drop
 * it.
 */
public final class Canonical {

  private byte[] bytes = new byte[256];
  private int length;

  private Canonical() {}

  /**
   * Starts the encoding of one thing.
   *
   * @param kind what is encoded, so that things of two kinds never have one fingerprint
   */
  public static Canonical of(String kind) {
    return new Canonical().add(kind);
  }

  /** Appends a text, in UTF-8. */
  public Canonical add(String value) {
    var encoded = value.getBytes(StandardCharsets.UTF_8);
    add(encoded.length);
    ensure(encoded.length);
    System.arraycopy(encoded, 0, bytes, length, encoded.length);
    length += encoded.length;
    return this;
  }

  /** Appends a number. */
  public Canonical add(long value) {
    ensure(Long.BYTES);
    for (var shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** Appends a truth value. */
  public Canonical add(boolean value) {
    return add(value ? 1L : 0L);
  }

  /** Appends another thing's fingerprint. */
  public Canonical add(Fingerprint value) {
    return add(value.high()).add(value.low());
  }

  /** Appends an optional text; absent and empty differ. */
  public Canonical add(Optional<String> value) {
    add(value.isPresent());
    value.ifPresent(this::add);
    return this;
  }

  /** Appends texts whose order matters. */
  public Canonical add(List<String> values) {
    add(values.size());
    values.forEach(this::add);
    return this;
  }

  /** Appends texts whose order does not matter. */
  public Canonical addUnordered(java.util.Collection<String> values) {
    return add(values.stream().sorted().toList());
  }

  /** Appends a map; the order of its entries does not matter. */
  public Canonical add(Map<String, String> values) {
    add(values.size());
    new TreeMap<>(values).forEach((key, value) -> add(key).add(value));
    return this;
  }

  /** The digest of all that was added. */
  public Fingerprint fingerprint() {
    var digest = sha256();
    digest.update(bytes, 0, length);
    var result = digest.digest();
    return new Fingerprint(longAt(result, 0), longAt(result, Long.BYTES));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform must offer SHA-256", e);
    }
  }

  private static long longAt(byte[] source, int offset) {
    var value = 0L;
    for (var i = 0; i < Long.BYTES; i++) {
      value = (value << 8) | (source[offset + i] & 0xff);
    }
    return value;
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = java.util.Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
