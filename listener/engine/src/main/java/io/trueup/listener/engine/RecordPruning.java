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
import org.jspecify.annotations.Nullable;
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
  private static final Duration FROM_MEASURE_TO_MEASURE = Duration.ofHours(1);

  /** A pass that goes less far than its rule by this was limited by the store. */
  private static final Duration LIMITED = Duration.ofDays(2);

  /** Leaves the database to jobs for most of the time. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  private static final int BATCH = 2_000;
  private static final int MONTHS_AHEAD = 2;

  private final RecordRetention retention;
  private final InstantSource clock;
  private final Leaseholder leases;
  private final RetentionRules rules;
  private final Map<RetentionKind, Usage> measured = new ConcurrentHashMap<>();
  private @Nullable Instant measuredAt;

  /** What could not be removed last; other kinds come first. */
  private @Nullable RetentionKind failed;

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
    measureIfDue();
    var due = due();
    if (due.isEmpty()) {
      return Optional.empty();
    }
    var lease = leases.claim(RecordRetention.RESOURCE);
    if (lease.isEmpty()) {
      return Optional.empty(); // another process prunes
    }
    try {
      failed = due.get();
      prune(lease.get(), due.get());
      failed = null;
    } finally {
      leases.release(lease.get());
    }
    return Optional.of(PAUSE);
  }

  private void measureIfDue() {
    var now = clock.instant();
    if (measuredAt == null || isApart(measuredAt, now, FROM_MEASURE_TO_MEASURE)) {
      for (var kind : RetentionKind.values()) {
        measured.put(kind, retention.usage(kind));
      }
      measuredAt = now;
    }
  }

  /** Runs move to their history even when they are kept for ever. */
  private Optional<RetentionKind> due() {
    var passes = retention.passes();
    var now = clock.instant();
    var due =
        Arrays.stream(RetentionKind.values())
            .filter(kind -> kind == RetentionKind.RUNS || rules.of(kind).isPresent())
            .filter(kind ->
                passes.stream().filter(it -> it.kind() == kind).allMatch(it -> isDue(it, now)))
            .toList();
    return due.stream()
        .filter(kind -> kind != failed)
        .findFirst()
        .or(() -> due.stream().findFirst());
  }

  private static boolean isDue(Pass last, Instant now) {
    var ended = last.endedAt();
    return ended == null || isApart(ended, now, FROM_PASS_TO_PASS);
  }

  /** A moment in the future was written by a clock that was ahead: it is as good as long ago. */
  private static boolean isApart(Instant one, Instant other, Duration distance) {
    return Duration.between(one, other).abs().compareTo(distance) >= 0;
  }

  private void prune(Lease lease, RetentionKind kind) {
    var keep = rules.of(kind).orElse(null);
    if (kind == RetentionKind.RUNS && retention.makeMonths(lease, MONTHS_AHEAD) > 0) {
      LOG.info("Made partitions for the runs of the coming months");
    }
    var batch = retention.prune(lease, kind, keep, BATCH);
    LOG.debug("Moved {} and removed {} {}", batch.moved(), batch.removed(), kind.key());
    if (batch.isLast()) {
      end(kind, batch, retention.usage(kind));
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
    var keep = rules.of(kind);
    if (keep.isPresent()
        && batch.before().plus(LIMITED).isBefore(clock.instant().minus(keep.get()))) {
      LOG.warn(
          "The pass through {} stopped at {}, a month after the one before: the daemon did not run"
              + " for long, or the database's clock went ahead. The next passes go on; compare the"
              + " clock of the database with the time",
          kind.key(),
          batch.before());
    }
    if (usage.strays() > 0) {
      LOG.warn(
          "{} runs are in no partition of a month and are not removed with one; the next pass that"
              + " makes their month moves them",
          usage.strays());
    }
  }
}
