package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.status.StatusReader;
import io.trueup.listener.daemon.view.SyncView;
import io.trueup.listener.daemon.view.SyncView.Outcome;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Platforms;
import io.trueup.statestore.Platforms.Order;
import io.trueup.statestore.Platforms.Resumption;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Routes by which operators steer platforms. */
final class PlatformRoutes {

  private final Platforms platforms;
  private final PlatformNames names;
  private final StatusReader reader;
  private final Supplier<Instant> now;
  private final Consumer<PlatformId> poke;

  /**
   * Routes over the platforms of one store.
   *
   * @param now the store's clock; blocks
   */
  PlatformRoutes(
      Platforms platforms,
      PlatformNames names,
      StatusReader reader,
      Supplier<Instant> now,
      Consumer<PlatformId> poke) {
    this.platforms = platforms;
    this.names = names;
    this.reader = reader;
    this.now = now;
    this.poke = poke;
  }

  /**
   * A request to pause a platform.
   *
   * @param until an instant, or a duration from now such as {@code 2h}; null for a pause without an
   *     end
   */
  record PauseRequest(@Nullable String reason, @Nullable String until) {}

  /** A request with nothing but a reason. */
  record ReasonRequest(@Nullable String reason) {}

  List<Route> routes() {
    return Stream.of("/api/v1/platforms/{platform}", "/api/v1/platforms/{source}/{name}")
        .flatMap(
            path ->
                Stream.of(
                    Route.of(HttpMethod.PUT, path + "/pause", Scope.OPERATE, this::pause),
                    Route.of(HttpMethod.PUT, path + "/resume", Scope.OPERATE, this::resume),
                    Route.of(HttpMethod.POST, path + "/sync", Scope.OPERATE, this::sync)))
        .toList();
  }

  private HttpAnswer pause(ApiRequest request) {
    var asked = request.body(PauseRequest.class);
    var reason = ApiRequest.requireText("reason", asked.reason());
    var platform = names.find(request);
    var until =
        asked.until() == null ? null : TimeParser.parseFuture(now.get(), "until", asked.until());
    var pause = platform.pause();
    var isUnchanged =
        pause != null
            && pause.by().equals(request.actor().name())
            && pause.reason().equals(reason)
            && Objects.equals(pause.until(), until);
    if (isUnchanged) {
      return HttpAnswer.ok(reader.platform(platform));
    }
    return moved(platform.id(), platforms.pause(platform.id(), request.actor(), reason, until));
  }

  private HttpAnswer resume(ApiRequest request) {
    var reason = ApiRequest.requireText("reason", request.body(ReasonRequest.class).reason());
    var platform = names.find(request);
    var id = platform.id();
    return switch (platforms.resume(id, request.actor(), reason)) {
      case Resumption.Resumed(var after) -> moved(after);
      case Resumption.NotPaused() ->
          throw ApiException.conflict("not-paused", "Platform '%s' is not paused".formatted(id));
      case Resumption.NotAllowed() -> throw ApiException.unauthorized();
      case Resumption.Unknown() -> throw ApiException.notFound("platform", id.toString());
    };
  }

  private HttpAnswer moved(PlatformId id, Order order) {
    return switch (order) {
      case Order.Done(var after) -> moved(after);
      case Order.Refused(var code, var why) -> throw ApiException.conflict(code, why);
      case Order.NotAllowed() -> throw ApiException.unauthorized();
      case Order.Unknown() -> throw ApiException.notFound("platform", id.toString());
    };
  }

  private HttpAnswer moved(PlatformState platform) {
    poke.accept(platform.id());
    return HttpAnswer.ok(reader.platform(platform));
  }

  private HttpAnswer sync(ApiRequest request) {
    var reason = ApiRequest.requireText("reason", request.body(ReasonRequest.class).reason());
    var platform = names.find(request);
    var pause = platform.pause();
    var merged = platform.merged().version();
    if (platform.realized().version() == merged) {
      return answer(
          platform,
          Outcome.ALREADY,
          "Platform '%s' is already up to date at version %d".formatted(platform.id(), merged));
    }
    if (pause != null) {
      throw ApiException.conflict(
          "platform-paused",
          "Cannot move platform '%s', because %s paused it: %s. Unblock with 'trueup resume'"
              .formatted(platform.id(), pause.by(), pause.reason()));
    }
    if (platform.policy().on() == RolloutPolicy.On.NEVER) {
      throw ApiException.conflict(
          "policy-never",
          "Cannot move platform '%s', because its rollout is 'never': it updates itself"
              .formatted(platform.id()));
    }
    moved(
        platform.id(),
        platforms.requestSync(platform.id(), null, Set.of(), request.actor(), reason));
    return answer(
        platform,
        Outcome.REQUESTED,
        platform.target().version() == merged
            ? "Platform '%s' is already moving to version %d; failed steps are retried now"
                .formatted(platform.id(), merged)
            : "Move of platform '%s' to version %d requested".formatted(platform.id(), merged));
  }

  private static HttpAnswer answer(PlatformState platform, Outcome outcome, String message) {
    return HttpAnswer.ok(new SyncView(platform.id().toString(), outcome, message));
  }
}
