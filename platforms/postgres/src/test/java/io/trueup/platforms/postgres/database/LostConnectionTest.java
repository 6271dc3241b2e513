package io.trueup.platforms.postgres.database;

import static io.trueup.platforms.postgres.database.SampleSchemas.CUSTOMERS;
import static io.trueup.platforms.postgres.database.SampleSchemas.customers;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.platforms.postgres.database.CuttingProxy.Cut;
import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.schema.DesiredSchema;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.TableIndex;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.platforms.testing.MemoryStatementJournal.Entry;
import io.trueup.platforms.testing.MemoryStatementJournal.State;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class LostConnectionTest {

  private static final DesiredSchema INDEXED =
      SampleSchemas.of(
          SampleSchemas.table(
              new DesiredTable.TableOptions(
                  List.of(), List.of(TableIndex.of(CUSTOMERS, List.of("fax"), false)), null),
              "fax text"));

  private final TestContainer container = new TestContainer();
  private final CuttingProxy proxy = new CuttingProxy(container.host(), container.port());

  @BeforeEach
  void make() {
    container.run(customers());
    container.owned("INSERT INTO live.customers SELECT i FROM generate_series(1, 100) i");
  }

  @AfterEach
  void close() {
    proxy.close();
    container.close();
  }

  @ParameterizedTest
  @CsvSource({
    "ADD COLUMN, BEFORE, FAILED",
    "ADD COLUMN, AFTER, FAILED",
    "COMMIT, BEFORE, UNCERTAIN",
    "COMMIT, AFTER, UNCERTAIN",
    "CREATE INDEX CONCURRENTLY, BEFORE, UNCERTAIN",
    "CREATE INDEX CONCURRENTLY, AFTER, UNCERTAIN",
  })
  void isReportedAndTheNextRunResumes(String text, Cut cut, State state) {
    var session =
        container.session(
            container.environment(),
            new ContainerDatabase("localhost", proxy.port(), container.name()));
    proxy.cutAt(text, cut);

    assertThat(TestContainer.run(session, INDEXED, ApplyOptions.SAFE))
        .isEqualTo(
            new StepOutcome.Failed(
                "Cannot reach database '%s' at localhost:%d. Check that it runs and that this machine may connect to it%s"
                    .formatted(container.name(), proxy.port(), statement(text))));
    assertThat(container.journal.entries().getLast().state()).isEqualTo(state);

    container.await(
        "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'trueup' AND state <> 'idle' AND datname = '%s')"
            .formatted(container.name()));
    assertThat(TestContainer.run(session, INDEXED, ApplyOptions.SAFE))
        .isInstanceOf(StepOutcome.Done.class);
    assertThat(container.run(INDEXED)).isEqualTo(new StepOutcome.Done(List.of()));
    assertThat(container.journal.entries())
        .extracting(Entry::state)
        .doesNotContain(State.OPEN, State.UNCERTAIN);
    assertThat(container.rows("SELECT count(*), sum(id) FROM live.customers"))
        .containsExactly("100 5050");
  }

  /** The end of the message about a statement that was running; a commit has none. */
  private static String statement(String text) {
    return switch (text) {
      case "ADD COLUMN" ->
          ". The statement is: ALTER TABLE \"live\".\"customers\" ADD COLUMN \"fax\" text";
      case "CREATE INDEX CONCURRENTLY" ->
          ". The statement is: CREATE INDEX CONCURRENTLY \"%s\" ON \"live\".\"customers\" (\"fax\")"
              .formatted(INDEXED.tables().getFirst().options().indexes().getFirst().name());
      default -> "";
    };
  }
}
