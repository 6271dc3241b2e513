package io.trueup.listener.daemon.api;

import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An authenticated caller. */
record Caller(Actor actor, Scope scope) {

  private static final String BEARER = "bearer ";
  private static final String BASIC = "basic ";

  /** The secret in an {@code Authorization} header; empty when there is none. */
  static Optional<String> bearer(@Nullable String header) {
    if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return Optional.empty();
    }
    return Optional.of(header.substring(BEARER.length()).strip());
  }

  /** The secret in the header of a calendar: as above, or as the password of any user. */
  static Optional<String> ofCalendar(@Nullable String header) {
    if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
      return bearer(header);
    }
    try {
      var bytes = Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
      var pair = new String(bytes, StandardCharsets.UTF_8);
      var colon = pair.indexOf(':');
      return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
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
