package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.status.WindowReader;
import io.trueup.listener.daemon.view.WindowView;
import io.trueup.listener.engine.calendar.CalendarImport;
import io.trueup.listener.engine.calendar.CalendarImport.CalendarDefaults;
import io.trueup.listener.engine.calendar.CalendarImport.ImportedWindow;
import io.trueup.listener.engine.calendar.CalendarImport.Result;
import io.trueup.listener.engine.control.RolloutControl;
import io.trueup.listener.engine.control.WindowPreview;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.RolloutWindow.Origin;
import io.trueup.statestore.control.RolloutWindow.Spec;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The route that adds windows from an iCalendar file. A file that cannot be read as a whole adds
 * nothing. Importing a file again adds only what is not there.
 */
final class WindowImportRoutes {

  private static final int MOST_BYTES = 2 << 20;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final StateStore store;
  private final RolloutControl control;
  private final WindowReader reader;
  private final Runnable poke;

  /**
   * The route over the windows of one store.
   *
   * @param poke says that any platform's gates may have changed
   */
  WindowImportRoutes(StateStore store, RolloutControl control, WindowReader reader, Runnable poke) {
    this.store = store;
    this.control = control;
    this.reader = reader;
    this.poke = poke;
  }

  /**
   * A request to import.
   *
   * @param kind of events that do not say it
   * @param scope likewise
   * @param zone of all-day events and of times without a zone; null refuses these
   * @param owner likewise; null for the caller
   * @param calendar the text of the file
   */
  record ImportRequest(
      @Nullable String kind,
      @Nullable String scope,
      @Nullable String zone,
      @Nullable String owner,
      @Nullable String reason,
      @Nullable String calendar) {}

  List<Route> routes() {
    return List.of(
        Route.of(HttpMethod.POST, "/api/v1/windows/import", Scope.OPERATE, this::add)
            .with("dryRun")
            .withBodyOf(MOST_BYTES)
            .within(LIMIT));
  }

  private HttpAnswer add(ApiRequest request) {
    var asked = request.body(ImportRequest.class);
    var actor = request.actor();
    var defaults =
        new CalendarDefaults(
            WindowBody.kind(ApiRequest.requireText("kind", asked.kind())),
            WindowBody.selector("scope", ApiRequest.requireText("scope", asked.scope())),
            asked.owner() == null ? actor.name() : ApiRequest.requireText("owner", asked.owner()),
            ApiRequest.requireText("reason", asked.reason()),
            asked.zone() == null ? null : WindowBody.zone(asked.zone()).getId(),
            store.now());
    var calendar = asked.calendar();
    if (calendar == null || calendar.isBlank()) {
      throw ApiException.invalid("calendar", "'calendar' is required: the text of the file");
    }
    return switch (CalendarImport.read(calendar, defaults)) {
      case Result.Refused(var reasons) ->
          throw ApiException.invalid("calendar", String.join(". ", reasons));
      case Result.Read(var windows, var leftOut) ->
          HttpAnswer.ok(add(windows, leftOut, actor, request.booleanParameter("dryRun")));
    };
  }

  private WindowView.Import add(
      List<ImportedWindow> windows, List<String> leftOut, Actor actor, boolean dryRun) {
    var there = store.windows().current();
    var skipped = new ArrayList<>(leftOut);
    var wanted = new ArrayList<Spec>();
    for (var window : windows) {
      var reason = present(window, there);
      if (reason.isPresent()) {
        skipped.add(reason.get());
      } else {
        wanted.add(window.spec());
      }
    }
    if (dryRun || wanted.isEmpty()) {
      return new WindowView.Import(dryRun, wanted.stream().map(this::wouldAdd).toList(), skipped);
    }
    return new WindowView.Import(false, add(wanted, actor), skipped);
  }

  /** Why a window of the file is not added. */
  private static Optional<String> present(ImportedWindow window, List<RolloutWindow> there) {
    var same = there.stream().filter(it -> it.spec().equals(window.spec())).findFirst();
    if (same.isPresent()) {
      return Optional.of(
          "'%s' is there already, as window '%s'".formatted(window.spec().name(), same.get().id()));
    }
    return there.stream()
        .filter(it -> it.id().equals(window.id()))
        .findFirst()
        .map(it ->
            it.origin() == Origin.MODEL
                ? "Window '%s' is declared by the model: change it by a merge".formatted(it.id())
                : "Window '%s' is there already and differs: change it with 'trueup windows update %s'"
                    .formatted(it.id(), it.id()));
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

  private List<WindowView.Change> add(List<Spec> wanted, Actor actor) {
    var previews =
        wanted.stream().map(it -> control.preview(Optional.empty(), Optional.of(it))).toList();
    var added = store.windows().addAll(wanted, actor).orElseThrow(ApiException::unauthorized);
    poke.run();
    return IntStream.range(0, added.size())
        .mapToObj(i -> added(added.get(i), previews.get(i)))
        .toList();
  }

  private WindowView.Change added(RolloutWindow window, WindowPreview preview) {
    return WindowView.Change.of(
        reader.window(window), false, "Window '%s' added".formatted(window.id()), preview);
  }
}
