package io.trueup.listener.daemon.forge;

import io.trueup.platforms.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Compares proofs with secrets. Every comparison takes the same time for every wrong proof: all
 * secrets are tried, also when there are none, and a malformed proof is compared like another.
 */
final class Authenticity {

  private static final Secret NO_SECRET = new Secret("no secret is live");
  private static final Pattern HEX = Pattern.compile("(?:[0-9a-fA-F]{2})+");

  private Authenticity() {}

  /**
   * Whether a message was signed with one of the secrets.
   *
   * @param claimed the signature; null when there is none or it is malformed
   */
  static boolean isSigned(
      byte @Nullable [] claimed, HmacAlgorithm algorithm, byte[] message, List<Secret> secrets) {
    var signatures = claimed == null ? List.<byte[]>of() : List.of(claimed);
    return isSigned(
        signatures, algorithm, secrets.stream().map(Authenticity::bytes).toList(), message);
  }

  /**
   * Whether one of several signatures was made with one of the keys. Each key signs once, so that
   * many signatures cost no more than one.
   *
   * @param message in parts
   */
  static boolean isSigned(
      List<byte[]> claimed, HmacAlgorithm algorithm, List<byte[]> keys, byte[]... message) {
    var compared = claimed.isEmpty() ? List.of(new byte[algorithm.bytes()]) : claimed;
    var isMadeByOne = false;
    for (var key : keys.isEmpty() ? List.of(bytes(NO_SECRET)) : keys) {
      var made = hmac(key, algorithm, message);
      for (var one : compared) {
        isMadeByOne |= MessageDigest.isEqual(made, one);
      }
    }
    return isMadeByOne && !claimed.isEmpty() && !keys.isEmpty();
  }

  /**
   * Whether a header's text is one of the secrets. A server reads each byte of a header as one
   * character, also where the sender meant UTF-8.
   */
  static boolean isOneOf(@Nullable String offered, List<Secret> secrets) {
    return isOneOf(offered == null ? null : offered.getBytes(StandardCharsets.ISO_8859_1), secrets);
  }

  /** Whether bytes are one of the secrets; the time does not depend on where they differ. */
  static boolean isOneOf(byte @Nullable [] offered, List<Secret> secrets) {
    var digest = sha256(offered == null ? new byte[0] : offered);
    var isOne = false;
    for (var secret : secrets.isEmpty() ? List.of(NO_SECRET) : secrets) {
      isOne |= MessageDigest.isEqual(sha256(bytes(secret)), digest);
    }
    return offered != null && isOne && !secrets.isEmpty();
  }

  /** The bytes that a header holds in hex after a prefix; null when it does not. */
  static byte @Nullable [] hex(@Nullable String header, String prefix) {
    if (header == null || !header.startsWith(prefix)) {
      return null;
    }
    var digits = header.substring(prefix.length());
    return HEX.matcher(digits).matches() ? HexFormat.of().parseHex(digits) : null;
  }

  private static byte[] bytes(Secret secret) {
    return secret.value().getBytes(StandardCharsets.UTF_8);
  }

  /** The signature of a message. */
  static byte[] sign(byte[] key, HmacAlgorithm algorithm, byte[]... message) {
    return hmac(key, algorithm, message);
  }

  private static byte[] hmac(byte[] key, HmacAlgorithm algorithm, byte[]... message) {
    try {
      var mac = Mac.getInstance(algorithm.javaName());
      mac.init(new SecretKeySpec(key, algorithm.javaName()));
      for (var part : message) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no " + algorithm.javaName(), e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }
}
