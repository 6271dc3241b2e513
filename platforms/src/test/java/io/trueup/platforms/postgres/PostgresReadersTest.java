package io.trueup.platforms.postgres;

import static io.trueup.platforms.postgres.Warehouse.provision;
import static io.trueup.platforms.testing.Graphs.customers;
import static io.trueup.platforms.testing.Graphs.customersWithFax;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.schema.Difference;
import io.trueup.platforms.spi.SchemaOperations.SchemaAnswer;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.platforms.testing.Graphs;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may read what. */
class PostgresReadersTest {

  private static final String CUSTOMERS = "live__audit.g__nw_data__customers";

  private final Warehouse warehouse = new Warehouse();
  private final PostgresExecutor executor = warehouse.executor();

  @AfterEach
  void close() {
    executor.close();
    warehouse.close();
  }

  @Test
  void aRoleReadsTheViewsOfItsWorkspace() {
    warehouse.lettingRolesBeMade();
    land(graph(warehouse.graphs()));

    assertThat(warehouse.rowsAs("live__audit_reader", "SELECT * FROM " + CUSTOMERS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM live__reporting.g__nw_data__customers",
        "SELECT * FROM live.nw_data__customers_merge",
        "SELECT * FROM live.nw_data__customers_staging",
        "CREATE TABLE live__audit.mine (id integer)",
        "DROP VIEW live__audit.g__nw_data__customers"
      })
  void itMayDoNothingElse(String sql) {
    warehouse.lettingRolesBeMade();
    land(graph(warehouse.graphs()));

    assertThatThrownBy(() -> warehouse.rowsAs("live__audit_reader", sql))
        .rootCause()
        .message()
        .containsPattern("permission denied|must be owner");
  }

  @Test
  void itsGrantsOutliveAChangeOfTheView() {
    warehouse.lettingRolesBeMade();
    land(graph(warehouse.graphs()));

    var changed =
        warehouse
            .graphs()
            .ingest("NW_Data", customersWithFax())
            .export("NW_Data", customersWithFax(), "Audit", "Reporting")
            .build();
    land(changed);

    assertThat(warehouse.rowsAs("live__audit_reader", "SELECT fax FROM " + CUSTOMERS)).isEmpty();
  }

  @Test
  void aRoleThatNobodyMayMakeIsAskedForAndUsedOnceItIsThere() {
    var graph = graph(warehouse.graphs());
    land(graph);

    assertThat(differences(graph))
        .filteredOn(it -> it.kind() == Difference.Kind.MISSING_ROLE)
        .extracting(Difference::message, Difference::choice)
        .containsExactly(
            tuple(
                "There is no role 'live__audit_reader', and '%s' may not create it, so that nobody is let in by it"
                    .formatted(warehouse.user()),
                "CREATE ROLE \"live__audit_reader\" NOLOGIN"),
            tuple(
                "There is no role 'live__reporting_reader', and '%s' may not create it, so that nobody is let in by it"
                    .formatted(warehouse.user()),
                "CREATE ROLE \"live__reporting_reader\" NOLOGIN"));
    warehouse.sql("CREATE ROLE \"live__audit_reader\" NOLOGIN");
    land(graph);
    assertThat(warehouse.rowsAs("live__audit_reader", "SELECT * FROM " + CUSTOMERS)).isEmpty();
  }

  @Test
  void aPlatformMayWantNoRoles() {
    warehouse.lettingRolesBeMade();
    var graph = graph(warehouse.graphs().hinting("reader-roles", "none"));
    land(graph);

    assertThat(warehouse.rows("SELECT rolname FROM pg_roles WHERE rolname LIKE 'live\\_\\_%'"))
        .isEmpty();
    assertThat(differences(graph)).isEmpty();
  }

  private static PlatformGraph graph(Graphs graphs) {
    return graphs
        .ingest("NW_Data", customers())
        .export("NW_Data", customers(), "Audit", "Reporting")
        .build();
  }

  private List<Difference> differences(PlatformGraph graph) {
    var answer =
        executor
            .schema()
            .orElseThrow()
            .plan(
                new StepContext("Live", "a test", () -> {}),
                graph,
                List.copyOf(graph.nodes().keySet()));
    return ((SchemaAnswer.Planned) answer).report().whole().differences();
  }

  private void land(PlatformGraph graph) {
    assertThat(executor.execute(graph, provision(graph)))
        .allMatch(StepOutcome.Done.class::isInstance);
  }
}
