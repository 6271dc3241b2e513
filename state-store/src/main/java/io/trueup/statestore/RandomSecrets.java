package io.trueup.statestore;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Makes texts that cannot be guessed: tokens, passwords, ids of runs. Safe for any thread. */
public final class RandomSecrets {

  private static final SecureRandom RANDOM = new SecureRandom();

  private RandomSecrets() {}

  /** Random bytes as hex digits, two for each byte. */
  public static String hex(int bytes) {
    return HexFormat.of().formatHex(bytes(bytes));
  }

  /** Random bytes in the alphabet of Base64 for addresses, without padding. */
  public static String base64(int bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(bytes));
  }

  private static byte[] bytes(int count) {
    var bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
