package io.trueup.listener.engine;

import io.trueup.statestore.RunningDaemon;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports to the store that this daemon works, so that others know who serves what; when it closes,
 * it releases the leases that are left. Nothing depends on a report: work is shared by leases
 * alone. Safe for any thread.
 */
final class DaemonPresence implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DaemonPresence.class);

  private final StateStore store;
  private final RunningDaemon.Report report;
  private final Duration liveFor;
  private volatile boolean hasReported;

  /**
   * Reports nothing yet.
   *
   * @param liveFor how long a report lasts: as long as a lease
   */
  DaemonPresence(StateStore store, Member member, Duration liveFor) {
    this.store = store;
    this.liveFor = liveFor;
    this.report =
        new RunningDaemon.Report(
            member.holder(), member.address(), member.program(), member.serves(), store.now());
  }

  /** From one report to the next. */
  Duration period() {
    return liveFor.dividedBy(3);
  }

  void report() {
    hasReported = true;
    store.daemons().report(report, liveFor);
  }

  /** A daemon that cannot say that it stops is gone when its last report has ended. */
  @Override
  public void close() {
    if (!hasReported) {
      return;
    }
    try {
      store.daemons().leave(report.holder());
    } catch (StateStoreException e) {
      LOG.debug("Cannot record that this daemon stops", e);
    }
  }
}
