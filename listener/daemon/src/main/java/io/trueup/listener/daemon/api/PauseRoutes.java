package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.view.GroupPauseView;
import io.trueup.listener.engine.control.RolloutControl;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.control.GroupPause;
import io.trueup.statestore.control.Selector;
import io.vertx.core.http.HttpMethod;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Routes by which operators pause and resume all platforms that a selector matches. */
final class PauseRoutes {

  private final StateStore store;
  private final RolloutControl control;
  private final Consumer<PlatformId> poke;

  PauseRoutes(StateStore store, RolloutControl control, Consumer<PlatformId> poke) {
    this.store = store;
    this.control = control;
    this.poke = poke;
  }

  List<Route> routes() {
    var pause = "/api/v1/pauses/{selector}";
    return List.of(
        Route.read("/api/v1/pauses", _ -> all()),
        Route.of(HttpMethod.PUT, pause, Scope.OPERATE, this::pause).with("dryRun"),
        Route.of(HttpMethod.DELETE, pause, Scope.OPERATE, this::resume).with("dryRun"));
  }

  private HttpAnswer all() {
    var platforms = store.platforms().all();
    return HttpAnswer.ok(
        store.groupPauses().inForce().stream().map(it -> view(it, platforms)).toList());
  }

  private HttpAnswer pause(ApiRequest request) {
    var asked = request.body(PlatformRoutes.PauseRequest.class);
    var reason = ApiRequest.requireText("reason", asked.reason());
    var selector = selector(request);
    var now = store.now();
    var until = asked.until() == null ? null : TimeParser.parseFuture(now, "until", asked.until());
    var platforms = store.platforms().all();
    var wanted = new GroupPause(selector, request.actor().name(), reason, now, until);
    var found = find(selector);
    if (found.filter(it -> isSame(it, wanted)).isPresent()) {
      return HttpAnswer.ok(
          change(found.get(), platforms, false, "%s already paused".formatted(is(selector))));
    }
    var effect =
        until == null
            ? "paused until %s resumed"
                .formatted(selector.equals(Selector.EVERYTHING) ? "it is" : "they are")
            : "paused until %s".formatted(until.truncatedTo(ChronoUnit.SECONDS));
    var dryRun = asked.dryRun();
    if (request.booleanParameter("dryRun") || (dryRun != null && dryRun)) {
      return HttpAnswer.ok(
          change(wanted, platforms, true, "%s would be %s".formatted(what(selector), effect)));
    }
    var pause =
        store
            .groupPauses()
            .pause(selector, request.actor(), reason, until)
            .orElseThrow(ApiException::unauthorized);
    poke(selector, platforms);
    return HttpAnswer.ok(change(pause, platforms, false, "%s %s".formatted(is(selector), effect)));
  }

  private HttpAnswer resume(ApiRequest request) {
    var reason =
        ApiRequest.requireText("reason", request.body(PlatformRoutes.ReasonRequest.class).reason());
    var selector = selector(request);
    var platforms = store.platforms().all();
    var pause = find(selector).orElseThrow(() -> notPaused(selector));
    if (request.booleanParameter("dryRun")) {
      return HttpAnswer.ok(
          change(pause, platforms, true, "%s would be resumed".formatted(what(selector))));
    }
    return switch (store.groupPauses().resume(selector, request.actor(), reason)) {
      case RESUMED -> {
        poke(selector, platforms);
        yield HttpAnswer.ok(change(pause, platforms, false, "%s resumed".formatted(is(selector))));
      }
      case NOT_PAUSED -> throw notPaused(selector);
      case NOT_ALLOWED -> throw ApiException.unauthorized();
    };
  }

  private static ApiException notPaused(Selector selector) {
    return ApiException.conflict(
        "not-paused",
        selector.equals(Selector.EVERYTHING)
            ? "Not everything is paused. See 'trueup status'"
            : "There is no pause of '%s'. See 'trueup status'".formatted(selector.text()));
  }

  private static boolean isSame(GroupPause found, GroupPause wanted) {
    return found.by().equals(wanted.by())
        && found.reason().equals(wanted.reason())
        && Objects.equals(found.until(), wanted.until());
  }

  private Optional<GroupPause> find(Selector selector) {
    return store.groupPauses().inForce().stream()
        .filter(it -> it.scope().equals(selector))
        .findFirst();
  }

  private static Selector selector(ApiRequest request) {
    return WindowBody.selector("selector", request.path("selector"));
  }

  private void poke(Selector selector, List<PlatformState> platforms) {
    platforms.stream().filter(selector::matches).map(PlatformState::id).forEach(poke);
  }

  private GroupPauseView.Change change(
      GroupPause pause, List<PlatformState> platforms, boolean dryRun, String message) {
    var view = view(pause, platforms);
    return new GroupPauseView.Change(
        view, dryRun, message, control.unmatched(pause.scope()).stream().toList());
  }

  private static GroupPauseView view(GroupPause pause, List<PlatformState> platforms) {
    return GroupPauseView.of(
        pause,
        platforms.stream().filter(pause.scope()::matches).map(it -> it.id().toString()).toList());
  }

  private static String what(Selector selector) {
    return selector.equals(Selector.EVERYTHING)
        ? "Everything"
        : "All platforms of '%s'".formatted(selector.text());
  }

  private static String is(Selector selector) {
    return what(selector) + (selector.equals(Selector.EVERYTHING) ? " is" : " are");
  }
}
