package io.trueup.listener.daemon.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.forge.api.ForgeCall;
import java.util.List;
import java.util.stream.Stream;

/**
 * The service hooks of an organization on Azure DevOps, which turns off those that fail. Each is
 * for one kind of event.
 */
final class AzureDevOpsHookForm implements HookForm {

  private static final String VERSION = "7.1";
  private static final List<String> MERGES =
      List.of("git.pullrequest.merged", "git.pullrequest.updated");

  @Override
  public ForgeCall repository(List<String> repository) {
    return ForgeCall.get(
            repository.getFirst(), "_apis", "git", "repositories", repository.getLast())
        .with("api-version", VERSION);
  }

  @Override
  public ForgeCall hooks(List<String> repository) {
    return ForgeCall.get("_apis", "hooks", "subscriptions")
        .with("consumerId", "webHooks")
        .with("api-version", VERSION);
  }

  @Override
  public Stream<JsonNode> all(JsonNode answer) {
    return HookForm.stream(answer.path("value"));
  }

  @Override
  public String url(JsonNode hook) {
    return hook.path("consumerInputs").path("url").asText();
  }

  @Override
  public Seen seen(JsonNode hook) {
    var status = hook.path("status").asText();
    var event = hook.path("eventType").asText();
    return new Seen(
        !status.startsWith("disabled"),
        event.equals("git.push"),
        false,
        switch (status) {
          case "onProbation" -> "The forge is about to turn the webhook off: deliveries failed";
          case "disabledBySystem" -> "The forge has turned the webhook off: deliveries failed";
          case "disabledByInactiveIdentity" ->
              "The forge has turned the webhook off: the person who made it is gone";
          default -> "";
        },
        MERGES.contains(event) ? "" : "Pull request updated");
  }
}
