package io.trueup.listener.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.work.Leaseholder;
import io.trueup.statestore.Lease;
import io.trueup.statestore.RecordRetention;
import io.trueup.statestore.RetentionKind;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordPruningTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final RetentionRules RULES =
      new RetentionRules(Map.of(RetentionKind.DELIVERIES, Duration.ofDays(90)));

  private final SettableClock clock = new SettableClock(NOON);
  private final Records records = new Records();
  private final Leases leases = new Leases();
  private final RecordPruning pruning = new RecordPruning(records, clock, leases, RULES);

  /** Every pass takes two batches. */
  private final class Records implements RecordRetention {

    private final List<String> batches = new ArrayList<>();
    private @Nullable RetentionKind broken;
    private int measures;
    private final Map<RetentionKind, Pass> passes = new EnumMap<>(RetentionKind.class);

    @Override
    public int makeMonths(Lease lease, int ahead) {
      return 0;
    }

    @Override
    public Batch prune(Lease lease, RetentionKind kind, @Nullable Duration keep, int most) {
      if (kind == broken) {
        throw new IllegalStateException("locked");
      }
      var last = passes.get(kind);
      var isLast = last != null && last.endedAt() == null;
      batches.add(kind.key() + " " + keep);
      passes.put(kind, new Pass(kind, NOON, 0, 1, NOON, isLast ? clock.instant() : null));
      return new Batch(0, 1, isLast, 1, NOON);
    }

    @Override
    public Usage usage(RetentionKind kind) {
      measures++;
      return new Usage(kind, 5, 100, NOON, 0);
    }

    @Override
    public Preview preview(RetentionKind kind, @Nullable Duration keep) {
      return new Preview(kind, null, 0);
    }

    @Override
    public List<KeptTable> keptTables() {
      return List.of();
    }

    @Override
    public List<Pass> passes() {
      return List.copyOf(passes.values());
    }
  }

  private static final class Leases implements Leaseholder {

    private boolean isTaken;
    private int held;

    @Override
    public Optional<Lease> claim(String resource) {
      if (isTaken) {
        return Optional.empty();
      }
      held++;
      return Optional.of(new Lease(resource, "me", 1));
    }

    @Override
    public void release(Lease lease) {
      held--;
    }
  }

  private List<String> runUntilQuiet() {
    records.batches.clear();
    while (pruning.advance().isPresent()) {
      assertThat(leases.held).isZero();
    }
    return List.copyOf(records.batches);
  }

  @Test
  void prunesWhatHasARuleAndMovesRunsThatHaveNone() {
    assertThat(runUntilQuiet())
        .containsExactly("runs null", "runs null", "deliveries PT2160H", "deliveries PT2160H");
    assertThat(pruning.measured()).containsOnlyKeys(RetentionKind.values());
  }

  @Test
  void passesOnceADay() {
    runUntilQuiet();

    clock.advance(Duration.ofHours(23));
    assertThat(runUntilQuiet()).isEmpty();
    clock.advance(Duration.ofHours(1));
    assertThat(runUntilQuiet()).hasSize(4);
  }

  /** So that metrics have figures at once after a restart, whichever process prunes. */
  @Test
  void measuresBeforeItRemovesAnything() {
    leases.isTaken = true;

    pruning.advance();
    pruning.advance();

    assertThat(pruning.measured()).containsOnlyKeys(RetentionKind.values());
    assertThat(records.measures).isEqualTo(RetentionKind.values().length);
    clock.advance(Duration.ofHours(1));
    pruning.advance();
    assertThat(records.measures).isEqualTo(2 * RetentionKind.values().length);
  }

  @Test
  void aKindThatCannotBeRemovedHoldsUpNoOther() {
    records.broken = RetentionKind.RUNS;

    for (var attempt = 0; attempt < 4; attempt++) {
      try {
        pruning.advance();
      } catch (IllegalStateException _) {
        assertThat(leases.held).isZero();
      }
    }

    assertThat(records.batches).containsExactly("deliveries PT2160H", "deliveries PT2160H");
  }

  /** Passes that a clock ten years ahead recorded do not stop the removal for ten years. */
  @Test
  void aClockThatWasAheadDoesNotStopTheRemoval() {
    clock.advance(Duration.ofDays(3650));
    runUntilQuiet();

    clock.advance(Duration.ofDays(-3649));

    assertThat(runUntilQuiet()).hasSize(4);
    assertThat(runUntilQuiet()).isEmpty();
  }

  @Test
  void goesOnWithThePassOfAProcessThatDied() {
    assertThat(pruning.advance()).isPresent();

    var other = new RecordPruning(records, clock, leases, RULES);
    records.batches.clear();
    while (other.advance().isPresent()) {}

    assertThat(records.batches)
        .containsExactly("runs null", "deliveries PT2160H", "deliveries PT2160H");
  }

  @Test
  void leavesItToTheProcessThatHasTheLease() {
    leases.isTaken = true;

    assertThat(runUntilQuiet()).isEmpty();
  }
}
