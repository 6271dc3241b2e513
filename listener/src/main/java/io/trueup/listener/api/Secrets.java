package io.trueup.listener.api;

import io.trueup.model.fingerprint.Sha256;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.RandomSecrets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes tokens' secrets and their digests. Safe for any thread. */
public final class Secrets {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,62}");
  private static final int BYTES = 32;

  /**
   * Makes a token and remembers its digest.
   *
   * @return its secret, which cannot be read again; empty when the name is taken
   */
  public Optional<String> issue(
      ApiTokens tokens, String name, Scope scope, @Nullable Instant expiresAt, Actor actor) {
    var secret = "tu_" + RandomSecrets.base64(BYTES);
    return tokens.add(name, scope, digest(secret), expiresAt, actor)
        ? Optional.of(secret)
        : Optional.empty();
  }

  /** The secret of a session; it never looks like a token's. */
  String session() {
    return "tus_" + RandomSecrets.base64(BYTES);
  }

  /** Whether a token may be called so. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** What is remembered of a secret: its SHA-256 in hex. */
  public static String digest(String secret) {
    return Sha256.hex(secret);
  }

  /** Random bytes that are not to be guessed, in hex. */
  String hex(int bytes) {
    return RandomSecrets.hex(bytes);
  }
}
