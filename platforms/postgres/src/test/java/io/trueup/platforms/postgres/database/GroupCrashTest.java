package io.trueup.platforms.postgres.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Kills processes that change a container for several requests, and continues in another. */
@Timeout(600)
class GroupCrashTest {

  /** Each of two transactions asks the fence, and records each request before and after it. */
  private static final int STEPS = 2 * (1 + 4 * CrashingGroupRun.REQUESTS);

  private static final int KILLS = Integer.getInteger("trueup.crash.kills", 4);

  private final TestContainer container = new TestContainer();

  @AfterEach
  void close() {
    container.close();
  }

  @Test
  void resumesAfterAKillAtAnyStep() throws Exception {
    var seed = Long.getLong("trueup.crash.seed", 1);
    var random = new Random(seed);
    for (var round = 0; round < KILLS; round++) {
      var stop = 1 + (round * STEPS + random.nextInt(STEPS)) / KILLS;
      fresh();
      var process = CrashingGroupRun.start(container, stop);
      try {
        assertThat(CrashingRun.stands(process)).isTrue();
      } finally {
        kill(process);
      }
      completes("seed %d, killed at step %d of %d".formatted(seed, stop, STEPS));
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
    CrashingGroupRun.run(
        container.database(), container.user(), CrashingGroupRun.groups("name text"), null);
  }

  private void completes(String as) {
    container.await(
        "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'trueup' AND state <> 'idle' AND datname = '%s')"
            .formatted(container.name()));
    var groups = CrashingGroupRun.groups("name text", "fax text");

    var results = CrashingGroupRun.run(container.database(), container.user(), groups, null);

    assertThat(results).as(as).hasSize(groups.size()).allMatch(GroupResult.Ended.class::isInstance);
    assertThat(
            container.rows(
                "SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE"
                    + " a.attname = 'fax' AND c.relkind IN ('r', 'v')"))
        .as(as)
        .hasSize(2 * groups.size());
    assertThat(container.rows("SELECT id FROM public.journal WHERE state IN ('OPEN', 'UNCERTAIN')"))
        .as(as)
        .isEmpty();
  }
}
