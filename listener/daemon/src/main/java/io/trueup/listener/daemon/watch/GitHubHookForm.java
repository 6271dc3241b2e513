package io.trueup.listener.daemon.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.forge.api.ForgeCall;
import io.trueup.listener.daemon.forge.api.TokenExpiry;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** GitHub's, which tells of the token in a header of every answer. */
final class GitHubHookForm implements HookForm {

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
        last >= 300 ? "The forge's last delivery was answered %d".formatted(last) : "",
        HookForm.has(hook.path("events"), "pull_request", "*") ? "" : "Pull requests");
  }

  @Override
  public Optional<Instant> expiry(HttpHeaders repository, JsonNode token) {
    return TokenExpiry.of(repository);
  }
}
