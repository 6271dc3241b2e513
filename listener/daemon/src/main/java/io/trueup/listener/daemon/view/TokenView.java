package io.trueup.listener.daemon.view;

import io.trueup.statestore.ApiTokens.ApiToken;
import io.trueup.statestore.ApiTokens.Scope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A token without its secret. */
public record TokenView(String name, Scope scope, Instant createdAt, @Nullable Instant expiresAt) {

  /** A token with its secret, which is shown once and never stored. */
  public record Created(String name, Scope scope, @Nullable Instant expiresAt, String token) {

    /** Omits the secret. */
    @Override
    public String toString() {
      return "Created[name=" + name + ", scope=" + scope + ", expiresAt=" + expiresAt + "]";
    }
  }

  /** The view of a token. */
  public static TokenView of(ApiToken token) {
    return new TokenView(token.name(), token.scope(), token.createdAt(), token.expiresAt());
  }
}
