package io.trueup.listener.daemon.watch;

import io.trueup.listener.daemon.forge.api.ForgeAnswer;
import io.trueup.listener.engine.work.Threads;
import io.trueup.statestore.Leases;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks GitHub for the failed deliveries of a source's webhook again, at the start and on a
 * schedule: GitHub does not repeat them by itself. One daemon of an installation does it. Nothing
 * waits for it: what it cannot do now, it leaves to the next time. Runs on one thread.
 */
public final class RedeliverySweep {

  private static final Logger LOG = LoggerFactory.getLogger(RedeliverySweep.class);

  /** GitHub asks for a second between calls that change something. */
  private static final Duration PACE = Duration.ofSeconds(1);

  /** Where the forge is called, and how often. */
  public record Swept(GitHubHooks hooks, SourceId source, Duration every) {}

  /** Observes what was found and done. */
  public interface Observer {

    /**
     * The forge's list was read.
     *
     * @param failed how many deliveries failed since the last success; 0 where another daemon reads
     *     the list
     */
    void listed(int failed);

    /** A delivery was asked for again. */
    void asked();
  }

  private record Owed(long hook, long delivery) {}

  private final Swept swept;
  private final String holder;
  private final Threads.Timer timer;
  private final InstantSource clock;
  private final Observer observer;
  private final Deque<Owed> owed = new ArrayDeque<>();
  private String lastProblem = "";

  /**
   * Does nothing yet.
   *
   * @param holder this process, in leases
   * @param timer runs it; the caller closes it
   */
  public RedeliverySweep(
      Swept swept, String holder, Threads.Timer timer, InstantSource clock, Observer observer) {
    this.swept = swept;
    this.holder = holder;
    this.timer = timer;
    this.clock = clock;
    this.observer = observer;
  }

  /** Sweeps now and on the schedule. */
  public void start(Leases leases) {
    timer.every(
        Duration.ZERO,
        swept.every(),
        () -> {
          try {
            sweep(leases);
          } catch (StateStoreException e) {
            LOG.debug("Skipped the failed deliveries of '{}': {}", swept.source(), e.getMessage());
          } catch (RuntimeException e) {
            LOG.error("Asking for failed deliveries of '{}' failed", swept.source(), e);
          }
        });
  }

  /** Sweeps once, unless another daemon does. */
  void sweep(Leases leases) {
    // It is not released here, so that no other daemon sweeps before the next time. A daemon that
    // stops releases all leases of its holder: the next one sweeps at its start.
    var length = swept.every().minus(swept.every().dividedBy(10));
    if (leases.claim("redelivery:" + swept.source(), holder, length).isEmpty()) {
      observer.listed(0);
      return;
    }
    switch (swept.hooks().ours()) {
      case Told.Nothing(_, var reason) -> report(reason);
      case Told.Value(var hook, _) ->
          hook.ifPresentOrElse(
              this::list,
              () -> report("No webhook of the repository leads to /hooks/" + swept.source()));
    }
  }

  private void list(long hook) {
    switch (swept.hooks().deliveries(hook)) {
      case Told.Nothing(_, var reason) -> report(reason);
      case Told.Value(var attempts, _) -> {
        var failed = FailedDeliveries.owed(attempts, clock.instant());
        observer.listed(failed.size());
        lastProblem = "";
        owed.clear();
        failed.forEach(it -> owed.add(new Owed(hook, it.id())));
        if (!owed.isEmpty()) {
          LOG.info(
              "Asking GitHub for {} failed deliveries of '{}' again", owed.size(), swept.source());
          ask();
        }
      }
    }
  }

  private void ask() {
    var next = owed.poll();
    if (next == null) {
      return;
    }
    switch (swept.hooks().redeliver(next.hook(), next.delivery())) {
      case ForgeAnswer.Done _ -> {
        observer.asked();
        timer.after(PACE, this::ask);
      }
      case ForgeAnswer.Limited(_, var reason) -> leave(reason);
      case ForgeAnswer.Failed(var reason) -> leave(reason);
      case ForgeAnswer.Refused(_, var reason, _) -> leave(reason);
    }
  }

  private void leave(String reason) {
    owed.clear();
    report(reason);
  }

  private void report(String reason) {
    if (!reason.equals(lastProblem)) {
      lastProblem = reason;
      LOG.warn(
          "Cannot ask for failed deliveries of '{}' now: {}. It is tried again in {} minutes",
          swept.source(),
          reason,
          Math.max(1, swept.every().toMinutes()));
    }
  }
}
