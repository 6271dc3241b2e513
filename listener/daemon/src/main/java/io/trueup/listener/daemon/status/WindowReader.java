package io.trueup.listener.daemon.status;

import io.trueup.listener.daemon.view.GroupPauseView;
import io.trueup.listener.daemon.view.WindowView;
import io.trueup.listener.daemon.view.WindowView.Explanation;
import io.trueup.listener.daemon.view.WindowView.Matched;
import io.trueup.listener.daemon.view.WindowView.Span;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.control.RolloutWindow;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads views of windows from a store. Safe for any thread; blocks. */
public final class WindowReader {

  private static final int OCCURRENCES = 10;
  private static final int MOST_ENDED = 200;

  private final StateStore store;
  private final StatusReader reader;

  /** Reads what a store holds; the reader reads the same store. */
  public WindowReader(StateStore store, StatusReader reader) {
    this.store = store;
    this.reader = reader;
  }

  /**
   * The windows, by id; those that have ended come last.
   *
   * @param platform that they match; null for all windows
   * @param withEnded whether those that have ended are among them
   */
  public List<WindowView> windows(@Nullable PlatformState platform, boolean withEnded) {
    var platforms = store.platforms().all();
    var ended = withEnded ? store.windows().ended(MOST_ENDED) : List.<RolloutWindow>of();
    var now = store.now();
    return Stream.concat(store.windows().current().stream(), ended.stream())
        .filter(it -> platform == null || it.spec().scope().matches(platform))
        .map(it -> WindowDescriber.of(it, now).view(count(it, platforms)))
        .toList();
  }

  /** The pauses of several platforms that are in force. */
  public List<GroupPauseView> pauses() {
    var platforms = store.platforms().all();
    return store.groupPauses().inForce().stream()
        .map(it ->
            GroupPauseView.of(
                it,
                platforms.stream()
                    .filter(it.scope()::matches)
                    .map(platform -> platform.id().toString())
                    .toList()))
        .toList();
  }

  /** The view of a window. */
  public WindowView window(RolloutWindow window) {
    return WindowDescriber.of(window, store.now()).view(count(window, store.platforms().all()));
  }

  private static int count(RolloutWindow window, List<PlatformState> platforms) {
    return (int) platforms.stream().filter(window.spec().scope()::matches).count();
  }

  /**
   * Explains a window.
   *
   * @param warnings about what its owner may not have meant
   */
  public Explanation explain(RolloutWindow window, List<String> warnings) {
    var matched = store.platforms().all().stream().filter(window.spec().scope()::matches).toList();
    var now = store.now();
    var described = WindowDescriber.of(window, now);
    return new Explanation(
        now,
        described.view(matched.size()),
        reader.views(matched).stream()
            .map(it -> new Matched(it.id(), it.state(), it.windows()))
            .toList(),
        described.occurrences(OCCURRENCES).stream().map(Span::of).toList(),
        warnings);
  }
}
