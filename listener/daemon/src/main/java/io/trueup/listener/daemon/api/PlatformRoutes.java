package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.status.StatusReader;
import io.trueup.listener.daemon.view.PlatformView.GroupPause;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Pause;
import io.trueup.statestore.Platforms;
import io.trueup.statestore.Platforms.Order;
import io.trueup.statestore.Platforms.Resumption;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Routes by which operators pause and resume single platforms. */
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
   * @param dryRun whether to write nothing
   */
  record PauseRequest(@Nullable String reason, @Nullable String until, @Nullable Boolean dryRun) {}

  /** A request to end a pause. */
  record ResumeRequest(@Nullable String reason, @Nullable Boolean dryRun) {}

  /** A request with nothing but a reason. */
  record ReasonRequest(@Nullable String reason) {}

  List<Route> routes() {
    return Stream.of("/api/v1/platforms/{platform}", "/api/v1/platforms/{source}/{name}")
        .flatMap(path ->
            Stream.of(
                Route.of(HttpMethod.PUT, path + "/pause", Scope.OPERATE, this::pause),
                Route.of(HttpMethod.PUT, path + "/resume", Scope.OPERATE, this::resume)))
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
    if (isDryRun(asked.dryRun())) {
      var wanted = new Pause(request.actor().name(), reason, now.get(), until);
      return HttpAnswer.ok(reader.platform(with(platform, wanted)));
    }
    return moved(platform.id(), platforms.pause(platform.id(), request.actor(), reason, until));
  }

  private HttpAnswer resume(ApiRequest request) {
    var asked = request.body(ResumeRequest.class);
    var reason = ApiRequest.requireText("reason", asked.reason());
    var platform = names.find(request);
    var id = platform.id();
    if (isDryRun(asked.dryRun())) {
      if (platform.pause() == null) {
        throw notPaused(id);
      }
      return HttpAnswer.ok(reader.platform(with(platform, null)));
    }
    return switch (platforms.resume(id, request.actor(), reason)) {
      case Resumption.Resumed(var after) -> moved(after);
      case Resumption.NotPaused() -> throw notPaused(id);
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

  /** Says which pause of a group keeps the platform waiting, if one does. */
  private ApiException notPaused(PlatformId id) {
    var group =
        platforms.find(id).stream()
            .flatMap(it -> reader.platform(it).pauses().stream())
            .map(GroupPause::selector)
            .findFirst();
    return ApiException.conflict(
        "not-paused",
        group
            .map(it ->
                "Platform '%s' is not paused by itself. The pause of '%s' keeps it waiting: end that"
                        .formatted(id, it)
                    + (it.equals("all")
                        ? " with 'trueup resume --all'"
                        : " with 'trueup resume --select %s'".formatted(it)))
            .orElseGet(() -> "Platform '%s' is not paused".formatted(id)));
  }

  private static boolean isDryRun(@Nullable Boolean dryRun) {
    return dryRun != null && dryRun;
  }

  private static PlatformState with(PlatformState platform, @Nullable Pause pause) {
    return new PlatformState(
        platform.id(),
        platform.type(),
        platform.terms(),
        platform.merged(),
        platform.target(),
        platform.realized(),
        platform.syncRequested(),
        pause,
        platform.waiting(),
        platform.steering(),
        platform.rollout(),
        platform.blocked(),
        platform.drifted(),
        platform.upToDateSince());
  }
}
