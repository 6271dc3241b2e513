package io.trueup.listener.daemon.watch;

import io.trueup.listener.engine.work.Threads;
import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks when tokens expire, at the start and every hour, where a forge tells it only to those who
 * ask. What was told last stays known while the forge does not answer. Asks on one thread; {@link
 * #expires} is for any.
 */
public final class TokenWatch {

  private static final Logger LOG = LoggerFactory.getLogger(TokenWatch.class);
  private static final Duration EVERY = Duration.ofHours(1);

  private final Map<SourceId, RepositoryHooks> hooks;
  private final Threads.Timer timer;
  private final Map<SourceId, Instant> expiries = new ConcurrentHashMap<>();

  /** Why a forge did not tell, when it was asked last. */
  private final Map<SourceId, String> problems = new HashMap<>();

  /**
   * Asks nothing yet.
   *
   * @param hooks of each source that has a token; those whose forge tells its expiry by itself do
   *     not count
   * @param timer runs it; the caller closes it
   */
  public TokenWatch(Map<SourceId, RepositoryHooks> hooks, Threads.Timer timer) {
    this.hooks = new TreeMap<>(hooks);
    this.hooks.values().removeIf(it -> !it.mustAskForExpiry());
    this.timer = timer;
  }

  /** Asks now and on the schedule. */
  public void start() {
    if (!hooks.isEmpty()) {
      timer.every(Duration.ZERO, EVERY, () -> hooks.forEach(this::ask));
    }
  }

  private void ask(SourceId source, RepositoryHooks forge) {
    try {
      switch (forge.tokenExpiry()) {
        case Told.Nothing(_, var reason) -> report(source, reason);
        case Told.Value(var expiry, _) -> {
          problems.remove(source);
          expiry.ifPresentOrElse(
              it -> expiries.put(source, it),
              () -> expiries.remove(source)); // the token does not expire
        }
      }
    } catch (RuntimeException e) {
      LOG.error("Asking when the token of source '{}' expires failed", source, e);
    }
  }

  private void report(SourceId source, String reason) {
    if (!reason.equals(problems.put(source, reason))) {
      LOG.warn(
          "Cannot read when the token of source '{}' expires: {}. It is tried again every hour",
          source,
          reason);
    }
  }

  /** When the token of a source expires; empty while that is not known, and where it never does. */
  public Optional<Instant> expires(SourceId source) {
    return Optional.ofNullable(expiries.get(source));
  }
}
