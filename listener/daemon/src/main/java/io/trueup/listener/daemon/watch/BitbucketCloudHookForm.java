package io.trueup.listener.daemon.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.forge.api.ForgeCall;
import java.util.List;
import java.util.stream.Stream;

/** Bitbucket Cloud's, which names no whole commit of a merged pull request. */
final class BitbucketCloudHookForm implements HookForm {

  @Override
  public ForgeCall repository(List<String> repository) {
    return ForgeCall.get("repositories", repository.getFirst(), repository.getLast());
  }

  @Override
  public ForgeCall hooks(List<String> repository) {
    return ForgeCall.get("repositories", repository.getFirst(), repository.getLast(), "hooks")
        .with("pagelen", "100");
  }

  @Override
  public Stream<JsonNode> all(JsonNode answer) {
    return HookForm.stream(answer.path("values"));
  }

  @Override
  public Seen seen(JsonNode hook) {
    return new Seen(
        hook.path("active").asBoolean(),
        HookForm.has(hook.path("events"), "repo:push"),
        hook.path("skip_cert_verification").asBoolean(),
        "",
        "");
  }
}
