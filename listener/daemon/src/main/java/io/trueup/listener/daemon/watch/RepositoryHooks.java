package io.trueup.listener.daemon.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.api.ForgeClient;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What a forge tells of a repository's webhooks and of the token. Blocks. */
public final class RepositoryHooks {

  private static final HttpHeaders NO_HEADERS = HttpHeaders.of(Map.of(), (_, _) -> true);

  private final ForgeClient client;
  private final HookPlace place;
  private final HookForm form;

  /** At a place in a forge; empty where its webhooks cannot be asked for. */
  public static Optional<RepositoryHooks> at(Forge forge, ForgeClient client, HookPlace place) {
    return HookForm.of(forge).map(form -> new RepositoryHooks(client, place, form));
  }

  RepositoryHooks(ForgeClient client, HookPlace place, HookForm form) {
    this.client = client;
    this.place = place;
    this.form = form;
  }

  /** The webhook that leads to the source, one for pushes first; empty when there is none. */
  Told<Optional<JsonNode>> ours() {
    return ours(this::first);
  }

  /**
   * What the webhook is like that leads to the source; empty when there is none. Other webhooks
   * that lead there may have the events that it misses.
   */
  Told<Optional<HookForm.Seen>> seen() {
    return ours(all ->
        first(all).map(form::seen).map(it -> isSomeForMerges(all) ? it.missingNothing() : it));
  }

  private <T> Told<T> ours(Function<List<JsonNode>, T> read) {
    return Told.of(
        client.call(place.server(), form.hooks(place.segments())),
        answer -> read.apply(form.all(answer).filter(it -> place.isOurs(form.url(it))).toList()));
  }

  private Optional<JsonNode> first(List<JsonNode> ours) {
    return ours.stream()
        .filter(it -> form.seen(it).isForPushes())
        .findFirst()
        .or(() -> ours.stream().findFirst());
  }

  private boolean isSomeForMerges(List<JsonNode> ours) {
    return ours.stream().map(form::seen).anyMatch(it -> it.isActive() && it.missing().isEmpty());
  }

  /** The repository itself. */
  Told<JsonNode> repository() {
    return Told.of(client.call(place.server(), form.repository(place.segments())), it -> it);
  }

  /** Whether the forge tells when the token expires only to those who ask. */
  boolean mustAskForExpiry() {
    return form.token().isPresent();
  }

  /** When the token expires, by a forge that tells it to those who ask; empty for never. */
  Told<Optional<Instant>> tokenExpiry() {
    return Told.of(
        client.call(place.server(), form.token().orElseThrow()),
        token -> form.expiry(NO_HEADERS, token));
  }

  /**
   * When the token expires; empty when the forge does not tell.
   *
   * @param repository the headers with which the repository was read
   */
  Optional<Instant> expiry(HttpHeaders repository) {
    var token =
        form.token()
            .map(it -> Told.of(client.call(place.server(), it), answer -> answer))
            .map(it -> it instanceof Told.Value<JsonNode>(var value, _) ? value : null)
            .orElse(MissingNode.getInstance());
    return form.expiry(repository, token);
  }
}
