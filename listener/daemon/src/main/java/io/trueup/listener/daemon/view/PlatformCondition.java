package io.trueup.listener.daemon.view;

import io.trueup.listener.engine.text.Counts;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The condition of a platform in one word: the first that applies, in this order. */
public enum PlatformCondition {
  /** A step failed and is retried until it lands. */
  FAILING("failing", true),
  /** A node did not reach its target when its job started. */
  BLOCKED("blocked", true),
  /** An operator paused it. */
  PAUSED("paused", true),
  /** Merge-time steps are running or about to run. */
  MOVING("moving", false),
  /** Merge time is over. Nodes change when their jobs next start. */
  AWAITING_JOBS("awaiting jobs", false),
  /** The platform is up to date with the newest accepted version. */
  REALIZED("realized", false),
  /** The rollout policy is never: the platform updates itself. */
  OWN_LOOP("own loop", false),
  /** Something delays the next move. */
  WAITING("waiting", true);

  private final String label;
  private final boolean needsAttention;

  PlatformCondition(String label, boolean needsAttention) {
    this.label = label;
    this.needsAttention = needsAttention;
  }

  /** The name for people. */
  public String label() {
    return label;
  }

  /** Whether the platform makes no progress until a person or another system acts. */
  public boolean needsAttention() {
    return needsAttention;
  }

  /** The condition of a platform. */
  public static PlatformCondition of(PlatformState platform) {
    var rollout = underWay(platform);
    if (rollout != null && rollout.lastError() != null) {
      return FAILING;
    }
    if (platform.blocked() != null) {
      return BLOCKED;
    }
    if (platform.pause() != null) {
      return PAUSED;
    }
    if (rollout != null) {
      return rollout.state() == Rollout.State.EXECUTING ? MOVING : AWAITING_JOBS;
    }
    if (platform.realized().version() == platform.merged().version()) {
      return REALIZED;
    }
    if (platform.policy().on() == RolloutPolicy.On.NEVER) {
      return OWN_LOOP;
    }
    return platform.waiting() == null ? MOVING : WAITING;
  }

  /**
   * The rank by urgency, the most urgent first: conditions that need attention come before the
   * others.
   */
  public int urgency() {
    var place = List.of(values()).indexOf(this);
    return needsAttention ? place : values().length + place;
  }

  /** When a platform entered its condition, as precisely as known. */
  static Instant since(PlatformState platform) {
    var rollout = underWay(platform);
    var pause = platform.pause();
    var waiting = platform.waiting();
    var blocked = platform.blocked();
    return switch (of(platform)) {
      case FAILING -> Objects.requireNonNullElse(failingSince(rollout), platform.merged().since());
      case BLOCKED -> blocked == null ? platform.merged().since() : blocked.first().since();
      case MOVING, AWAITING_JOBS -> rollout == null ? platform.merged().since() : rollout.since();
      case PAUSED -> pause == null ? platform.merged().since() : pause.since();
      case REALIZED ->
          Objects.requireNonNullElse(platform.upToDateSince(), platform.realized().since());
      case OWN_LOOP -> platform.merged().since();
      case WAITING -> waiting == null ? platform.merged().since() : waiting.since();
    };
  }

  private static @Nullable Instant failingSince(@Nullable Rollout rollout) {
    return rollout == null ? null : rollout.failingSince();
  }

  private static @Nullable Rollout underWay(PlatformState platform) {
    var rollout = platform.rollout();
    return rollout == null || rollout.state().isOver() ? null : rollout;
  }

  /**
   * The condition of a platform in one sentence, without a period at the end.
   *
   * @param applied how many of the nodes that wait for their jobs an operator has already brought
   *     to the target
   */
  static String summary(PlatformState platform, int applied) {
    var rollout = underWay(platform);
    var pause = platform.pause();
    var waiting = platform.waiting();
    return switch (of(platform)) {
      case BLOCKED -> blocked(platform);
      case FAILING, MOVING, AWAITING_JOBS ->
          rollout == null
              ? "About to move to version %d".formatted(platform.merged().version())
              : progress(rollout, platform.target().version(), applied);
      case PAUSED -> pause == null ? "Paused" : paused(pause);
      case REALIZED ->
          platform.merged().version() == 0
              ? "Nothing has been merged yet"
              : "Up to date at version %d".formatted(platform.merged().version());
      case OWN_LOOP ->
          "Updates itself; version %d is merged".formatted(platform.merged().version());
      case WAITING -> waiting == null ? "Waiting" : waiting.reason();
    };
  }

  private static String paused(PlatformState.Pause pause) {
    return pause.until() == null
        ? "Paused by %s: %s. Unblock with 'trueup resume'".formatted(pause.by(), pause.reason())
        : "Paused by %s until %s: %s. Unblock earlier with 'trueup resume'"
            .formatted(pause.by(), pause.until().truncatedTo(ChronoUnit.SECONDS), pause.reason());
  }

  private static String blocked(PlatformState platform) {
    var blocked = platform.blocked();
    if (blocked == null) {
      return "Blocked";
    }
    var version = platform.target().version();
    var node = blocked.first().node();
    return blocked.nodes() == 1
        ? "Node '%s' did not reach version %d when its job started".formatted(node, version)
        : "%s did not reach version %d when their jobs started, first '%s'"
            .formatted(Counts.of(blocked.nodes(), "node"), version, node);
  }

  /**
   * The progress of a rollout.
   *
   * @param target the version that the waiting nodes move to; it can be newer than the rollout,
   *     because versions that change nothing for the platform move its target without a rollout
   * @param applied for how many of the waiting nodes 'schema apply' has changed the table or view
   */
  private static String progress(Rollout rollout, long target, int applied) {
    var steps = "%d of %s landed".formatted(rollout.done(), Counts.of(rollout.steps(), "step"));
    if (rollout.lastError() != null) {
      return "A step to version %d failed and is retried; %s".formatted(rollout.to(), steps);
    }
    return rollout.state() == Rollout.State.EXECUTING
        ? "Moving from version %d to %d; %s".formatted(rollout.from(), rollout.to(), steps)
        : jobs(rollout, target, applied);
  }

  private static String jobs(Rollout rollout, long target, int applied) {
    var isOne = rollout.nodesWaiting() == 1;
    var waiting =
        "%s %s to version %d when %s"
            .formatted(
                Counts.of(rollout.nodesWaiting(), "node"),
                isOne ? "moves" : "move",
                target,
                isOne ? "its job next starts" : "their jobs next start");
    if (applied == 0) {
      return waiting;
    }
    return applied >= rollout.nodesWaiting()
        ? waiting + "; 'schema apply' has already changed all tables and views"
        : "%s; 'schema apply' has already changed the tables and views of %d"
            .formatted(waiting, applied);
  }
}
