package io.trueup.listener.daemon.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.forge.api.ForgeCall;
import java.util.List;
import java.util.stream.Stream;

/** Gitea's and Forgejo's. */
final class GiteaHookForm implements HookForm {

  @Override
  public ForgeCall repository(List<String> repository) {
    return ForgeCall.get("repos", repository.getFirst(), repository.getLast());
  }

  @Override
  public ForgeCall hooks(List<String> repository) {
    return ForgeCall.get("repos", repository.getFirst(), repository.getLast(), "hooks")
        .with("limit", "50");
  }

  @Override
  public Stream<JsonNode> all(JsonNode answer) {
    return HookForm.stream(answer);
  }

  @Override
  public String url(JsonNode hook) {
    return hook.path("config").path("url").asText();
  }

  @Override
  public Seen seen(JsonNode hook) {
    return new Seen(
        hook.path("active").asBoolean(), HookForm.has(hook.path("events"), "push"), false, "");
  }
}
