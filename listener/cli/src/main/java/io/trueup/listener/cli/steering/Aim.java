package io.trueup.listener.cli.steering;

import io.trueup.listener.daemon.view.ExplainView;
import io.trueup.listener.daemon.view.GateReportView;
import io.trueup.listener.daemon.view.GateView;
import io.trueup.listener.daemon.view.PlatformView;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.RolloutStep;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** What an operator waits for after an order. Pure. */
sealed interface Aim {

  /**
   * Judges what a daemon says about the platform.
   *
   * @param gates asks for the gates of its next move, now
   */
  Progress progress(ExplainView platform, Supplier<GateReportView> gates);

  /** How far it is. */
  sealed interface Progress {

    /** It has come about. */
    record Reached() implements Progress {}

    /** It may still come about by itself; the reason is one sentence, without a period. */
    record Under(String reason) implements Progress {}

    /** It does not come about unless a person acts. */
    record Stuck(String reason) implements Progress {}
  }

  /** That no step is being carried out any more. */
  record Quiet() implements Aim {

    private static final Set<RolloutStep.State> RUNNING =
        Set.of(RolloutStep.State.RUNNING, RolloutStep.State.IN_PROGRESS);

    @Override
    public Progress progress(ExplainView platform, Supplier<GateReportView> gates) {
      return platform.steps().stream()
          .filter(it -> RUNNING.contains(it.state()))
          .findFirst()
          .<Progress>map(
              it -> new Progress.Under("The step on '%s' is still running".formatted(it.node())))
          .orElseGet(Progress.Reached::new);
    }
  }

  /**
   * That the platform is realized at a version or, where versions after it follow, at a later one.
   *
   * @param isBack whether it goes back to the version, so that a later one does not do
   */
  record Realized(long version, boolean isBack) implements Aim {

    /** Kinds of gates that no person needs to open: others follow, and time passes. */
    private static final Set<String> OPEN_BY_OTHERS = Set.of("dependency", "soak");

    @Override
    public Progress progress(ExplainView explained, Supplier<GateReportView> gates) {
      var platform = explained.platform();
      var realized = platform.realized().version();
      if (isBack ? realized == version : realized >= version) {
        return new Progress.Reached();
      }
      var target = platform.target().version();
      if (isBack && target != version) {
        return new Progress.Stuck(
            "The target has moved on to version %d meanwhile".formatted(target));
      }
      var rollout = platform.rollout();
      if (rollout != null
          && rollout.state() == Rollout.State.CANCELLED
          && rollout.to() == target
          && target >= version) {
        return new Progress.Stuck(platform.summary());
      }
      return target >= version ? underWay(platform) : gated(platform, gates);
    }

    private static Progress underWay(PlatformView platform) {
      return platform.pause() == null && platform.pauses().isEmpty()
          ? new Progress.Under(platform.summary())
          : byPause(platform);
    }

    private static Progress byPause(PlatformView platform) {
      var pause = platform.pause();
      var isEndless =
          (pause != null && pause.until() == null)
              || platform.pauses().stream().anyMatch(it -> it.until() == null);
      return isEndless
          ? new Progress.Stuck(platform.summary())
          : new Progress.Under(platform.summary());
    }

    private Progress gated(PlatformView platform, Supplier<GateReportView> gates) {
      var report = gates.get();
      var hold = platform.hold();
      if (hold != null && hold.version() < version && !isPassed(hold.version(), platform, report)) {
        return new Progress.Stuck(
            "Held at version %d by %s: %s".formatted(hold.version(), hold.by(), hold.reason()));
      }
      var needPeople =
          report.gates().stream()
              .filter(it -> it.opensAt() == null && !OPEN_BY_OTHERS.contains(it.kind()))
              .toList();
      if (!needPeople.isEmpty()) {
        return new Progress.Stuck(reasons(needPeople));
      }
      return new Progress.Under(
          report.gates().isEmpty() ? platform.summary() : reasons(report.gates()));
    }

    /** Whether an order moves the platform past its hold. */
    private static boolean isPassed(long hold, PlatformView platform, GateReportView report) {
      var destination = report.destination();
      return platform.target().version() > hold
          || (destination != null
              && destination > hold
              && report.gates().stream().noneMatch(it -> it.kind().equals("held")));
    }

    private static String reasons(List<GateView> gates) {
      return String.join("; ", gates.stream().map(GateText::line).toList());
    }
  }
}
