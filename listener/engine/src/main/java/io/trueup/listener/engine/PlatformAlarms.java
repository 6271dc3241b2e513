package io.trueup.listener.engine;

import io.trueup.model.fingerprint.Sha256;
import io.trueup.statestore.AlarmClock;
import io.trueup.statestore.Alarms;
import io.trueup.statestore.Alarms.Alarm;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has platforms looked at when an instant comes, in whichever process lives then. Alarms that are
 * set at about the same time are written together, and the shared clock is set for the next one
 * only. Every refresh takes what rang unheard, so a ring that is lost costs at most the time to the
 * next one. While the alarms' tables cannot be used, the sweep alone sees what is due. Safe for any
 * thread.
 */
final class PlatformAlarms {

  private static final Logger LOG = LoggerFactory.getLogger(PlatformAlarms.class);

  /** How long an alarm waits for others to be written with. */
  static final Duration GATHER = Duration.ofMillis(200);

  /** How often to {@link #refresh}, whatever the sweep is: two statements. */
  static final Duration REFRESH = Duration.ofSeconds(30);

  /** The clock's classes are loaded when the daemon is up. */
  static final Duration AFTER_START = Duration.ofSeconds(1);

  private final Alarms alarms;
  private final AlarmClock clock;
  private final List<SourceId> sources;
  private final AnnouncedRefreshes.Alarm thread;
  private final Consumer<Alarm> look;
  private Map<Alarm, Instant> unwritten = new HashMap<>();

  /** Whether a write is planned; the first one is by {@link #start}. */
  private boolean isWriting = true;

  private volatile boolean isStarted;
  private volatile @Nullable String problem;

  /** The clock was set for this and has not rung here since; known to the one thread alone. */
  private @Nullable Instant clockSet;

  /**
   * Starts without alarms; {@link #start} sets the clock going.
   *
   * @param clock the caller closes it
   * @param sources whose platforms this process works on
   * @param thread one thread, which runs tasks one after another
   * @param look called for each alarm that rings
   */
  PlatformAlarms(
      Alarms alarms,
      AlarmClock clock,
      Collection<SourceId> sources,
      AnnouncedRefreshes.Alarm thread,
      Consumer<Alarm> look) {
    this.alarms = alarms;
    this.clock = clock;
    this.sources = List.copyOf(sources);
    this.thread = thread;
    this.look = look;
  }

  /**
   * The name of the processes that share a clock: those that work on the same sources, since the
   * clock rings in any of them.
   */
  static String group(Collection<SourceId> sources) {
    var names =
        new TreeSet<>(sources).stream().map(SourceId::toString).collect(Collectors.joining("\n"));
    return "trueup-" + Sha256.hex(names).substring(0, 16);
  }

  void start() {
    thread.after(
        AFTER_START,
        () -> {
          isStarted = true;
          write();
        });
  }

  /** Replaces an alarm; one whose instant is past rings at once. */
  void set(Alarm alarm, Instant at) {
    synchronized (this) {
      unwritten.put(alarm, at);
      if (isWriting) {
        return;
      }
      isWriting = true;
    }
    thread.after(GATHER, this::write);
  }

  /** Takes what rang unheard, and tries again what failed. */
  void refresh() {
    if (isStarted) {
      thread.after(Duration.ZERO, this::write);
    }
  }

  /** Why alarms do not work now; empty when they do. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  private void write() {
    var written = takeUnwritten();
    try {
      alarms.set(written);
      written = Map.of();
      clock.start(this::rung);
      ring();
      works();
    } catch (StateStoreException e) {
      putBack(written);
      failed(e);
    }
  }

  /** On a thread of the clock. */
  private void rung() {
    thread.after(
        Duration.ZERO,
        () -> {
          clockSet = null;
          write();
        });
  }

  private void ring() {
    alarms.takeDue(sources).forEach(look);
    var next = alarms.next(sources).orElse(null);
    if (next != null && !next.at().equals(clockSet)) {
      clock.set(next.at(), next.left());
      clockSet = next.at();
    }
  }

  private synchronized Map<Alarm, Instant> takeUnwritten() {
    var taken = unwritten;
    unwritten = new HashMap<>();
    isWriting = false;
    return taken;
  }

  /** They are written at the next refresh, unless they are replaced before. */
  private synchronized void putBack(Map<Alarm, Instant> failed) {
    failed.forEach(unwritten::putIfAbsent);
  }

  private void works() {
    if (problem != null) {
      problem = null;
      LOG.info("Alarms work again");
    }
  }

  private void failed(StateStoreException failure) {
    if (problem == null) {
      LOG.warn(
          "Alarms do not work: {}. Until they do, each sweep looks for platforms that may move",
          failure.getMessage());
    }
    problem = String.valueOf(failure.getMessage());
  }
}
