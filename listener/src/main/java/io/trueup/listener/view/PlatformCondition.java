package io.trueup.listener.view;

import io.trueup.listener.text.Counts;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a platform is going through, in one word; the first that holds, in this order. */
public enum PlatformCondition {
  /** A step did not land; it is tried again until it does. */
  FAILING("failing", true),
  /** A node could not be brought to its target when its job started. */
  BLOCKED("blocked", true),
  /** An operator stopped it. */
  PAUSED("paused", true),
  /** Merge-time steps are under way or about to be. */
  MOVING("moving", false),
  /** Merge time is over; nodes change when their jobs next start. */
  AWAITING_JOBS("awaiting jobs", false),
  /** It fully is what the newest accepted version says. */
  REALIZED("realized", false),
  /** Its policy is never: what runs it follows by itself. */
  OWN_LOOP("own loop", false),
  /** Something keeps its next move waiting. */
  WAITING("waiting", true);

  private final String label;
  private final boolean needsEyes;

  PlatformCondition(String label, boolean needsEyes) {
    this.label = label;
    this.needsEyes = needsEyes;
  }

  /** The word for people. */
  public String label() {
    return label;
  }

  /** Whether nothing moves on until somebody or something outside the daemon acts. */
  public boolean needsEyes() {
    return needsEyes;
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
    if (platform.policy() == RolloutPolicy.NEVER) {
      return OWN_LOOP;
    }
    return platform.waiting() == null ? MOVING : WAITING;
  }

  /** How urgent it is, the smaller the more: first what does not go on by itself. */
  public int urgency() {
    var place = List.of(values()).indexOf(this);
    return needsEyes ? place : values().length + place;
  }

  /** Since when a platform is in its condition, as nearly as that is known. */
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
   * The condition of a platform in one sentence, without a period at its end.
   *
   * @param applied how many of the nodes that wait for their jobs an operator has brought to the
   *     target already
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
      case PAUSED ->
          pause == null
              ? "Paused"
              : "Paused by %s: %s. %s opens it"
                  .formatted(
                      pause.by(),
                      pause.reason(),
                      pause.until() == null
                          ? "'resume'"
                          : "'resume', or the end of the pause at "
                              + pause.until().truncatedTo(ChronoUnit.SECONDS));
      case REALIZED ->
          platform.merged().version() == 0
              ? "Nothing was merged yet"
              : "Is what version %d of the model says".formatted(platform.merged().version());
      case OWN_LOOP ->
          "Follows by a loop of its own; version %d is merged"
              .formatted(platform.merged().version());
      case WAITING -> waiting == null ? "Waits" : waiting.reason();
    };
  }

  private static String blocked(PlatformState platform) {
    var blocked = platform.blocked();
    if (blocked == null) {
      return "Blocked";
    }
    var version = platform.target().version();
    var node = blocked.first().node();
    return blocked.nodes() == 1
        ? "Node '%s' could not be brought to version %d when its job started"
            .formatted(node, version)
        : "%s could not be brought to version %d when their jobs started, first '%s'"
            .formatted(Counts.of(blocked.nodes(), "node"), version, node);
  }

  /**
   * How far a rollout is.
   *
   * @param target what the nodes that wait are to become: versions that change nothing for the
   *     platform move its target on, and are no rollouts of their own
   * @param applied of how many nodes that wait 'schema apply' has changed the table or view
   */
  private static String progress(Rollout rollout, long target, int applied) {
    var steps = "%d of %s landed".formatted(rollout.done(), Counts.of(rollout.steps(), "step"));
    if (rollout.lastError() != null) {
      return "A step to version %d did not land and is tried again; %s"
          .formatted(rollout.to(), steps);
    }
    return rollout.state() == Rollout.State.EXECUTING
        ? "Moving from version %d to %d; %s".formatted(rollout.from(), rollout.to(), steps)
        : jobs(rollout, target, applied);
  }

  private static String jobs(Rollout rollout, long target, int applied) {
    var isOne = rollout.nodesWaiting() == 1;
    var waiting =
        "%s of version %d %s for the next start of %s"
            .formatted(
                Counts.of(rollout.nodesWaiting(), "node"),
                target,
                isOne ? "waits" : "wait",
                isOne ? "its job" : "their jobs");
    if (applied == 0) {
      return waiting;
    }
    return applied >= rollout.nodesWaiting()
        ? waiting + " to confirm it; 'schema apply' has changed all tables and views"
        : "%s; 'schema apply' has changed the tables and views of %d".formatted(waiting, applied);
  }
}
