package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.status.WindowReader;
import io.trueup.listener.daemon.view.WindowView;
import io.trueup.listener.engine.control.RolloutControl;
import io.trueup.listener.engine.control.WindowPreview;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.Windows.Change;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.RolloutWindow.Origin;
import io.trueup.statestore.control.RolloutWindow.Spec;
import io.trueup.statestore.control.RolloutWindow.Suspension;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Routes by which operators read and change windows. */
final class WindowRoutes {

  private final StateStore store;
  private final RequestedWindows requested;
  private final RolloutControl control;
  private final WindowReader reader;
  private final PlatformNames platforms;
  private final Runnable poke;

  /**
   * Routes over the windows of one store.
   *
   * @param poke says that any platform's gates may have changed
   */
  WindowRoutes(
      StateStore store,
      RolloutControl control,
      WindowReader reader,
      PlatformNames platforms,
      Runnable poke) {
    this.store = store;
    this.requested = new RequestedWindows(store.windows());
    this.control = control;
    this.reader = reader;
    this.platforms = platforms;
    this.poke = poke;
  }

  /**
   * A request to suspend a window.
   *
   * @param until an instant, or a duration from now such as {@code 2h}; null for no end
   */
  record SuspendRequest(@Nullable String reason, @Nullable String until) {}

  List<Route> routes() {
    var window = "/api/v1/windows/{window}";
    return List.of(
        Route.read("/api/v1/windows", this::all).with("platform", "ended"),
        writing(HttpMethod.POST, "/api/v1/windows", this::add),
        Route.read(window, this::one),
        writing(HttpMethod.PATCH, window, this::change),
        // For clients that send no PATCH, such as HttpURLConnection of the JDK.
        writing(HttpMethod.POST, window, this::change),
        writing(HttpMethod.DELETE, window, this::delete),
        writing(HttpMethod.PUT, window + "/suspend", this::suspend),
        writing(HttpMethod.PUT, window + "/resume", this::resume),
        writing(HttpMethod.PUT, window + "/end", this::end),
        Route.read(window + "/explain", this::explain));
  }

  private static Route writing(HttpMethod method, String path, Route.Action action) {
    return Route.of(method, path, Scope.OPERATE, action).with("dryRun");
  }

  private HttpAnswer all(ApiRequest request) {
    var platform = request.query("platform");
    return HttpAnswer.ok(
        reader.windows(
            platform == null ? null : platforms.find(platform), request.booleanParameter("ended")));
  }

  private HttpAnswer one(ApiRequest request) {
    var window = requested.find(request);
    return tagged(HttpAnswer.ok(reader.window(window)), window);
  }

  private HttpAnswer explain(ApiRequest request) {
    var window = requested.find(request);
    var unmatched = control.preview(Optional.of(window), Optional.of(window.spec())).unmatched();
    return tagged(
        HttpAnswer.ok(reader.explain(window, unmatched == null ? List.of() : List.of(unmatched))),
        window);
  }

  private HttpAnswer add(ApiRequest request) {
    var spec =
        new WindowBody(store.now())
            .read(request.body(WindowBody.NewWindow.class), request.actor().name());
    return request.booleanParameter("dryRun")
        ? HttpAnswer.ok(wouldAdd(spec))
        : added(spec, request.actor());
  }

  private WindowView.Change wouldAdd(Spec spec) {
    var now = store.now();
    var window = new RolloutWindow("", spec, Origin.OPERATOR, 1, now, now, null, null);
    return WindowView.Change.of(
        reader.window(window),
        true,
        "Window '%s' would be added".formatted(spec.name()),
        control.preview(Optional.empty(), Optional.of(spec)));
  }

  private HttpAnswer added(Spec spec, Actor actor) {
    var preview = control.preview(Optional.empty(), Optional.of(spec));
    var window = store.windows().add(spec, actor).orElseThrow(ApiException::unauthorized);
    poke.run();
    return tagged(
        HttpAnswer.created(
            WindowView.Change.of(
                reader.window(window), false, "Window '%s' added".formatted(window.id()), preview)),
        window);
  }

  /**
   * A change of a window that is there.
   *
   * @param done what was done, in one word
   * @param after what the window says after it; empty when it counts for nothing then
   * @param wanted the window as it would be
   * @param until when the edit ends to make a difference; null for never
   */
  private record Edit(
      String done,
      Optional<Spec> after,
      RolloutWindow wanted,
      @Nullable Instant until,
      Write write) {

    Edit(String done, Optional<Spec> after, RolloutWindow wanted, Write write) {
      this(done, after, wanted, null, write);
    }

    /** Writes it. */
    @FunctionalInterface
    interface Write {

      Change to(String id, @Nullable Long version);
    }
  }

  private HttpAnswer change(ApiRequest request) {
    var body = request.body(WindowBody.WindowPatch.class);
    var reason = ApiRequest.requireText("reason", body.reason());
    var before = requested.requireEditable(request, "change");
    var spec =
        new WindowBody(store.now())
            .read(before, body, body.rule() == null && request.names("rule"));
    if (spec.equals(before.spec())) {
      throw ApiException.conflict(
          "no-effect",
          "Cannot change window '%s', because it already says that".formatted(before.id()));
    }
    return edit(
        request,
        before,
        new Edit(
            "changed",
            Optional.of(spec),
            with(before, spec, before.suspension(), before.endedAt()),
            (id, version) -> store.windows().change(id, version, spec, request.actor(), reason)));
  }

  private HttpAnswer suspend(ApiRequest request) {
    var body = request.body(SuspendRequest.class);
    var reason = ApiRequest.requireText("reason", body.reason());
    var now = store.now();
    var until = body.until() == null ? null : TimeParser.parseFuture(now, "until", body.until());
    var before = requested.requireCurrent(request, "suspend");
    var suspension = new Suspension(request.actor().name(), reason, now, until);
    return edit(
        request,
        before,
        new Edit(
            "suspended",
            Optional.empty(),
            with(before, before.spec(), suspension, null),
            until,
            (id, version) -> store.windows().suspend(id, version, until, request.actor(), reason)));
  }

  private HttpAnswer resume(ApiRequest request) {
    var reason = reason(request);
    var before = requested.requireCurrent(request, "resume");
    var suspension = before.suspension();
    if (suspension == null || !suspension.isInForce(store.now())) {
      throw RequestedWindows.notSuspended(before);
    }
    return edit(
        request,
        before,
        new Edit(
            "resumed",
            Optional.of(before.spec()),
            with(before, before.spec(), null, null),
            (id, version) -> store.windows().resume(id, version, request.actor(), reason)));
  }

  private HttpAnswer end(ApiRequest request) {
    var reason = reason(request);
    var before = requested.requireEditable(request, "end");
    return edit(
        request,
        before,
        new Edit(
            "ended",
            Optional.empty(),
            with(before, before.spec(), null, store.now()),
            (id, version) -> store.windows().end(id, version, request.actor(), reason)));
  }

  private HttpAnswer delete(ApiRequest request) {
    var reason = reason(request);
    var before = requested.find(request);
    RequestedWindows.requireOperators(before, "delete");
    RequestedWindows.requireVersion(request, before);
    return edit(
        request,
        before,
        new Edit(
            "deleted",
            Optional.empty(),
            before,
            (id, version) -> store.windows().delete(id, version, request.actor(), reason)));
  }

  private HttpAnswer edit(ApiRequest request, RolloutWindow before, Edit edit) {
    var preview = until(control.preview(Optional.of(edit.wanted()), edit.after()), edit.until());
    if (request.booleanParameter("dryRun")) {
      return tagged(
          HttpAnswer.ok(
              WindowView.Change.of(
                  reader.window(edit.wanted()),
                  true,
                  "Window '%s' would be %s".formatted(before.id(), edit.done()),
                  preview)),
          before);
    }
    var after =
        RequestedWindows.changed(before, edit.write().to(before.id(), request.seenVersion()));
    poke.run();
    return tagged(
        HttpAnswer.ok(
            WindowView.Change.of(
                reader.window(after),
                false,
                "Window '%s' %s".formatted(before.id(), edit.done()),
                preview)),
        after);
  }

  /** What an edit changes until an instant; null for all of it. */
  private static WindowPreview until(WindowPreview preview, @Nullable Instant until) {
    return until == null
        ? preview
        : new WindowPreview(
            preview.matched(),
            preview.changes().stream()
                .filter(it -> it.from().isBefore(until))
                .map(it ->
                    new WindowPreview.Change(
                        it.platform(), it.shuts(), it.from(), earlier(it.until(), until)))
                .toList(),
            preview.horizon(),
            preview.unmatched());
  }

  private static Instant earlier(@Nullable Instant one, Instant other) {
    return one == null || other.isBefore(one) ? other : one;
  }

  private static RolloutWindow with(
      RolloutWindow window, Spec spec, @Nullable Suspension suspension, @Nullable Instant endedAt) {
    return new RolloutWindow(
        window.id(),
        spec,
        window.origin(),
        window.version(),
        window.createdAt(),
        window.changedAt(),
        suspension,
        endedAt);
  }

  private static String reason(ApiRequest request) {
    return ApiRequest.requireText(
        "reason", request.body(PlatformRoutes.ReasonRequest.class).reason());
  }

  private static HttpAnswer tagged(HttpAnswer answer, RolloutWindow window) {
    return answer.with("ETag", "\"%d\"".formatted(window.version()));
  }
}
