package io.trueup.listener.daemon.forge.api;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** When the token of a call expires, by the headers of the answer. Pure. */
public final class TokenExpiry {

  private static final String GITHUB = "github-authentication-token-expiration";

  /** GitHub writes UTC by its name, and other offsets as numbers. */
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xx", Locale.ROOT);

  private TokenExpiry() {}

  /** The time; empty where the forge does not tell it. */
  public static Optional<Instant> of(HttpHeaders headers) {
    return headers.firstValue(GITHUB).flatMap(TokenExpiry::instant);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text.replace("UTC", "+0000"), FORM).toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
