package io.trueup.listener.daemon.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.forge.api.ForgeCall;
import java.util.List;

/** Gitea's and Forgejo's. */
final class GiteaHookForm implements HookForm {

  @Override
  public ForgeCall repository(List<String> repository) {
    return HookForm.repos(repository);
  }

  @Override
  public ForgeCall hooks(List<String> repository) {
    return HookForm.repos(repository, "hooks").with("limit", "50");
  }

  @Override
  public String url(JsonNode hook) {
    return hook.path("config").path("url").asText();
  }

  @Override
  public Seen seen(JsonNode hook) {
    return new Seen(
        hook.path("active").asBoolean(),
        HookForm.has(hook.path("events"), "push"),
        false,
        "",
        HookForm.has(hook.path("events"), "pull_request") ? "" : "Pull Request");
  }
}
