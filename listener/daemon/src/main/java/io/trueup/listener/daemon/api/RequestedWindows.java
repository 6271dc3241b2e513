package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.api.ApiException.Status;
import io.trueup.model.problem.Suggestions;
import io.trueup.statestore.Windows;
import io.trueup.statestore.Windows.Change;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.RolloutWindow.Origin;
import java.util.stream.Stream;

/** Windows that requests name, and why a request cannot change them. */
final class RequestedWindows {

  private static final int MOST_SUGGESTED = 5;

  private final Windows windows;

  RequestedWindows(Windows windows) {
    this.windows = windows;
  }

  /** The window after a change, if it was made. */
  static RolloutWindow changed(RolloutWindow before, Change change) {
    return switch (change) {
      case Change.Changed(var window) -> window;
      case Change.Unknown() -> throw ApiException.notFound("window", before.id());
      case Change.Outdated(var window) -> throw outdated(window);
      case Change.OfModel(var window) -> throw ofModel(window, "change");
      case Change.Ended(var window) -> throw ended(window, "change");
      case Change.NotSuspended(var window) -> throw notSuspended(window);
      case Change.NotAllowed() -> throw ApiException.unauthorized();
    };
  }

  /** A window of operators that has not ended, in the version that the caller saw. */
  RolloutWindow requireEditable(ApiRequest request, String verb) {
    var window = find(request);
    requireOperators(window, verb);
    requireNotEnded(window, verb);
    requireVersion(request, window);
    return window;
  }

  /** A window that has not ended, in the version that the caller saw. */
  RolloutWindow requireCurrent(ApiRequest request, String verb) {
    var window = find(request);
    requireNotEnded(window, verb);
    requireVersion(request, window);
    return window;
  }

  static void requireOperators(RolloutWindow window, String verb) {
    if (window.origin() == Origin.MODEL) {
      throw ofModel(window, verb);
    }
  }

  private static void requireNotEnded(RolloutWindow window, String verb) {
    if (window.endedAt() != null) {
      throw ended(window, verb);
    }
  }

  static void requireVersion(ApiRequest request, RolloutWindow window) {
    var seen = request.seenVersion();
    if (seen != null && seen != window.version()) {
      throw outdated(window);
    }
  }

  private static ApiException outdated(RolloutWindow window) {
    return ApiException.of(
        Status.PRECONDITION_FAILED,
        "window-outdated",
        "Window '%s' has changed since you read it: it has version %d. Read it again, then repeat the change"
            .formatted(window.id(), window.version()));
  }

  private static ApiException ofModel(RolloutWindow window, String verb) {
    return ApiException.conflict(
        "window-of-model",
        "Cannot %s window '%s', because the model declares it. Change it by a merge, or suspend it with 'trueup windows suspend'"
            .formatted(verb, window.id()));
  }

  private static ApiException ended(RolloutWindow window, String verb) {
    return ApiException.conflict(
        "window-ended",
        "Cannot %s window '%s', because it has ended. Add a new one with 'trueup windows add'"
            .formatted(verb, window.id()));
  }

  static ApiException notSuspended(RolloutWindow window) {
    return ApiException.conflict(
        "not-suspended", "Window '%s' is not suspended".formatted(window.id()));
  }

  /** The window that the path names. */
  RolloutWindow find(ApiRequest request) {
    var id = request.path("window");
    return windows.find(id).orElseThrow(() -> unknown(id));
  }

  private ApiException unknown(String id) {
    var all = windows.current().stream().map(RolloutWindow::id).toList();
    var meant =
        Stream.concat(
                Suggestions.nearest(id, all).stream(),
                all.stream().filter(it -> it.startsWith(id) || it.endsWith("/" + id)))
            .distinct()
            .limit(MOST_SUGGESTED)
            .toList();
    return ApiException.of(
        Status.NOT_FOUND,
        "unknown-window",
        "There is no window '%s'. %s"
            .formatted(
                id,
                meant.isEmpty()
                    ? "See 'trueup windows list'"
                    : "Did you mean '%s'?".formatted(String.join("' or '", meant))),
        meant);
  }
}
