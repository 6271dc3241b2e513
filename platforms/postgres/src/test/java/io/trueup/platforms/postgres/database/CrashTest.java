package io.trueup.platforms.postgres.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.platforms.relational.schema.SchemaPlanner;
import io.trueup.platforms.spi.StepOutcome;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Kills processes that change a container, and continues in another process. */
@Timeout(600)
class CrashTest {

  /** Not the name of a step: the process runs to its end. */
  private static final int NEVER = 1_000;

  private final TestContainer container = new TestContainer();

  @AfterEach
  void close() {
    container.close();
  }

  /** At every fifth step, from a random one of the first five, or at all of them. */
  @Test
  void resumesAfterAKillAtAnyStep() throws Exception {
    var seed = Long.getLong("trueup.crash.seed", 1);
    var stride = Boolean.getBoolean("trueup.crash.all") ? 1 : 5;
    var stop = 1 + new Random(seed).nextInt(stride);
    for (var isStanding = true; isStanding; stop += stride) {
      fresh();
      var process = CrashingRun.start(container, stop);
      try {
        isStanding = CrashingRun.stands(process);
      } finally {
        kill(process);
      }
      completes("seed %d: killed at step %d".formatted(seed, stop));
    }
    assertThat(stop).isGreaterThan(20);
  }

  @Test
  void resumesAfterAKillAtAnyMoment() throws Exception {
    var seed = Long.getLong("trueup.crash.seed", 1);
    var random = new Random(seed);
    for (var round = 0; round < Integer.getInteger("trueup.crash.rounds", 3); round++) {
      fresh();
      var process = CrashingRun.start(container, NEVER);
      try {
        container.await(
            "SELECT 1 FROM public.journal UNION ALL SELECT 1 FROM pg_stat_activity WHERE application_name = 'trueup' AND datname = '%s'"
                .formatted(container.name()));
        for (var looks = random.nextInt(60); looks > 0; looks--) {
          container.rows("SELECT 1");
        }
      } finally {
        kill(process);
      }
      completes("seed %d round %d".formatted(seed, round));
    }
  }

  private static void kill(Process process) throws InterruptedException, IOException {
    process.destroyForcibly().waitFor();
    process.inputReader().close();
  }

  private void fresh() {
    container.sql(
        "DROP SCHEMA IF EXISTS live CASCADE",
        "DROP SCHEMA IF EXISTS live__w CASCADE",
        "DROP TABLE IF EXISTS public.journal",
        TableJournal.TABLE,
        "GRANT ALL ON public.journal, public.journal_id_seq TO " + container.user());
    container.run(CrashingRun.before());
    container.owned("INSERT INTO live.customers SELECT i, i, i, i FROM generate_series(1, 2000) i");
  }

  private void completes(String as) {
    container.await(
        "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'trueup' AND state <> 'idle' AND datname = '%s')"
            .formatted(container.name()));
    var outcomes = new CrashingRun(container.database(), container.user()).run(null);

    assertThat(outcomes).as(as).hasSize(2).allMatch(StepOutcome.Done.class::isInstance);
    var actual = container.look(CrashingRun.after());
    assertThat(SchemaPlanner.plan(CrashingRun.after(), actual).isEmpty()).as(as).isTrue();
    assertThat(
            container.rows(
                "SELECT count(*), sum(id), sum(amount), max(name) FROM live__w.customers"))
        .as(as)
        .containsExactly("2000 2001000 2001000 999");
    assertThat(container.rows("SELECT id FROM public.journal WHERE state IN ('OPEN', 'UNCERTAIN')"))
        .as(as)
        .isEmpty();
  }
}
