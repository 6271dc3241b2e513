package io.trueup.listener.daemon.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.forge.api.ForgeCall;
import java.util.List;
import java.util.stream.Stream;

/** Bitbucket Data Center's. */
final class BitbucketDataCenterHookForm implements HookForm {

  @Override
  public ForgeCall repository(List<String> repository) {
    return ForgeCall.get("projects", repository.getFirst(), "repos", repository.getLast());
  }

  @Override
  public ForgeCall hooks(List<String> repository) {
    return ForgeCall.get(
            "projects", repository.getFirst(), "repos", repository.getLast(), "webhooks")
        .with("limit", "100");
  }

  @Override
  public Stream<JsonNode> all(JsonNode answer) {
    return HookForm.stream(answer.path("values"));
  }

  @Override
  public Seen seen(JsonNode hook) {
    return new Seen(
        hook.path("active").asBoolean(),
        HookForm.has(hook.path("events"), "repo:refs_changed"),
        !hook.path("sslVerificationRequired").asBoolean(true),
        "",
        HookForm.has(hook.path("events"), "pr:merged") ? "" : "Pull request: Merged");
  }
}
