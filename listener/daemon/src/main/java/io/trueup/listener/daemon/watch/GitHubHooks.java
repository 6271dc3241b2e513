package io.trueup.listener.daemon.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.forge.api.ForgeAnswer;
import io.trueup.listener.daemon.forge.api.ForgeCall;
import io.trueup.listener.daemon.forge.api.ForgeClient;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The webhooks of a repository on GitHub that lead to a source of ours. Blocks. */
public final class GitHubHooks {

  private static final String MOST = "100";

  private final ForgeClient client;
  private final GitHubPlace place;

  /** A webhook. */
  record Hook(
      long id,
      boolean isActive,
      List<String> events,
      boolean isInsecure,
      int lastStatus,
      String lastMessage) {}

  /** What the forge told. */
  sealed interface Told<T> {

    /** This. */
    record Value<T>(T value, HttpHeaders headers) implements Told<T> {}

    /**
     * Nothing.
     *
     * @param isHidden whether it may not be told with this token
     */
    record Nothing<T>(boolean isHidden, String reason) implements Told<T> {}
  }

  public GitHubHooks(ForgeClient client, GitHubPlace place) {
    this.client = client;
    this.place = place;
  }

  /** The webhook that leads to the source; empty when there is none. */
  Told<Optional<Hook>> ours() {
    return told(
        list("hooks"),
        all ->
            stream(all)
                .filter(it -> place.isOurs(it.path("config").path("url").asText()))
                .map(GitHubHooks::hook)
                .findFirst());
  }

  private static Hook hook(JsonNode it) {
    var events = new ArrayList<String>();
    it.path("events").forEach(event -> events.add(event.asText()));
    var last = it.path("last_response");
    return new Hook(
        it.path("id").asLong(),
        it.path("active").asBoolean(),
        events,
        it.path("config").path("insecure_ssl").asText().equals("1"),
        last.path("code").asInt(),
        last.path("message").asText(""));
  }

  /** The newest attempts to deliver, the newest first. */
  Told<List<HookDelivery>> deliveries(long hook) {
    return told(
        list("hooks/%d/deliveries".formatted(hook)),
        all -> stream(all).flatMap(it -> delivery(it).stream()).toList());
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

  /** The repository itself, whose headers tell of the token. */
  Told<JsonNode> repository() {
    return told(ForgeCall.get(path("")), it -> it);
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
    return switch (client.call(place.server(), call)) {
      case ForgeAnswer.Done done -> new Told.Value<>(read.apply(done.json()), done.headers());
      case ForgeAnswer.Limited(_, var reason) -> new Told.Nothing<>(false, reason);
      case ForgeAnswer.Refused(var status, var reason, _) ->
          new Told.Nothing<>(status == 403 || status == 404, reason);
      case ForgeAnswer.Failed(var reason) -> new Told.Nothing<>(false, reason);
    };
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
