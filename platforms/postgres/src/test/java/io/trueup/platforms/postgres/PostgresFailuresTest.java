package io.trueup.platforms.postgres;

import static io.trueup.platforms.postgres.PostgresWarehouse.provision;
import static io.trueup.platforms.testing.Graphs.container;
import static io.trueup.platforms.testing.Graphs.customers;
import static io.trueup.platforms.testing.Graphs.customersWithFax;
import static io.trueup.platforms.testing.Graphs.products;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.platforms.postgres.database.LockRetries;
import io.trueup.platforms.postgres.testing.OwnedDatabase;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.platforms.testing.Records;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PostgresFailuresTest {

  private final PostgresWarehouse warehouse = new PostgresWarehouse();
  private final PostgresExecutor executor = warehouse.executor();

  @AfterEach
  void close() {
    executor.close();
    warehouse.close();
  }

  @Test
  void saysThatNothingAnswers() throws IOException {
    int free;
    try (var socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }

    assertThat(failure(in(container("w", "localhost", free, "w"))))
        .isEqualTo(
            "Cannot reach database 'w' at localhost:%d. Check that it runs and that this machine may connect to it"
                .formatted(free));
  }

  @Test
  void saysThatAHostIsNotKnown() {
    assertThat(failure(in(container("w", "no-such-host.invalid", 5432, "w"))))
        .isEqualTo(
            "Cannot reach database 'w' at no-such-host.invalid:5432: its host is unknown. Check"
                + " the container's declaration and the name service");
  }

  @Test
  void saysThatThereIsNoSuchDatabase() {
    assertThat(failure(in(container("w", warehouse.host(), warehouse.port(), "no such"))))
        .isEqualTo(
            "There is no database 'no such' at %s:%d. Create it, or correct the container's declaration"
                .formatted(warehouse.host(), warehouse.port()));
  }

  @Test
  void saysThatThePasswordIsWrongAndUsesTheRightOneAsSoonAsItIsThere() {
    warehouse.offer("wrong");
    assertThat(failure(graph()))
        .isEqualTo(
            "Cannot log in to %s with credential 'warehouse_owner'. Check the user and password that it holds, and that the database accepts them"
                .formatted(place()));

    warehouse.offer(OwnedDatabase.PASSWORD);
    assertThat(executor.execute(graph(), provision(graph())))
        .allMatch(StepOutcome.Done.class::isInstance);

    warehouse.sql("ALTER ROLE %s PASSWORD 'changed'".formatted(warehouse.user()));
    warehouse.offer("wrong again");
    assertThat(failure(graph())).startsWith("Cannot log in to ");
    warehouse.offer("changed");
    assertThat(executor.execute(graph(), provision(graph())))
        .containsOnly(new StepOutcome.Done(List.of()));
  }

  @Test
  void saysWhichCredentialIsMissing() {
    var platform = graph().platform();
    var other =
        PlatformDeclaration.of(
            platform.name(),
            platform.type(),
            platform.history(),
            platform.container(),
            "not_there",
            platform.rollout());

    assertThat(failure(warehouse.graphs().with(other).ingest("NW_Data", customers()).build()))
        .isEqualTo(
            "There is no credential 'not_there', which data platform 'Live' needs for %s. Provide it where the daemon runs"
                .formatted(place()));
  }

  @Test
  void saysWhichPrivilegeIsMissing() {
    warehouse.sql(
        "REVOKE CREATE ON DATABASE %s FROM %s".formatted(warehouse.name(), warehouse.user()));

    assertThat(failure(graph()))
        .isEqualTo(
            "Cannot create schema 'live': '%s' may not create schemas in the database. Grant it CREATE on the database, or create the schema for it: CREATE SCHEMA \"live\" AUTHORIZATION \"%1$s\"; COMMENT ON SCHEMA \"live\" IS 'trueup installation=c0ffee000000 platform=Live'"
                .formatted(warehouse.user()));
  }

  @Test
  void givesUpOnATableThatAReaderHoldsAndLandsTheRest() throws SQLException {
    var before = graph();
    executor.execute(before, provision(before));
    var after =
        warehouse
            .graphs()
            .ingest("NW_Data", customersWithFax())
            .ingest("Other", products())
            .build();

    try (var reader = reader()) {
      assertThat(executor.execute(after, provision(after)))
          .satisfiesExactly(
              failed ->
                  assertThat(failed)
                      .isInstanceOf(StepOutcome.Failed.class)
                      .asString()
                      .contains(
                          "Cannot change %s now, because other sessions hold locks"
                              .formatted(place()),
                          "query: SELECT count(*) FROM live.nw_data__customers_merge"),
              done -> assertThat(done).isInstanceOf(StepOutcome.Done.class));
      reader.rollback();
    }

    assertThat(executor.execute(after, provision(after)))
        .allMatch(StepOutcome.Done.class::isInstance);
  }

  @Test
  void retriesUntilAReaderReleasesItsLock() throws Exception {
    var before = graph();
    executor.execute(before, provision(before));
    var after = warehouse.graphs().ingest("NW_Data", customersWithFax()).build();
    var patient = new LockRetries(1_000, Duration.ofMillis(10), Duration.ofMillis(20));

    try (var waiting =
            new PostgresExecutor(warehouse.environment(), warehouse.containers(), patient);
        var reader = reader();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var outcomes = threads.submit(() -> waiting.execute(after, provision(after)));
      while (warehouse
          .rows(
              "SELECT 1 FROM pg_stat_activity WHERE application_name = 'trueup' AND wait_event_type"
                  + " = 'Lock'")
          .isEmpty()) {
        Thread.onSpinWait();
      }
      reader.rollback();

      assertThat(outcomes.get()).allMatch(StepOutcome.Done.class::isInstance);
    }
  }

  @Test
  void withoutAContainerNothingIsMarkedAndNothingMade() {
    var nowhere = warehouse.graphs().in(null).ingest("NW_Data", customers()).build();
    var node = NodeKey.ingest("Live", "NW_Data");

    assertThat(
            executor.execute(nowhere, List.of(new PlannedStep(node, StepAction.RETIRE, "a test"))))
        .containsExactly(new StepOutcome.Done(List.of()));
    assertThat(
            executor.execute(
                nowhere, List.of(new PlannedStep(node, StepAction.PROVISION, "a test"))))
        .containsExactly(
            new StepOutcome.Refused(
                "Data platform 'Live' has no container. Declare the one whose database is to hold"
                    + " its tables"));
  }

  @Test
  void nodesWithoutTablesNeedNoConnection() {
    var graph = graph();
    executor.execute(graph, provision(graph));
    warehouse.offer("wrong");
    var platform = new PostgresPlatform();

    assertThat(platform.planRollout(graph, Records.realized(graph)).steps()).isEmpty();
    assertThat(executor.execute(graph, List.of())).isEmpty();
  }

  /** A session that reads the merge table for long. */
  private Connection reader() throws SQLException {
    var connection = warehouse.connect();
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.executeQuery("SELECT count(*) FROM live.nw_data__customers_merge").close();
    }
    return connection;
  }

  private String failure(PlatformGraph graph) {
    var outcome = executor.execute(graph, provision(graph)).getFirst();
    return switch (outcome) {
      case StepOutcome.Failed(var message) -> message;
      case StepOutcome.Refused(var message) -> message;
      case StepOutcome.Done _, StepOutcome.Started _ -> throw new AssertionError("It did not fail");
    };
  }

  private PlatformGraph graph() {
    return in(warehouse.container());
  }

  private PlatformGraph in(DataContainer container) {
    return warehouse.graphs().in(container).ingest("NW_Data", customers()).build();
  }

  private String place() {
    return "database '%s' at %s:%d".formatted(warehouse.name(), warehouse.host(), warehouse.port());
  }
}
