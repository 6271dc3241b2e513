package io.trueup.listener.engine;

import io.trueup.model.fingerprint.Sha256;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.RandomSecrets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Creates the secrets of tokens and sessions, and their digests. Safe for any thread. */
public final class Secrets {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,62}");
  private static final int BYTES = 32;

  /**
   * Creates a token and stores its digest.
   *
   * @return the secret, which cannot be read again; empty when the name is taken
   */
  public Optional<String> issue(
      ApiTokens tokens, String name, Scope scope, @Nullable Instant expiresAt, Actor actor) {
    var secret = "tu_" + RandomSecrets.base64(BYTES);
    return tokens.add(name, scope, digest(secret), expiresAt, actor)
        ? Optional.of(secret)
        : Optional.empty();
  }

  /** A new secret of a session; never has the form of a token's secret. */
  public String session() {
    return "tus_" + RandomSecrets.base64(BYTES);
  }

  /** Whether a token may have this name. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** The SHA-256 of a secret in hex, which is all that is stored. */
  public static String digest(String secret) {
    return Sha256.hex(secret);
  }

  /** Unguessable random bytes, in hex. */
  public String hex(int bytes) {
    return RandomSecrets.hex(bytes);
  }
}
