package io.trueup.listener.daemon.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.forge.api.ForgeAnswer;
import io.trueup.listener.daemon.forge.api.ForgeCall;
import io.trueup.listener.daemon.forge.api.ForgeClient;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** The deliveries of the webhook on GitHub that leads to a source of ours. Blocks. */
public final class GitHubHooks {

  private static final String MOST = "100";

  private final ForgeClient client;
  private final HookPlace place;
  private final RepositoryHooks hooks;

  /** The deliveries at a place on GitHub. */
  public GitHubHooks(ForgeClient client, HookPlace place) {
    this.client = client;
    this.place = place;
    this.hooks = new RepositoryHooks(client, place, new GitHubHookForm());
  }

  /** The id of the webhook that leads to the source; empty when there is none. */
  Told<OptionalLong> ours() {
    return switch (hooks.ours()) {
      case Told.Nothing(var isHidden, var reason) -> new Told.Nothing<>(isHidden, reason);
      case Told.Value(var hook, var headers) ->
          new Told.Value<>(
              hook.map(it -> OptionalLong.of(it.path("id").asLong()))
                  .orElseGet(OptionalLong::empty),
              headers);
    };
  }

  /** The newest attempts to deliver, the newest first. */
  Told<List<HookDelivery>> deliveries(long hook) {
    return told(
        list("hooks/%d/deliveries".formatted(hook)),
        all -> HookForm.stream(all).flatMap(it -> delivery(it).stream()).toList());
  }

  private static Optional<HookDelivery> delivery(JsonNode it) {
    try {
      return Optional.of(
          new HookDelivery(
              it.path("id").asLong(),
              it.path("guid").asText(),
              Instant.parse(it.path("delivered_at").asText()),
              it.path("status_code").asInt(),
              it.path("event").asText()));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /** Asks for an attempt again. */
  ForgeAnswer redeliver(long hook, long delivery) {
    return client.call(
        place.server(),
        ForgeCall.post(path("hooks/%d/deliveries/%d/attempts".formatted(hook, delivery))));
  }

  private ForgeCall list(String rest) {
    return ForgeCall.get(path(rest)).with("per_page", MOST);
  }

  private String[] path(String rest) {
    var segments = new ArrayList<String>();
    segments.add("repos");
    segments.addAll(place.segments());
    if (!rest.isEmpty()) {
      segments.addAll(List.of(rest.split("/", -1)));
    }
    return segments.toArray(String[]::new);
  }

  private <T> Told<T> told(ForgeCall call, Function<JsonNode, T> read) {
    return Told.of(client.call(place.server(), call), read);
  }
}
