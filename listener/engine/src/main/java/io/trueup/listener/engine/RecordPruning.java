package io.trueup.listener.engine;

import io.trueup.listener.engine.work.Leaseholder;
import io.trueup.statestore.Lease;
import io.trueup.statestore.RecordRetention;
import io.trueup.statestore.RecordRetention.Batch;
import io.trueup.statestore.RecordRetention.Pass;
import io.trueup.statestore.RecordRetention.Usage;
import io.trueup.statestore.RetentionKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes records whose time is over: a pass through each kind once a day, in small batches, by one
 * process at a time. How far a pass is stands in the store, so that any process goes on after a
 * crash. Safe for any thread; meant for one at a time.
 */
final class RecordPruning {

  private static final Logger LOG = LoggerFactory.getLogger(RecordPruning.class);
  private static final Duration FROM_PASS_TO_PASS = Duration.ofDays(1);

  /** Leaves the database to jobs for most of the time. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  private static final int BATCH = 2_000;
  private static final int MONTHS_AHEAD = 2;

  private final RecordRetention retention;
  private final InstantSource clock;
  private final Leaseholder leases;
  private final RetentionRules rules;
  private final Map<RetentionKind, Usage> measured = new ConcurrentHashMap<>();

  RecordPruning(
      RecordRetention retention, InstantSource clock, Leaseholder leases, RetentionRules rules) {
    this.retention = retention;
    this.clock = clock;
    this.leases = leases;
    this.rules = rules;
  }

  /** What each kind took when this process last measured it. */
  Map<RetentionKind, Usage> measured() {
    return Map.copyOf(measured);
  }

  /** Carries out one batch if one is due; returns when to come again, or empty to wait. */
  Optional<Duration> advance() {
    var due = due();
    if (due.isEmpty()) {
      return Optional.empty();
    }
    var lease = leases.claim(RecordRetention.RESOURCE);
    if (lease.isEmpty()) {
      return Optional.empty(); // another process prunes
    }
    try {
      prune(lease.get(), due.get());
    } finally {
      leases.release(lease.get());
    }
    return Optional.of(PAUSE);
  }

  /** Runs move to their history even when they are kept for ever. */
  private Optional<RetentionKind> due() {
    var passes = retention.passes();
    var now = clock.instant();
    return Arrays.stream(RetentionKind.values())
        .filter(kind -> kind == RetentionKind.RUNS || rules.of(kind).isPresent())
        .filter(
            kind -> passes.stream().filter(it -> it.kind() == kind).allMatch(it -> isDue(it, now)))
        .findFirst();
  }

  private static boolean isDue(Pass last, Instant now) {
    var ended = last.endedAt();
    return ended == null || !ended.plus(FROM_PASS_TO_PASS).isAfter(now);
  }

  private void prune(Lease lease, RetentionKind kind) {
    var keep = rules.of(kind).orElse(null);
    if (kind == RetentionKind.RUNS && retention.makeMonths(lease, MONTHS_AHEAD) > 0) {
      LOG.info("Made partitions for the runs of the coming months");
    }
    var batch = retention.prune(lease, kind, keep, BATCH);
    LOG.debug("Moved {} and removed {} {}", batch.moved(), batch.removed(), kind.key());
    if (batch.isLast()) {
      end(kind, batch, retention.usage(kind, keep));
    }
  }

  private void end(RetentionKind kind, Batch batch, Usage usage) {
    measured.put(kind, usage);
    if (batch.removedByPass() > 0) {
      LOG.info(
          "Removed {} {} from before {}; about {} are left, which take {} bytes",
          batch.removedByPass(),
          kind.key(),
          batch.before(),
          usage.rows(),
          usage.bytes());
    }
    if (usage.strays() > 0) {
      LOG.warn(
          "{} runs are in no partition of a month and are not removed with one; the next pass that"
              + " makes their month moves them",
          usage.strays());
    }
  }
}
