package io.trueup.platforms.postgres;

import static io.trueup.platforms.postgres.PostgresWarehouse.provision;
import static io.trueup.platforms.testing.Graphs.customers;
import static io.trueup.platforms.testing.Graphs.customersWithFax;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.relational.SchemaOperations;
import io.trueup.platforms.relational.SchemaOperations.ApplyAnswer;
import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.SchemaOperations.PlanAnswer;
import io.trueup.platforms.relational.schema.Difference;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.platforms.testing.Graphs;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reader roles and their privileges. */
class PostgresReadersTest {

  private static final String CUSTOMERS = "live__audit.g__nw_data__customers";

  private final PostgresWarehouse warehouse = new PostgresWarehouse();
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

    assertThat(warehouse.rowsAs(warehouse.reader("audit"), "SELECT * FROM " + CUSTOMERS)).isEmpty();
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

    assertThatThrownBy(() -> warehouse.rowsAs(warehouse.reader("audit"), sql))
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

    assertThat(warehouse.rowsAs(warehouse.reader("audit"), "SELECT fax FROM " + CUSTOMERS))
        .isEmpty();
  }

  @Test
  void reportsARoleThatItCannotCreateAndUsesItOnceItExists() {
    var graph = graph(warehouse.graphs());
    land(graph);

    assertThat(differences(graph))
        .filteredOn(it -> it.kind() == Difference.Kind.MISSING_ROLE)
        .extracting(Difference::message, Difference::choice)
        .containsExactly(
            tuple(
                "There is no role '%s', and '%s' may not create it, so that it gives no access"
                    .formatted(warehouse.reader("audit"), warehouse.user()),
                made("audit")),
            tuple(
                "There is no role '%s', and '%s' may not create it, so that it gives no access"
                    .formatted(warehouse.reader("reporting"), warehouse.user()),
                made("reporting")));
    warehouse.sql(made("audit").split("; "));
    land(graph);
    assertThat(warehouse.rowsAs(warehouse.reader("audit"), "SELECT * FROM " + CUSTOMERS)).isEmpty();
  }

  private String made(String workspace) {
    return "CREATE ROLE \"%1$s\" NOLOGIN; COMMENT ON ROLE \"%1$s\" IS 'trueup installation=c0ffee000000 database=%2$s'"
        .formatted(warehouse.reader(workspace), warehouse.name());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "The readers of a report",
        "trueup installation=badbeef00000 database=warehouse",
        "trueup installation=c0ffee000000 database=another"
      })
  void grantsAForeignRoleNothingUntilItIsAdopted(String comment) {
    warehouse.lettingRolesBeMade();
    var role = warehouse.reader("audit");
    warehouse.sql(
        "CREATE ROLE \"%s\"".formatted(role),
        "COMMENT ON ROLE \"%s\" IS '%s'".formatted(role, comment),
        "GRANT \"%s\" TO %s WITH ADMIN OPTION".formatted(role, warehouse.user()));
    var graph = graph(warehouse.graphs());
    land(graph);

    assertThatThrownBy(() -> warehouse.rowsAs(role, "SELECT * FROM " + CUSTOMERS))
        .rootCause()
        .hasMessageContaining("permission denied");
    assertThat(differences(graph))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.kind()).isEqualTo(Difference.Kind.STRANGE_ROLE);
          assertThat(it.message())
              .isEqualTo(
                  "Role '%s' exists and %s, so that it is granted nothing. Rename it, or have it adopted (--adopt role:%s)"
                      .formatted(
                          role,
                          comment.startsWith("trueup")
                              ? "is for " + comment.substring("trueup ".length())
                              : "was not made for this database by this installation",
                          role));
        });

    adopt(graph, role);

    assertThat(warehouse.rowsAs(role, "SELECT * FROM " + CUSTOMERS)).isEmpty();
    assertThat(differences(graph)).isEmpty();
    assertThat(
            warehouse.rows(
                "SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = '%s'"
                    .formatted(role)))
        .containsExactly(
            "%strueup installation=c0ffee000000 database=%s adopted"
                .formatted(
                    comment.isEmpty() || comment.startsWith("trueup") ? "" : comment + "\n",
                    warehouse.name()));
  }

  private void adopt(PlatformGraph graph, String role) {
    var answer =
        executor
            .capability(SchemaOperations.class)
            .orElseThrow()
            .apply(
                new StepContext("Live", "a test", () -> {}),
                graph,
                List.copyOf(graph.nodes().keySet()),
                new ApplyOptions(
                    null,
                    Set.of(),
                    Set.of(new ObjectName("", role)),
                    new OperatorApproval("bob", "it is the auditors'")));
    assertThat(((ApplyAnswer.Applied) answer).outcomes().values())
        .allMatch(StepOutcome.Done.class::isInstance);
  }

  @Test
  void aPlatformMayWantNoRoles() {
    warehouse.lettingRolesBeMade();
    var graph = graph(warehouse.graphs().hinting("reader-roles", "none"));
    land(graph);

    assertThat(
            warehouse.rows("SELECT rolname FROM pg_roles WHERE rolname LIKE '%\\_\\_live\\_\\_%'"))
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
            .capability(SchemaOperations.class)
            .orElseThrow()
            .plan(
                new StepContext("Live", "a test", () -> {}),
                graph,
                List.copyOf(graph.nodes().keySet()));
    return ((PlanAnswer.Planned) answer).report().combined().differences();
  }

  private void land(PlatformGraph graph) {
    assertThat(executor.execute(graph, provision(graph)))
        .allMatch(StepOutcome.Done.class::isInstance);
  }
}
