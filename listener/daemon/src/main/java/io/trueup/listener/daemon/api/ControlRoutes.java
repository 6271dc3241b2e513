package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.api.ApiException.Status;
import io.trueup.listener.daemon.view.ControlView;
import io.trueup.listener.daemon.view.ControlView.Outcome;
import io.trueup.listener.daemon.view.GateReportView;
import io.trueup.listener.daemon.view.GateView;
import io.trueup.listener.daemon.view.MovePreviewView;
import io.trueup.listener.engine.control.ControlOutcome;
import io.trueup.listener.engine.control.RolloutControl;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.control.GateKind;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Routes by which operators steer the moves of platforms, and ask what keeps them waiting. */
final class ControlRoutes {

  /** A plan reads the model of a version, which may have to be loaded first. */
  private static final Duration PLAN_LIMIT = Duration.ofMinutes(10);

  private final RolloutControl control;
  private final PlatformNames names;
  private final StateStore store;

  /** Routes over the control of one engine. */
  ControlRoutes(RolloutControl control, PlatformNames names, StateStore store) {
    this.control = control;
    this.names = names;
    this.store = store;
  }

  /** An order that needs nothing but a reason. */
  record PlainOrder(@Nullable String reason, @Nullable Boolean dryRun) {}

  /**
   * A request to move.
   *
   * @param to an accepted version; null for the newest one
   * @param override kinds of gates that do not keep this move waiting
   */
  record SyncOrder(
      @Nullable String reason,
      @Nullable Boolean dryRun,
      @Nullable Long to,
      @Nullable List<@Nullable String> override) {}

  /**
   * An order to keep a version.
   *
   * @param at null for the target
   */
  record HoldOrder(@Nullable String reason, @Nullable Boolean dryRun, @Nullable Long at) {}

  /** An approval of what a version removes. */
  record ApproveOrder(@Nullable String reason, @Nullable Boolean dryRun, @Nullable Long version) {}

  /**
   * An order to go back.
   *
   * @param to an accepted version below the target
   * @param override kinds of gates that do not refuse it
   */
  record RollbackOrder(
      @Nullable String reason,
      @Nullable Boolean dryRun,
      @Nullable Long to,
      @Nullable List<@Nullable String> override) {}

  List<Route> routes() {
    return Stream.of("/api/v1/platforms/{platform}", "/api/v1/platforms/{source}/{name}")
        .flatMap(path ->
            Stream.of(
                order(HttpMethod.POST, path + "/sync", this::sync),
                order(HttpMethod.PUT, path + "/hold", this::hold),
                order(HttpMethod.PUT, path + "/release", this::release),
                order(HttpMethod.PUT, path + "/approve", this::approve),
                order(HttpMethod.PUT, path + "/cancel", this::cancel),
                order(HttpMethod.PUT, path + "/retry", this::retry),
                order(HttpMethod.PUT, path + "/rollback", this::rollBack),
                reading(path + "/gates", this::gates).with("at"),
                reading(path + "/plan", this::plan).with("to")))
        .toList();
  }

  private static Route order(HttpMethod method, String path, Route.Action action) {
    return Route.of(method, path, Scope.OPERATE, action).within(PLAN_LIMIT);
  }

  private static Route reading(String path, Route.Action action) {
    return Route.read(path, action).within(PLAN_LIMIT);
  }

  private HttpAnswer sync(ApiRequest request) {
    var asked = request.body(SyncOrder.class);
    var reason = ApiRequest.requireText("reason", asked.reason());
    var to = version("to", asked.to());
    var overrides = overrides(asked.override());
    var platform = names.find(request);
    var merged = platform.merged().version();
    if (to == null && overrides.isEmpty() && platform.realized().version() == merged) {
      return HttpAnswer.ok(
          view(
              platform,
              Outcome.ALREADY,
              "Platform '%s' is already up to date at version %d"
                  .formatted(platform.id(), merged)));
    }
    requireNotPaused(platform);
    var dryRun = isDryRun(asked.dryRun());
    return answer(
        platform,
        control.sync(platform.id(), to, overrides, request.actor(), reason, dryRun),
        dryRun ? Outcome.DRY_RUN : Outcome.REQUESTED);
  }

  /**
   * Refuses a request that changes nothing while a pause is in force: of a platform that follows
   * every merge. Others move later by the request.
   */
  private void requireNotPaused(PlatformState platform) {
    var rollout = platform.rollout();
    var isFailing = rollout != null && !rollout.state().isOver() && rollout.retryAt() != null;
    if (platform.policy().on() != RolloutPolicy.On.MERGE || isFailing) {
      return;
    }
    platform
        .pauseInForce(store.now())
        .ifPresent(it -> {
          throw paused(platform, "it", it.by(), it.reason(), "");
        });
    store.groupPauses().inForce().stream()
        .filter(it -> it.scope().matches(platform))
        .findFirst()
        .ifPresent(it -> {
          var scope = it.scope().text();
          throw paused(
              platform,
              "'%s'".formatted(scope),
              it.by(),
              it.reason(),
              scope.equals("all") ? " --all" : " --select " + scope);
        });
  }

  private static ApiException paused(
      PlatformState platform, String what, String by, String reason, String option) {
    return ApiException.conflict(
        "platform-paused",
        "Cannot move platform '%s', because %s paused %s: %s. Unblock with 'trueup resume%s'"
            .formatted(platform.id(), by, what, reason, option));
  }

  private HttpAnswer hold(ApiRequest request) {
    var asked = request.body(HoldOrder.class);
    var reason = ApiRequest.requireText("reason", asked.reason());
    var at = version("at", asked.at());
    var platform = names.find(request);
    var dryRun = isDryRun(asked.dryRun());
    return answer(
        platform, control.hold(platform.id(), at, request.actor(), reason, dryRun), done(dryRun));
  }

  private HttpAnswer release(ApiRequest request) {
    return plain(
        request,
        (platform, reason, dryRun) -> control.release(platform, request.actor(), reason, dryRun));
  }

  private HttpAnswer cancel(ApiRequest request) {
    return plain(
        request,
        (platform, reason, dryRun) -> control.cancel(platform, request.actor(), reason, dryRun));
  }

  private HttpAnswer retry(ApiRequest request) {
    return plain(
        request,
        (platform, reason, dryRun) -> control.retry(platform, request.actor(), reason, dryRun));
  }

  /** An order that needs nothing but a reason. */
  @FunctionalInterface
  private interface Plain {

    ControlOutcome give(PlatformId platform, String reason, boolean dryRun);
  }

  private HttpAnswer plain(ApiRequest request, Plain order) {
    var asked = request.body(PlainOrder.class);
    var reason = ApiRequest.requireText("reason", asked.reason());
    var platform = names.find(request);
    var dryRun = isDryRun(asked.dryRun());
    return answer(platform, order.give(platform.id(), reason, dryRun), done(dryRun));
  }

  private HttpAnswer approve(ApiRequest request) {
    var asked = request.body(ApproveOrder.class);
    var reason = ApiRequest.requireText("reason", asked.reason());
    var version = requireVersion("version", asked.version());
    var platform = names.find(request);
    var dryRun = isDryRun(asked.dryRun());
    return answer(
        platform,
        control.approve(platform.id(), version, request.actor(), reason, dryRun),
        done(dryRun));
  }

  private HttpAnswer rollBack(ApiRequest request) {
    var asked = request.body(RollbackOrder.class);
    var reason = ApiRequest.requireText("reason", asked.reason());
    var to = requireVersion("to", asked.to());
    var overrides = overrides(asked.override());
    var platform = names.find(request);
    var dryRun = isDryRun(asked.dryRun());
    return answer(
        platform,
        control.rollBack(platform.id(), to, overrides, request.actor(), reason, dryRun),
        done(dryRun));
  }

  private HttpAnswer gates(ApiRequest request) {
    var text = request.query("at");
    var at = text == null ? null : TimeParser.parseFuture(store.now(), "at", text);
    var platform = names.find(request).id();
    return HttpAnswer.ok(
        control
            .gates(platform, at)
            .map(it -> GateReportView.of(platform, it))
            .orElseThrow(() -> ApiException.notFound("platform", platform.toString())));
  }

  private HttpAnswer plan(ApiRequest request) {
    var text = request.query("to");
    var to = text == null ? null : requireVersion("to", ApiRequest.number("to", text));
    var platform = names.find(request).id();
    return HttpAnswer.ok(
        control
            .preview(platform, to)
            .map(MovePreviewView::of)
            .orElseThrow(() -> ApiException.notFound("platform", platform.toString())));
  }

  private HttpAnswer answer(PlatformState platform, ControlOutcome outcome, Outcome word) {
    var id = platform.id();
    return switch (outcome) {
      case ControlOutcome.Done(var after, var message, var stillShut, var preview) ->
          HttpAnswer.ok(
              new ControlView(
                  id.toString(),
                  id.toString(),
                  word,
                  message,
                  stillShut.stream().map(GateView::of).toList(),
                  preview == null ? null : MovePreviewView.of(preview)));
      case ControlOutcome.Refused(var code, var reason, var gates) ->
          throw code.startsWith("unknown-")
              ? ApiException.of(Status.NOT_FOUND, code, reason)
              : ApiException.refused(code, reason, gates);
      case ControlOutcome.NotAllowed() -> throw ApiException.unauthorized();
      case ControlOutcome.Unknown() -> throw ApiException.notFound("platform", id.toString());
    };
  }

  private static ControlView view(PlatformState platform, Outcome outcome, String message) {
    var id = platform.id().toString();
    return new ControlView(id, id, outcome, message, List.of(), null);
  }

  private static Outcome done(boolean dryRun) {
    return dryRun ? Outcome.DRY_RUN : Outcome.DONE;
  }

  private static boolean isDryRun(@Nullable Boolean dryRun) {
    return dryRun != null && dryRun;
  }

  private static @Nullable Long version(String field, @Nullable Long version) {
    return version == null ? null : requireVersion(field, version);
  }

  private static long requireVersion(String field, @Nullable Long version) {
    if (version == null) {
      throw ApiException.invalid(
          field, "'%s' is required: the number of a version".formatted(field));
    }
    if (version < 1) {
      throw ApiException.invalid(
          field,
          "'%s' must be the number of a version, from 1 on, not %d".formatted(field, version));
    }
    return version;
  }

  private static Set<GateKind> overrides(@Nullable List<@Nullable String> names) {
    var kinds = EnumSet.noneOf(GateKind.class);
    if (names != null) {
      names.forEach(it -> kinds.add(kind(ApiRequest.requireText("override", it))));
    }
    return kinds;
  }

  private static GateKind kind(String name) {
    return Arrays.stream(GateKind.values())
        .filter(it -> it.text().equals(name))
        .findFirst()
        .orElseThrow(() ->
            ApiException.invalid(
                "override",
                "'override' must name kinds of gates, not '%s'. The kinds are %s"
                    .formatted(
                        name,
                        Arrays.stream(GateKind.values())
                            .map(GateKind::text)
                            .collect(Collectors.joining(", ")))));
  }
}
