package io.trueup.model.ecosystem;

import io.trueup.model.schedule.CronSchedule;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * When a platform follows the accepted model, as its owner declares it.
 *
 * @param on what makes it follow
 * @param schedule when it follows; null unless {@code on} is {@link On#SCHEDULE}
 * @param windows when its target may or may not move, by name
 * @param atClose what becomes of a rollout that is under way when a window closes
 * @param versions which of several accepted versions it moves to
 * @param guard how much a merge may remove without an approval
 * @param drift how it is checked for drift
 */
public record RolloutPolicy(
    On on,
    @Nullable CronSchedule schedule,
    SortedMap<String, WindowDeclaration> windows,
    AtClose atClose,
    VersionOrder versions,
    RemovalGuard guard,
    DriftPolicy drift) {

  /** Follows every merge; all else is the default. */
  public static final RolloutPolicy MERGE = of(On.MERGE);

  /** Follows when an operator asks; all else is the default. */
  public static final RolloutPolicy MANUAL = of(On.MANUAL);

  /** Never follows; all else is the default. */
  public static final RolloutPolicy NEVER = of(On.NEVER);

  public RolloutPolicy {
    windows = Collections.unmodifiableSortedMap(new TreeMap<>(windows));
  }

  private static RolloutPolicy of(On on) {
    return new RolloutPolicy(
        on,
        null,
        Collections.emptySortedMap(),
        AtClose.FINISH,
        VersionOrder.NEWEST,
        RemovalGuard.DEFAULT,
        DriftPolicy.NONE);
  }

  /** What makes a platform follow. */
  public enum On {
    /** Every accepted merge. */
    MERGE,
    /** The times of its schedule. */
    SCHEDULE,
    /** An operator who asks. */
    MANUAL,
    /** Nothing: the platform has a loop of its own. */
    NEVER;

    /** The text form in documents. */
    public String text() {
      return lowerCase(this);
    }
  }

  /** What becomes of a rollout that is under way when a window closes. */
  public enum AtClose {
    /** All its steps are carried out, and its nodes still change when their jobs start. */
    FINISH,
    /** No new step begins, and no node changes, until the window opens again. */
    DRAIN,
    /** It is cancelled as by an operator. */
    CANCEL;

    /** The text form in documents. */
    public String text() {
      return lowerCase(this);
    }
  }

  /** Which of several accepted versions a platform moves to. */
  public enum VersionOrder {
    /** The newest; those before it are skipped. */
    NEWEST,
    /** Each, in order; the next one when the platform has realized the one before. */
    EACH;

    /** The text form in documents. */
    public String text() {
      return lowerCase(this);
    }
  }

  /**
   * How much of a platform a move may remove without an operator's approval. A move waits for one
   * when it removes at least so many nodes and more than such a part of them, when it removes all
   * nodes, and when the model no longer declares the platform.
   *
   * @param percent of the nodes at the target, 0 to 100
   * @param atLeast a number of nodes, at least 1
   */
  public record RemovalGuard(int percent, int atLeast) {

    public static final RemovalGuard DEFAULT = new RemovalGuard(30, 20);
  }

  /**
   * How a platform is checked for drift.
   *
   * @param every from one check of a node to the next; null for no checks
   * @param on what to do about drift
   */
  public record DriftPolicy(@Nullable Duration every, OnDrift on) {

    /** No checks. */
    public static final DriftPolicy NONE = new DriftPolicy(null, OnDrift.TELL);
  }

  /** What to do about drift. */
  public enum OnDrift {
    /** Show it. */
    TELL,
    /** Show it, and make again what is missing, where nothing is lost by it. */
    REPAIR;

    /** The text form in documents. */
    public String text() {
      return lowerCase(this);
    }
  }

  private static String lowerCase(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }
}
