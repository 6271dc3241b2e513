package io.trueup.statestore;

import java.time.Duration;
import java.util.List;

/** The daemons that share a store, as they reported last. */
public interface Daemons {

  /**
   * Records that a daemon works.
   *
   * @param liveFor how long it counts as live unless it reports again
   */
  void report(RunningDaemon.Report report, Duration liveFor);

  /**
   * Records that a daemon stops, and releases its leases, so that others need not wait for their
   * ends. The caller has ended all work under them. Does nothing for a daemon that never reported.
   */
  void leave(String holder);

  /** All daemons by holder; those that have not reported for a week are forgotten. */
  List<RunningDaemon> all();
}
