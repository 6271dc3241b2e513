package io.trueup.listener.daemon.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.forge.api.ForgeCall;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** GitHub's, which tells of the token in a header of every answer. */
final class GitHubHookForm implements HookForm {

  private static final String EXPIRES = "github-authentication-token-expiration";
  private static final DateTimeFormatter EXPIRY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  @Override
  public ForgeCall repository(List<String> repository) {
    return HookForm.repos(repository);
  }

  @Override
  public ForgeCall hooks(List<String> repository) {
    return HookForm.repos(repository, "hooks").with("per_page", "100");
  }

  @Override
  public String url(JsonNode hook) {
    return hook.path("config").path("url").asText();
  }

  @Override
  public Seen seen(JsonNode hook) {
    var last = hook.path("last_response").path("code").asInt();
    return new Seen(
        hook.path("active").asBoolean(),
        HookForm.has(hook.path("events"), "push", "*"),
        hook.path("config").path("insecure_ssl").asText().equals("1"),
        last >= 300 ? "The forge's last delivery was answered %d".formatted(last) : "");
  }

  @Override
  public Optional<Instant> expiry(HttpHeaders repository, JsonNode token) {
    return repository.firstValue(EXPIRES).flatMap(GitHubHookForm::instant);
  }

  /** Such as {@code 2026-03-01 12:00:00 UTC}. */
  private static Optional<Instant> instant(String text) {
    try {
      return text.length() < 19
          ? Optional.empty()
          : Optional.of(
              LocalDateTime.parse(text.substring(0, 19), EXPIRY).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
