package io.trueup.statestore;

import io.trueup.statestore.Windows.Change;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.RolloutWindow.Origin;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which changes of windows are possible, and what windows are called. Pure. */
public final class WindowRules {

  private static final int LONGEST_ID = 60;

  private WindowRules() {}

  /**
   * Why a window cannot be changed; empty when it can.
   *
   * @param version that the actor saw; null for whichever there is
   */
  public static Optional<Change> refuseChange(RolloutWindow window, @Nullable Long version) {
    return window.origin() == Origin.MODEL
        ? Optional.of(new Change.OfModel(window))
        : refuse(window, version);
  }

  /** Why a window cannot be deleted; empty when it can, also when it has ended. */
  public static Optional<Change> refuseDeletion(RolloutWindow window, @Nullable Long version) {
    return window.origin() == Origin.MODEL
        ? Optional.of(new Change.OfModel(window))
        : refuseOutdated(window, version);
  }

  /** Why a window cannot be suspended; empty when it can, also one of the model. */
  public static Optional<Change> refuse(RolloutWindow window, @Nullable Long version) {
    return window.endedAt() == null
        ? refuseOutdated(window, version)
        : Optional.of(new Change.Ended(window));
  }

  /** Why a suspension cannot be ended; empty when it can. */
  public static Optional<Change> refuseResumption(RolloutWindow window, @Nullable Long version) {
    return refuse(window, version)
        .or(() ->
            window.suspension() == null
                ? Optional.of(new Change.NotSuspended(window))
                : Optional.empty());
  }

  private static Optional<Change> refuseOutdated(RolloutWindow window, @Nullable Long version) {
    return version == null || version == window.version()
        ? Optional.empty()
        : Optional.of(new Change.Outdated(window));
  }

  /**
   * A new id that is made from a name: {@code freeze-q4}, or {@code freeze-q4-2}.
   *
   * @param isTaken also by windows that were deleted
   */
  public static String newId(String name, Predicate<String> isTaken) {
    var slug = slug(name);
    var id = slug;
    for (var number = 2; isTaken.test(id); number++) {
      id = slug + "-" + number;
    }
    return id;
  }

  private static String slug(String name) {
    var words = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    var cut = words.substring(0, Math.min(words.length(), LONGEST_ID)).replaceAll("-$", "");
    return cut.isEmpty() ? "window" : cut;
  }
}
