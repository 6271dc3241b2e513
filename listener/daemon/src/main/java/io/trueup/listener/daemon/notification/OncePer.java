package io.trueup.listener.daemon.notification;

import io.trueup.listener.daemon.notification.FailingSteps.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * How often failures are told. Of those of one scope, one is told until it is over. Pure.
 *
 * @param scope what is told once
 * @param remindAfter when a failure that goes on is told again; zero for never
 */
public record OncePer(Scope scope, Duration remindAfter) {

  /** What holds unless the configuration says otherwise. */
  public static final OncePer USUAL = new OncePer(Scope.STEP, Duration.ofHours(1));

  /** What failures are of. */
  public enum Scope {
    /** A node's step in a rollout. */
    STEP,
    /** A platform, whatever fails of it. */
    PLATFORM,
    /** A source, whatever fails of its platforms. */
    SOURCE;

    /** The word in configurations. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a failure is of; equal for those of which one is told. */
  Record subject(Step step) {
    return switch (scope) {
      case STEP -> step;
      case PLATFORM -> step.platform();
      case SOURCE -> step.platform().source();
    };
  }

  /** Whether a failure that was told at one time is to be told again at another. */
  boolean isDue(Instant told, Instant now) {
    return !remindAfter.isZero() && !now.isBefore(told.plus(remindAfter));
  }
}
