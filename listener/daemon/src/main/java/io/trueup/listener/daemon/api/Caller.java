package io.trueup.listener.daemon.api;

import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An authenticated caller. */
record Caller(Actor actor, Scope scope) {

  private static final String BEARER = "bearer ";

  /** The secret in an {@code Authorization} header; empty when there is none. */
  static Optional<String> bearer(@Nullable String header) {
    if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return Optional.empty();
    }
    return Optional.of(header.substring(BEARER.length()).strip());
  }

  /**
   * This caller, if its scope allows the needed one.
   *
   * @throws ApiException when the scope does not suffice
   */
  Caller requireScope(Scope needed) {
    if (!scope.allows(needed)) {
      throw ApiException.forbidden(actor.name(), scope.name(), needed.name());
    }
    return this;
  }
}
