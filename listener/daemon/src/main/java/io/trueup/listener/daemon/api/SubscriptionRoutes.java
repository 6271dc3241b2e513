package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.subscription.SubscriptionRelays;
import io.trueup.listener.daemon.view.SubscriptionView;
import io.trueup.listener.daemon.view.SubscriptionView.Dead;
import io.trueup.listener.daemon.view.SubscriptionView.Outcome;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.ChangeForms;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.Subscription;
import io.trueup.statestore.Subscription.Filter;
import io.trueup.statestore.Subscription.Format;
import io.trueup.statestore.Subscriptions.Order;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Routes for subscriptions: webhooks that get events. */
final class SubscriptionRoutes {

  private static final String PATH = "/api/v1/subscriptions";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final Duration SENDING = Duration.ofSeconds(45);
  private static final int MOST_DEAD = 1000;

  private final StateStore store;
  private final SubscriptionRelays relays;
  private final PlatformNames platforms;
  private final SourceNames sources;

  SubscriptionRoutes(
      StateStore store, SubscriptionRelays relays, PlatformNames platforms, SourceNames sources) {
    this.store = store;
    this.relays = relays;
    this.platforms = platforms;
    this.sources = sources;
  }

  /**
   * A subscription to add.
   *
   * @param types of events; null for all
   * @param source only events about it and its platforms; null for all
   * @param platform only events about it; null for all
   * @param format {@code cloudevents}, as for null, or {@code cdevents}
   */
  record SubscriptionRequest(
      @Nullable String name,
      @Nullable String url,
      @Nullable List<String> types,
      @Nullable String source,
      @Nullable String platform,
      @Nullable String format) {}

  /** Why something is done. */
  record ReasonRequest(@Nullable String reason) {}

  List<Route> routes() {
    return List.of(
        Route.read(PATH, _ -> all()),
        Route.of(HttpMethod.POST, PATH, Scope.OPERATE, this::add),
        order("suspend", Order.SUSPEND, this::shown),
        order("resume", Order.RESUME, this::shown),
        order("rotate", Order.ROTATE, this::withSecret),
        Route.of(HttpMethod.DELETE, PATH + "/{subscription}", Scope.OPERATE, this::remove),
        Route.of(HttpMethod.POST, PATH + "/{subscription}/test", Scope.OPERATE, this::test)
            .within(SENDING),
        Route.read(PATH + "/{subscription}/dead-events", this::dead),
        Route.of(
                HttpMethod.POST,
                PATH + "/{subscription}/dead-events/{position}/redeliver",
                Scope.OPERATE,
                this::redeliver)
            .within(SENDING));
  }

  private Route order(String verb, Order order, Function<Subscription, HttpAnswer> answer) {
    return Route.of(
        HttpMethod.POST,
        PATH + "/{subscription}/" + verb,
        Scope.OPERATE,
        request -> {
          var reason = ApiRequest.requireText("reason", request.body(ReasonRequest.class).reason());
          return answer.apply(change(request, order, reason));
        });
  }

  private Subscription change(ApiRequest request, Order order, String reason) {
    var name = request.path("subscription");
    var changed =
        store
            .subscriptions()
            .change(name, order, request.actor(), reason)
            .orElseThrow(() -> ApiException.notFound("subscription", name));
    relays.refresh();
    return changed;
  }

  private Subscription find(ApiRequest request) {
    var name = request.path("subscription");
    return store
        .subscriptions()
        .find(name)
        .orElseThrow(() -> ApiException.notFound("subscription", name));
  }

  private HttpAnswer all() {
    var last = store.changes().range().last();
    return HttpAnswer.ok(
        store.subscriptions().all().stream().map(it -> SubscriptionView.of(it, last)).toList());
  }

  private SubscriptionView view(Subscription subscription) {
    return SubscriptionView.of(subscription, store.changes().range().last());
  }

  private HttpAnswer shown(Subscription subscription) {
    return HttpAnswer.ok(view(subscription));
  }

  private HttpAnswer withSecret(Subscription subscription) {
    return HttpAnswer.ok(
        new SubscriptionView.WithSecret(view(subscription), relays.secret(subscription)));
  }

  private HttpAnswer add(ApiRequest request) {
    var wanted = request.body(SubscriptionRequest.class);
    var name = ApiRequest.requireText("name", wanted.name());
    if (!NAME.matcher(name).matches()) {
      throw ApiException.invalid(
          "name",
          "A subscription's name consists of at most 63 lower-case letters, digits and hyphens, and"
              + " starts with a letter");
    }
    var url = ApiRequest.requireText("url", wanted.url());
    var flaw = relays.flaw(url);
    if (flaw.isPresent()) {
      throw ApiException.invalid("url", flaw.get());
    }
    var added =
        store
            .subscriptions()
            .add(name, url, filter(wanted), request.actor())
            .orElseThrow(() ->
                ApiException.conflict(
                    "name-taken", "Subscription '%s' already exists".formatted(name)));
    relays.refresh();
    return HttpAnswer.created(new SubscriptionView.WithSecret(view(added), relays.secret(added)));
  }

  private Filter filter(SubscriptionRequest wanted) {
    var types =
        Objects.requireNonNullElse(wanted.types(), List.<String>of()).stream()
            .map(EventRoutes::type)
            .distinct()
            .toList();
    var format = format(wanted.format(), types);
    if (wanted.platform() != null) {
      var platform = platforms.find(wanted.platform()).id();
      return new Filter(types, platform.source(), platform.name(), format);
    }
    if (wanted.source() == null) {
      return new Filter(types, null, null, format);
    }
    var source = ApiRequest.source("source", wanted.source());
    sources.requireKnown(source);
    return new Filter(types, source, null, format);
  }

  private static Format format(@Nullable String word, List<String> types) {
    if (word == null || word.equals("cloudevents")) {
      return Format.CLOUDEVENTS;
    }
    if (!word.equals("cdevents")) {
      throw ApiException.invalid(
          "format", "'%s' is no form of events. It is cloudevents or cdevents".formatted(word));
    }
    var without = types.stream().filter(it -> !Format.CDEVENTS_TYPES.contains(it)).findFirst();
    if (without.isPresent()) {
      throw ApiException.invalid(
          "types",
          "CDEvents have no event for '%s', only for %s"
              .formatted(without.get(), String.join(" and ", Format.CDEVENTS_TYPES)));
    }
    return Format.CDEVENTS;
  }

  private HttpAnswer remove(ApiRequest request) {
    var _ = change(request, Order.REMOVE, "An operator removed it");
    return HttpAnswer.noContent();
  }

  /** Sends an event that is made up, whatever the subscription is for. */
  private HttpAnswer test(ApiRequest request) {
    var subscription = find(request);
    var event =
        new RecordedChange(
            subscription.position(),
            store.now(),
            "action.recorded",
            ChangeForms.version("action.recorded"),
            "subscription:" + subscription.name(),
            null,
            null,
            """
            {"about":"subscription:%s","verb":"subscription.tested","actor":"%s","reason":"A test"}\
            """
                .formatted(subscription.name(), request.actor().name()));
    return outcome(relays.send(subscription, event).orElse(null));
  }

  private static HttpAnswer outcome(@Nullable String problem) {
    return HttpAnswer.ok(new Outcome(problem == null, problem));
  }

  private HttpAnswer dead(ApiRequest request) {
    return HttpAnswer.ok(
        store.subscriptions().deadEvents(find(request).id(), MOST_DEAD).stream()
            .map(Dead::of)
            .toList());
  }

  private HttpAnswer redeliver(ApiRequest request) {
    var subscription = find(request);
    var position = ApiRequest.number("position", request.path("position"));
    var isDead =
        store.subscriptions().deadEvents(subscription.id(), MOST_DEAD).stream()
            .anyMatch(it -> it.position() == position);
    var change = store.changes().after(position - 1, 1);
    if (!isDead || change.isEmpty() || change.getFirst().position() != position) {
      throw ApiException.notFound("dead event", Long.toString(position));
    }
    var problem = relays.send(subscription, change.getFirst()).orElse(null);
    if (problem == null) {
      store.subscriptions().forgetDeadEvent(subscription.id(), position);
    }
    return outcome(problem);
  }
}
