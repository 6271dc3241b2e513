package io.trueup.listener.daemon.view;

import io.trueup.listener.engine.text.Counts;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.GroupPause;
import io.trueup.statestore.control.Hold;
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
  /** An operator paused it, or a group that it is in. */
  PAUSED("paused", true),
  /** Merge-time steps are running or about to run. */
  MOVING("moving", false),
  /** Merge time is over. Nodes change when their jobs next start. */
  AWAITING_JOBS("awaiting jobs", false),
  /** Its last rollout was cancelled before it reached the version; a hold keeps it there. */
  CANCELLED("cancelled", true),
  /** A node differs from what it has realized. */
  DRIFTED("drifted", true),
  /** The platform is up to date with the newest accepted version. */
  REALIZED("realized", false),
  /** The rollout policy is never: the platform updates itself. */
  OWN_LOOP("own loop", false),
  /** An operator keeps it on an older version. */
  HELD("held", true),
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

  /**
   * The condition of a platform.
   *
   * @param pauses of several platforms, in force, that match it
   */
  public static PlatformCondition of(PlatformState platform, List<GroupPause> pauses) {
    var rollout = underWay(platform);
    if (rollout != null && rollout.lastError() != null) {
      return FAILING;
    }
    if (platform.blocked() != null) {
      return BLOCKED;
    }
    if (platform.pause() != null || !pauses.isEmpty()) {
      return PAUSED;
    }
    if (rollout == null) {
      return atRest(platform);
    }
    if (isDrained(platform, rollout)) {
      return WAITING;
    }
    return rollout.state() == Rollout.State.EXECUTING ? MOVING : AWAITING_JOBS;
  }

  /** Whether a window has closed that lets no further step of the rollout begin. */
  private static boolean isDrained(PlatformState platform, Rollout rollout) {
    var waiting = platform.waiting();
    return rollout.state() == Rollout.State.EXECUTING
        && platform.policy().atClose() == RolloutPolicy.AtClose.DRAIN
        && waiting != null
        && waiting.gates().stream().anyMatch(it -> it.kind() == GateKind.WINDOW);
  }

  /** The condition of a platform without a rollout that is under way. */
  private static PlatformCondition atRest(PlatformState platform) {
    if (isCancelled(platform)) {
      return CANCELLED;
    }
    if (platform.drifted() != null) {
      return DRIFTED;
    }
    if (platform.realized().version() == platform.merged().version()) {
      return REALIZED;
    }
    if (platform.policy().on() == RolloutPolicy.On.NEVER) {
      return OWN_LOOP;
    }
    var hold = platform.steering().hold();
    if (hold != null && hold.version() <= platform.target().version()) {
      return HELD;
    }
    return platform.waiting() == null ? MOVING : WAITING;
  }

  private static boolean isCancelled(PlatformState platform) {
    var rollout = platform.rollout();
    var hold = platform.steering().hold();
    return rollout != null
        && rollout.state() == Rollout.State.CANCELLED
        && hold != null
        && hold.cause() == Hold.Cause.CANCEL
        && platform.realized().version() != platform.target().version();
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
  static Instant since(PlatformState platform, List<GroupPause> pauses) {
    var rollout = underWay(platform);
    var waiting = platform.waiting();
    var blocked = platform.blocked();
    var hold = platform.steering().hold();
    var merged = platform.merged().since();
    return switch (of(platform, pauses)) {
      case FAILING -> Objects.requireNonNullElse(failingSince(rollout), merged);
      case BLOCKED -> blocked == null ? merged : blocked.first().since();
      case MOVING, AWAITING_JOBS -> rollout == null ? merged : rollout.since();
      case PAUSED -> pausedSince(platform, pauses);
      case CANCELLED, HELD -> hold == null ? merged : hold.since();
      case DRIFTED -> DriftedNodeView.since(platform);
      case REALIZED ->
          Objects.requireNonNullElse(platform.upToDateSince(), platform.realized().since());
      case OWN_LOOP -> merged;
      case WAITING -> waiting == null ? merged : waiting.since();
    };
  }

  private static Instant pausedSince(PlatformState platform, List<GroupPause> pauses) {
    var own = platform.pause();
    return pauses.stream()
        .map(GroupPause::since)
        .reduce((one, other) -> one.isBefore(other) ? one : other)
        .filter(group -> own == null || group.isBefore(own.since()))
        .orElseGet(() -> own == null ? platform.merged().since() : own.since());
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
   * @param pauses of several platforms, in force, that match it
   * @param applied how many of the nodes that wait for their jobs an operator has already brought
   *     to the target
   */
  static String summary(PlatformState platform, List<GroupPause> pauses, int applied) {
    var rollout = underWay(platform);
    var waiting = platform.waiting();
    return switch (of(platform, pauses)) {
      case BLOCKED -> blocked(platform);
      case FAILING, MOVING, AWAITING_JOBS ->
          rollout == null
              ? "About to move to version %d".formatted(platform.merged().version())
              : progress(rollout, platform.target().version(), applied);
      case PAUSED -> paused(platform, pauses);
      case CANCELLED -> cancelled(platform);
      case DRIFTED -> DriftedNodeView.summary(platform);
      case REALIZED ->
          platform.merged().version() == 0
              ? "Nothing has been merged yet"
              : "Up to date at version %d".formatted(platform.merged().version());
      case OWN_LOOP ->
          "Updates itself; version %d is merged".formatted(platform.merged().version());
      case HELD -> held(platform);
      case WAITING -> waiting == null ? "Waiting" : waiting.reason();
    };
  }

  private static String held(PlatformState platform) {
    var hold = platform.steering().hold();
    return hold == null
        ? "Held"
        : "%s at version %d by %s: %s. Version %d is merged. Unblock with 'trueup release %s'"
            .formatted(
                hold.cause() == Hold.Cause.ROLLBACK ? "Rolled back and held" : "Held",
                hold.version(),
                hold.by(),
                hold.reason(),
                platform.merged().version(),
                platform.id());
  }

  private static String cancelled(PlatformState platform) {
    var hold = platform.steering().hold();
    return "The rollout to version %d was cancelled by %s: %s. Continue with 'trueup release %s'"
        .formatted(
            platform.target().version(),
            hold == null ? "an operator" : hold.by(),
            hold == null ? "no reason is known" : hold.reason(),
            platform.id());
  }

  private static String paused(PlatformState platform, List<GroupPause> pauses) {
    var own = platform.pause();
    if (own != null) {
      return paused("Paused", own.by(), own.until(), own.reason(), "");
    }
    if (pauses.isEmpty()) {
      return "Paused";
    }
    var first = pauses.getFirst();
    var selector = first.scope().text();
    return paused(
        selector.equals("all")
            ? "Everything is paused"
            : "All of '%s' are paused".formatted(selector),
        first.by(),
        first.until(),
        first.reason(),
        selector.equals("all") ? " --all" : " --select " + selector);
  }

  private static String paused(
      String what, String by, @Nullable Instant until, String reason, String option) {
    return until == null
        ? "%s by %s: %s. Unblock with 'trueup resume%s'".formatted(what, by, reason, option)
        : "%s by %s until %s: %s. Unblock earlier with 'trueup resume%s'"
            .formatted(what, by, until.truncatedTo(ChronoUnit.SECONDS), reason, option);
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
        ? "%s; %s".formatted(moving(rollout), steps)
        : jobs(rollout, target, applied);
  }

  private static String moving(Rollout rollout) {
    if (rollout.from() == rollout.to()) {
      return "Returning to version %d, from a later one that was not complete"
          .formatted(rollout.to());
    }
    return "%s from version %d to %d"
        .formatted(
            rollout.kind() == Rollout.Kind.ROLLBACK ? "Rolling back" : "Moving",
            rollout.from(),
            rollout.to());
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
