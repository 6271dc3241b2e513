package io.trueup.listener.view;

import io.trueup.statestore.ApiTokens.ApiToken;
import io.trueup.statestore.ApiTokens.Scope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A token without its secret. */
public record TokenView(String name, Scope scope, Instant createdAt, @Nullable Instant expiresAt) {

  /** A token with its secret, which is told once and never kept. */
  public record Created(String name, Scope scope, @Nullable Instant expiresAt, String token) {

    /** Without the secret. */
    @Override
    public String toString() {
      return "Created[name=" + name + ", scope=" + scope + ", expiresAt=" + expiresAt + "]";
    }
  }

  /** What is shown of a token. */
  public static TokenView of(ApiToken token) {
    return new TokenView(token.name(), token.scope(), token.createdAt(), token.expiresAt());
  }
}
