package io.trueup.listener.daemon.watch;

import io.trueup.listener.daemon.view.SourceCheckView.CheckView;
import io.trueup.listener.daemon.view.SourceCheckView.Outcome;
import io.trueup.listener.engine.work.Threads;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks four times a day what deliveries of each source need, so that a webhook that the forge has
 * turned off is known before a merge is late. Where something does not work, it is checked again
 * every ten minutes. Checks on one thread; {@link #problems} is for any.
 */
public final class RegularChecks {

  private static final Logger LOG = LoggerFactory.getLogger(RegularChecks.class);

  /** The start is busy with other things. */
  private static final Duration FIRST = Duration.ofMinutes(1);

  private static final Duration ROUND = Duration.ofMinutes(10);

  /** A source without a problem is checked in each so many rounds. */
  private static final int ROUNDS = 36;

  private final Map<SourceId, SourceDiagnosis> sources;
  private final Threads.Timer timer;

  /** Of each source that was checked, one sentence or several; empty while all is well. */
  private final Map<SourceId, String> problems = new ConcurrentHashMap<>();

  private int round;

  /**
   * Checks nothing yet.
   *
   * @param timer runs the checks; the caller closes it
   */
  public RegularChecks(Map<SourceId, SourceDiagnosis> sources, Threads.Timer timer) {
    this.sources = new TreeMap<>(sources);
    this.timer = timer;
  }

  /** Checks soon and on the schedule. */
  public void start(StateStore store) {
    timer.every(FIRST, ROUND, () -> checkAll(store));
  }

  private void checkAll(StateStore store) {
    var all = round % ROUNDS == 0;
    round++;
    sources.forEach((id, source) -> {
      if (all || !problems.getOrDefault(id, "").isEmpty()) {
        check(id, source, store);
      }
    });
  }

  private void check(SourceId id, SourceDiagnosis source, StateStore store) {
    try {
      var problem =
          source.deliveryPath(store).stream()
              .filter(RegularChecks::isTold)
              .map(it -> "%s. %s".formatted(it.message(), it.remedy()))
              .collect(Collectors.joining(". "));
      var former = problems.put(id, problem);
      if (!problem.isEmpty() && !problem.equals(former)) {
        LOG.warn(
            "Deliveries for source '{}' may not come: {}. 'trueup sources check {}' says more",
            id,
            problem,
            id);
      } else if (problem.isEmpty() && former != null && !former.isEmpty()) {
        LOG.info("What deliveries for source '{}' need works again", id);
      }
    } catch (StateStoreException e) {
      LOG.debug("Skipped the regular check of '{}': {}", id, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("The regular check of '{}' failed because of a bug", id, e);
    }
  }

  private static boolean isTold(CheckView check) {
    // Other warnings may be about something that the operator chose.
    return check.outcome() == Outcome.FAILED
        || (check.outcome() == Outcome.WARNING && check.check().equals("clock"));
  }

  /** The problem of each source that was checked, by its name; empty while all is well. */
  public SortedMap<String, String> problems() {
    var named = new TreeMap<String, String>();
    problems.forEach((source, problem) -> named.put(source.value(), problem));
    return named;
  }
}
