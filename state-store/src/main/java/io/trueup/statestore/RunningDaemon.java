package io.trueup.statestore;

import java.time.Instant;
import java.util.List;

/**
 * A daemon, as it reported last.
 *
 * @param seenAt when it reported last, by the store's clock
 * @param holds the resources whose leases it holds now, sorted
 */
public record RunningDaemon(Report report, Instant seenAt, State state, List<String> holds) {

  public RunningDaemon {
    holds = List.copyOf(holds);
  }

  /**
   * What a daemon says about itself.
   *
   * @param holder its name in leases
   * @param address where it listens
   * @param program the version of its program
   * @param startedAt since when it works, by the store's clock
   */
  public record Report(
      String holder, String address, String program, ServedWork serves, Instant startedAt) {}

  /** Whether it works. */
  public enum State {
    /** It reported recently enough to count. */
    LIVE,
    /** It stopped in order. */
    STOPPED,
    /** It was to report again and did not. */
    GONE
  }

  /** Whether it works. */
  public boolean isLive() {
    return state == State.LIVE;
  }
}
