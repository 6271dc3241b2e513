package io.trueup.listener.api;

import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens;
import io.trueup.statestore.ApiTokens.Scope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes tokens' secrets and their digests. Safe for any thread. */
public final class Secrets {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,62}");
  private static final int BYTES = 32;

  private final SecureRandom random = new SecureRandom();

  /**
   * Makes a token and remembers its digest.
   *
   * @return its secret, which cannot be read again; empty when the name is taken
   */
  public Optional<String> issue(
      ApiTokens tokens, String name, Scope scope, @Nullable Instant expiresAt, Actor actor) {
    var secret = "tu_" + text();
    return tokens.add(name, scope, digest(secret), expiresAt, actor)
        ? Optional.of(secret)
        : Optional.empty();
  }

  /** The secret of a session; it never looks like a token's. */
  String session() {
    return "tus_" + text();
  }

  private String text() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(BYTES));
  }

  /** Whether a token may be called so. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** What is remembered of a secret: its SHA-256 in hex. */
  public static String digest(String secret) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** Random bytes that are not to be guessed, in hex. */
  String hex(int bytes) {
    return HexFormat.of().formatHex(bytes(bytes));
  }

  private byte[] bytes(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
