package io.trueup.statestore;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When platforms are to be looked at, whichever process looks: an alarm outlives the process that
 * set it. Alarms decide nothing. One that is lost, late or taken twice only has a platform looked
 * at later, or once more.
 */
public interface Alarms {

  /** What a platform is looked at for. */
  enum Purpose {
    /** Whether it moves now. */
    ROLLOUT,
    /** Whether its nodes still are what they were made. */
    DRIFT
  }

  /** A platform has one alarm for each purpose. */
  record Alarm(PlatformId platform, Purpose purpose) {}

  /**
   * The alarm that rings next.
   *
   * @param at when, by the store's clock
   * @param left how long until then; zero when it is past
   */
  record Next(Instant at, Duration left) {}

  /**
   * Sets alarms, in a number of statements that does not grow with theirs. Each replaces the alarm
   * of its platform and purpose; a platform that the store does not know gets none.
   */
  void set(Map<Alarm, Instant> alarms);

  /** The alarm of some sources' platforms that rings next; empty when none is set. */
  Optional<Next> next(Collection<SourceId> sources);

  /** Removes the alarms of some sources' platforms that ring by now, and returns them. */
  List<Alarm> takeDue(Collection<SourceId> sources);
}
