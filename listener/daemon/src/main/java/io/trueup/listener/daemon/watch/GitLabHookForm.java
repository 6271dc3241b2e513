package io.trueup.listener.daemon.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.forge.api.ForgeCall;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * GitLab's, which turns webhooks off whose deliveries fail: after four failures for a while, after
 * forty for ever. Source: "Webhooks: auto-disabled webhooks" and "Project webhooks API" in GitLab's
 * documentation.
 */
final class GitLabHookForm implements HookForm {

  @Override
  public ForgeCall repository(List<String> repository) {
    return ForgeCall.get("projects", String.join("/", repository));
  }

  @Override
  public ForgeCall hooks(List<String> repository) {
    return ForgeCall.get("projects", String.join("/", repository), "hooks").with("per_page", "100");
  }

  @Override
  public Seen seen(JsonNode hook) {
    return new Seen(
        !hook.path("alert_status").asText().endsWith("disabled"),
        hook.path("push_events").asBoolean(),
        !hook.path("enable_ssl_verification").asBoolean(true),
        switch (hook.path("alert_status").asText()) {
          case "disabled" ->
              "The forge has turned the webhook off for ever, because deliveries failed";
          case "temporarily_disabled" ->
              "The forge has turned the webhook off until %s, because deliveries failed"
                  .formatted(hook.path("disabled_until").asText());
          default -> "";
        },
        hook.path("merge_requests_events").asBoolean() ? "" : "Merge request events");
  }

  /** Of a personal, project or group access token. */
  @Override
  public Optional<ForgeCall> token() {
    return Optional.of(ForgeCall.get("personal_access_tokens", "self"));
  }

  /** A token ends with the day before, by UTC. */
  @Override
  public Optional<Instant> expiry(HttpHeaders repository, JsonNode token) {
    try {
      var day = token.path("expires_at").asText("");
      return day.isEmpty() || day.equals("null")
          ? Optional.empty()
          : Optional.of(LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
