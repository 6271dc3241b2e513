package io.trueup.platforms.postgres.database;

import static io.trueup.platforms.postgres.database.SampleSchemas.CUSTOMERS;
import static io.trueup.platforms.postgres.database.SampleSchemas.customers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.TableIndex;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.platforms.testing.MemoryStatementJournal.Entry;
import io.trueup.platforms.testing.MemoryStatementJournal.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A disk that is really full: a small file system in memory, which takes the right to mount one and
 * a server on this machine. Elsewhere it is reported as aborted; that a server says so is tried
 * everywhere, by {@link FailureSentencesTest}.
 */
@Timeout(120)
class FullDiskTest {

  @Test
  void failsTheRunAndTheNextRunResumes() throws IOException {
    var indexed =
        SampleSchemas.of(
            SampleSchemas.table(
                new DesiredTable.TableOptions(
                    List.of(), List.of(TableIndex.of(CUSTOMERS, List.of("name"), false)), null),
                "name text"));
    try (var container = new TestContainer()) {
      container.run(customers("name text"));
      container.owned(
          "INSERT INTO live.customers SELECT i, md5(i::text) FROM generate_series(1, 60000) i");
      container.sql("ALTER ROLE %s SET maintenance_work_mem = '1MB'".formatted(container.user()));
      try (var _ = SmallDisk.mount(container)) {
        assertThat(container.run(indexed))
            .isInstanceOfSatisfying(
                StepOutcome.Failed.class,
                it ->
                    assertThat(it.message())
                        .startsWith(
                            "Cannot change %s, because its disk is full: could not "
                                .formatted(container.place()))
                        .contains(
                            "No space left on device. Free disk space; changes that landed stay"));
        assertThat(container.journal.entries().getLast().state()).isEqualTo(State.UNCERTAIN);
      }

      assertThat(container.run(indexed)).isInstanceOf(StepOutcome.Done.class);
      assertThat(container.journal.entries())
          .extracting(Entry::state)
          .doesNotContain(State.OPEN, State.UNCERTAIN);
      assertThat(container.rows("SELECT count(DISTINCT name) FROM live.customers"))
          .containsExactly("60000");
    }
  }

  /** A file system of a megabyte in which Postgres sorts what does not fit into its memory. */
  private record SmallDisk(Path folder) implements AutoCloseable {

    static SmallDisk mount(TestContainer container) throws IOException {
      var data = Path.of(container.rows("SHOW data_directory").getFirst());
      if (!Files.exists(data)) {
        abort("The test Postgres runs elsewhere, so that its disk cannot be filled");
      }
      var folder = Files.createDirectories(data.resolve("base/pgsql_tmp"));
      var owner = Files.getAttribute(data, "unix:uid");
      Files.setAttribute(folder, "unix:uid", owner);
      var options = "size=1m,mode=700,uid=" + owner;
      if (run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()) != 0) {
        abort("This user may not mount a file system, so that no disk can be filled");
      }
      return new SmallDisk(folder);
    }

    private static int run(String... command) throws IOException {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .onExit()
          .join()
          .exitValue();
    }

    @Override
    public void close() throws IOException {
      assertThat(run("umount", folder.toString())).isZero();
    }
  }
}
