package io.trueup.platforms.postgres.database;

import static io.trueup.platforms.postgres.database.SampleSchemas.CUSTOMERS;
import static io.trueup.platforms.postgres.database.SampleSchemas.customers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.schema.DesiredSchema;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.TableIndex;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.platforms.testing.MemoryStatementJournal.Entry;
import io.trueup.platforms.testing.MemoryStatementJournal.State;
import io.trueup.statestore.testing.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A network that drops packets blocks no caller forever, whatever statement runs. */
@Timeout(180)
class DroppedPacketsTest {

  private static final DesiredSchema INDEXED =
      SampleSchemas.of(
          SampleSchemas.table(
              new DesiredTable.TableOptions(
                  List.of(), List.of(TableIndex.of(CUSTOMERS, List.of("id"), false)), null)));

  private final TestContainer container = new TestContainer();
  private final TcpProxy way = TcpProxy.to(container.host(), container.port());

  @BeforeEach
  void make() {
    container.run(customers());
    way.open();
  }

  @AfterEach
  void close() {
    way.close();
    container.close();
  }

  @Test
  void aLookFails() {
    var session = session();
    session.plan(List.of(TestContainer.task(INDEXED)));
    way.stall();

    assertThatThrownBy(() -> session.plan(List.of(TestContainer.task(INDEXED))))
        .isInstanceOf(ContainerException.class)
        .hasMessage(unreachable());
  }

  @Test
  void aLoginFails() {
    way.stall();

    assertThatThrownBy(this::session)
        .isInstanceOf(ContainerException.class)
        .hasMessage(unreachable());
  }

  /** No statement timeout ends it, because an index can take hours. */
  @Test
  void aStatementWithoutALimitFails() throws Exception {
    var session = session();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var reader = container.connectAsSuperuser();
        var statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("LOCK TABLE live.customers IN ROW EXCLUSIVE MODE");
      var run = threads.submit(() -> TestContainer.run(session, INDEXED, ApplyOptions.SAFE));
      container.await(
          "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY%' AND"
              + " wait_event_type = 'Lock'");
      way.stall();

      assertThat(run.get(150, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              StepOutcome.Failed.class, it -> assertThat(it.message()).startsWith(unreachable()));
    }
    assertThat(container.journal.entries())
        .last()
        .extracting(Entry::state)
        .isEqualTo(State.UNCERTAIN);
  }

  private String unreachable() {
    return "Cannot reach database '%s' at localhost:%d. Check that it runs and that this machine may connect to it"
        .formatted(container.name(), way.port());
  }

  private SchemaReconciler.Session session() {
    var usual = container.environment();
    var hasty =
        new ContainerEnvironment(
            usual.installation(),
            usual.journal(),
            Duration.ofMillis(200),
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            1);
    return container.session(
        hasty, new ContainerDatabase("localhost", way.port(), container.name()));
  }
}
