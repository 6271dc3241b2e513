package io.trueup.statestore.testing;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Impact;
import io.trueup.statestore.ModelWindows;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.WindowRules;
import io.trueup.statestore.Windows;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.RolloutWindow.Origin;
import io.trueup.statestore.control.RolloutWindow.Spec;
import io.trueup.statestore.control.RolloutWindow.Suspension;
import io.trueup.statestore.testing.MemoryState.WindowRow;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Windows; a deleted one keeps its id. */
final class MemoryWindows implements Windows {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemoryWindows(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
  }

  @Override
  public List<RolloutWindow> current() {
    return transactor.in("windows.current", () -> current(state));
  }

  private static List<RolloutWindow> current(MemoryState state) {
    return notEnded(state, source -> !source.isDetached());
  }

  /** With those of detached sources: they bind their platforms. */
  static List<RolloutWindow> binding(MemoryState state) {
    return notEnded(state, _ -> true);
  }

  private static List<RolloutWindow> notEnded(MemoryState state, Predicate<SourceState> counts) {
    return state.windows.rows().stream()
        .filter(row -> !row.isDeleted() && row.window().endedAt() == null)
        .map(row -> shown(state, row.window()))
        .filter(window -> {
          var source =
              window.origin() == Origin.OPERATOR ? null : state.sources.find(source(window));
          return window.origin() == Origin.OPERATOR || (source != null && counts.test(source));
        })
        .toList();
  }

  private static SourceId source(RolloutWindow window) {
    return new SourceId(window.id().substring(0, window.id().indexOf('/')));
  }

  /** A window without a suspension that has ended. */
  private static RolloutWindow shown(MemoryState state, RolloutWindow window) {
    var suspension = window.suspension();
    return suspension == null || suspension.isInForce(state.now())
        ? window
        : new RolloutWindow(
            window.id(),
            window.spec(),
            window.origin(),
            window.version(),
            window.createdAt(),
            window.changedAt(),
            null,
            window.endedAt());
  }

  @Override
  public List<RolloutWindow> ended(int limit) {
    return transactor.in(
        "windows.ended",
        () ->
            state.windows.rows().stream()
                .filter(row -> !row.isDeleted() && row.window().endedAt() != null)
                .map(WindowRow::window)
                .sorted(
                    Comparator.<RolloutWindow, Instant>comparing(
                            window -> Objects.requireNonNull(window.endedAt()))
                        .reversed()
                        .thenComparing(RolloutWindow::id))
                .limit(limit)
                .toList());
  }

  @Override
  public Optional<RolloutWindow> find(String id) {
    return transactor.in("windows.find", () -> listed(id));
  }

  private Optional<RolloutWindow> listed(String id) {
    return Optional.ofNullable(state.windows.find(id))
        .filter(row -> !row.isDeleted())
        .map(row -> shown(state, row.window()));
  }

  @Override
  public Optional<List<RolloutWindow>> addAll(List<Spec> specs, Actor actor) {
    return transactor.in(
        "windows.addAll",
        () ->
            MemoryApiTokens.mayOrder(state, actor)
                ? Optional.of(specs.stream().map(spec -> added(spec, actor)).toList())
                : Optional.empty());
  }

  private RolloutWindow added(Spec spec, Actor actor) {
    var id = WindowRules.newId(spec.name(), it -> state.windows.find(it) != null);
    var now = state.now();
    var window = new RolloutWindow(id, spec, Origin.OPERATOR, 1, now, now, null, null);
    put(state, null, window, actor, AuditVerbs.WINDOW_ADDED, spec.reason());
    return window;
  }

  @Override
  public Change change(String id, @Nullable Long version, Spec spec, Actor actor, String reason) {
    return write(
        id,
        actor,
        AuditVerbs.WINDOW_CHANGED,
        reason,
        window -> WindowRules.refuseChange(window, version),
        (window, now) -> window.changed(spec, now));
  }

  @Override
  public Change suspend(
      String id, @Nullable Long version, @Nullable Instant until, Actor actor, String reason) {
    return write(
        id,
        actor,
        AuditVerbs.WINDOW_SUSPENDED,
        reason,
        window -> WindowRules.refuse(window, version),
        (window, now) -> window.suspended(new Suspension(actor.name(), reason, now, until), now));
  }

  @Override
  public Change resume(String id, @Nullable Long version, Actor actor, String reason) {
    return write(
        id,
        actor,
        AuditVerbs.WINDOW_RESUMED,
        reason,
        window -> WindowRules.refuseResumption(window, version),
        (window, now) -> window.suspended(null, now));
  }

  @Override
  public Change end(String id, @Nullable Long version, Actor actor, String reason) {
    return write(
        id,
        actor,
        AuditVerbs.WINDOW_ENDED,
        reason,
        window -> WindowRules.refuseChange(window, version),
        RolloutWindow::ended);
  }

  @Override
  public Change delete(String id, @Nullable Long version, Actor actor, String reason) {
    return write(
        id,
        actor,
        AuditVerbs.WINDOW_DELETED,
        reason,
        window -> WindowRules.refuseDeletion(window, version),
        RolloutWindow::ended);
  }

  private Change write(
      String id,
      Actor actor,
      String verb,
      String reason,
      Function<RolloutWindow, Optional<Change>> refusal,
      BiFunction<RolloutWindow, Instant, RolloutWindow> next) {
    return transactor.in(
        verb,
        () -> {
          if (!MemoryApiTokens.mayOrder(state, actor)) {
            return new Change.NotAllowed();
          }
          var found = listed(id).orElse(null);
          if (found == null) {
            return new Change.Unknown();
          }
          return refusal
              .apply(found)
              .orElseGet(() -> {
                var window = next.apply(found, state.now());
                put(state, found, window, actor, verb, reason);
                return new Change.Changed(verb.equals(AuditVerbs.WINDOW_DELETED) ? found : window);
              });
        });
  }

  /** Within a transaction: keeps the windows that a model declares in step with a version. */
  static void follow(MemoryState state, SourceId source, long version, List<Impact> impacts) {
    var stored =
        state.windows.rows().stream()
            .map(WindowRow::window)
            .filter(it -> it.origin() == Origin.MODEL && source(it).equals(source))
            .toList();
    for (var step : ModelWindows.follow(source, version, impacts, stored, state.now())) {
      put(state, step.before(), step.after(), Actor.DAEMON, step.verb(), step.reason());
    }
  }

  private static void put(
      MemoryState state,
      @Nullable RolloutWindow before,
      RolloutWindow window,
      Actor actor,
      String verb,
      String reason) {
    state.windows.put(window.id(), new WindowRow(window, verb.equals(AuditVerbs.WINDOW_DELETED)));
    state.audit(
        actor,
        verb,
        "window:" + window.id(),
        before == null || before.endedAt() != null ? null : json(before),
        window.endedAt() == null ? json(window) : null,
        reason);
  }

  private static String json(RolloutWindow window) {
    return MemoryJson.of("version", window.version(), "spec", window.spec());
  }
}
