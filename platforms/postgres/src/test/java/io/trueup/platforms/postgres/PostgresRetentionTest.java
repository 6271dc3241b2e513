package io.trueup.platforms.postgres;

import static io.trueup.platforms.postgres.PostgresWarehouse.provision;
import static io.trueup.platforms.testing.Graphs.customers;
import static io.trueup.platforms.testing.Graphs.dataset;
import static io.trueup.platforms.testing.Graphs.partitioned;
import static io.trueup.platforms.testing.Graphs.products;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.platforms.relational.SchemaOperations;
import io.trueup.platforms.relational.SchemaOperations.PurgeAnswer;
import io.trueup.platforms.relational.SchemaOperations.Retired;
import io.trueup.platforms.relational.SchemaOperations.RetiredAnswer;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.platforms.testing.MemoryNameRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Retirement and purge of the tables and views whose nodes leave the model. */
class PostgresRetentionTest {

  private static final StepContext CONTEXT = new StepContext("Live", "a test", () -> {});
  private static final Instant LATER = MemoryNameRegistry.NOON.plusSeconds(1);
  private static final OperatorApproval WORD = new OperatorApproval("bob", "the quarter is over");
  private static final String VIEW = "live__audit.g__nw_data__customers";

  private final PostgresWarehouse warehouse = new PostgresWarehouse();
  private final PostgresExecutor executor = warehouse.executor();
  private final SchemaOperations operations =
      executor.capability(SchemaOperations.class).orElseThrow();

  @BeforeEach
  void letRolesBeMade() {
    warehouse.lettingRolesBeMade();
  }

  @AfterEach
  void close() {
    executor.close();
    warehouse.close();
  }

  @Test
  void aRetiredViewIsClosedAndTheRowsAreKept() {
    land(both());
    warehouse.sql("INSERT INTO live.nw_data__customers_merge VALUES ('A', 'A', 'A', 1, '')");

    retire(both(), nothing());

    assertThatThrownBy(() -> warehouse.rowsAs(warehouse.reader("audit"), "SELECT * FROM " + VIEW))
        .rootCause()
        .hasMessageContaining("permission denied for view");
    assertThat(warehouse.rows("SELECT customer_id FROM " + VIEW)).containsExactly("A");
    assertThat(warehouse.rows("SELECT obj_description('" + VIEW + "'::regclass)").getFirst())
        .startsWith("RETIRED: no longer in the model, kept until an operator drops it. Dataset ");
  }

  @Test
  void whatComesBackIsAsItWas() {
    land(both());
    warehouse.sql("INSERT INTO live.nw_data__customers_merge VALUES ('A', 'A', 'A', 1, '')");
    var comments = warehouse.comments();
    retire(both(), nothing());

    land(both());

    assertThat(warehouse.comments()).isEqualTo(comments);
    assertThat(warehouse.rowsAs(warehouse.reader("audit"), "SELECT customer_id FROM " + VIEW))
        .containsExactly("A");
    assertThat(kept(both())).isEmpty();
  }

  @Test
  void aGroupThatLeavesAnExportLosesItsViewAlone() {
    land(both());

    var left =
        warehouse
            .graphs()
            .ingest("NW_Data", customers())
            .export("NW_Data", customers(), "Reporting")
            .build();
    land(left);

    assertThat(kept(left)).containsExactly(VIEW);
    assertThat(purge(left).dropped().stream().map(it -> it.relation().toString()))
        .containsExactly(VIEW);
    assertThat(warehouse.relations())
        .hasSize(3)
        .anyMatch(it -> it.startsWith("live__reporting.g__nw_data__customers("));
  }

  @Test
  void retiringTwiceChangesNothing() {
    land(both());
    retire(both(), nothing());

    assertThat(executor.execute(nothing(), retirement(both())))
        .containsOnly(new StepOutcome.Done(List.of()));
  }

  @Test
  void purgingDropsAllOfWhatWasRetiredAndItsNames() {
    var sales =
        partitioned(dataset("sales", "region: varchar(9) key", "id: integer key"), "region");
    var graph =
        warehouse
            .graphs()
            .ingest("NW_Data", customers())
            .ingest("S", sales)
            .export("NW_Data", customers(), "Audit")
            .export("S", sales, "Audit")
            .build();
    land(graph);
    retire(graph, nothing());

    var purged = purge(nothing());

    assertThat(purged.kept()).isEmpty();
    assertThat(purged.dropped()).hasSize(6).allMatch(Retired::isThere);
    assertThat(warehouse.relations()).isEmpty();
    assertThat(
            warehouse.rows(
                "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'live%' UNION ALL SELECT"
                    + " rolname FROM pg_roles WHERE rolname LIKE '%\\_reader'"))
        .isEmpty();
    assertThat(warehouse.allNames("Live")).isEmpty();
  }

  @Test
  void purgingKeepsWhatWasRetiredSince() {
    land(both());
    retire(both(), nothing());

    assertThat(purge(nothing(), MemoryNameRegistry.NOON).dropped()).isEmpty();
    assertThat(warehouse.relations()).hasSize(4);
  }

  @Test
  void purgingNeverDropsWhatIsInTheModelWhateverTheRegistrySays() {
    land(both());
    warehouse.names.retire(warehouse.identity(), "Live", List.copyOf(both().nodes().keySet()));

    assertThat(purge(both())).isEqualTo(new PurgeAnswer.Purged(List.of(), Map.of()));
    assertThat(purge(nothing()).dropped()).isEmpty();
    assertThat(purge(nothing()).kept().get(name("live", "nw_data__customers_merge")))
        .isEqualTo(
            "its comment does not say that it was retired; apply the plan of node"
                + " Ingest/Live/NW_Data first");
    assertThat(warehouse.relations()).hasSize(4);
  }

  @Test
  void purgeKeepsATableThatAForeignViewReads() {
    var graph = warehouse.graphs().ingest("S", products(), customers()).build();
    land(graph);
    retire(graph, nothing());
    warehouse.sql("CREATE VIEW public.theirs AS SELECT * FROM live.s__products_merge");

    var purged = purge(nothing());

    assertThat(purged.kept())
        .containsExactly(Map.entry(name("live", "s__products_merge"), "public.theirs reads it"));
    assertThat(purged.dropped()).hasSize(3);
    warehouse.sql("DROP VIEW public.theirs");
    assertThat(purge(nothing()).dropped()).hasSize(1);
  }

  @Test
  void purgeReleasesTheNameOfARelationThatIsAlreadyDropped() {
    land(both());
    retire(both(), nothing());
    warehouse.sql("DROP TABLE live.nw_data__customers_merge CASCADE");

    assertThat(purge(nothing()).dropped()).hasSize(4).filteredOn(it -> !it.isThere()).hasSize(3);
    assertThat(warehouse.allNames("Live")).isEmpty();
  }

  @Test
  void aSchemaWithTablesOfOthersIsKept() {
    land(both());
    retire(both(), nothing());
    warehouse.sql("CREATE TABLE live.theirs (id integer)");

    assertThat(purge(nothing()).kept())
        .containsExactly(Map.entry(name("live", ""), "it contains tables or views of others"));
  }

  private static ObjectName name(String schema, String name) {
    return new ObjectName(schema, name);
  }

  /** A role with a name that the registry gave may still have been created by a person. */
  @Test
  void aRoleThatAPersonMadeOutlivesAPurge() {
    land(both());
    warehouse.sql("COMMENT ON ROLE \"%s\" IS 'made by hand'".formatted(warehouse.reader("audit")));
    retire(both(), nothing());

    var purged = purge(nothing());

    assertThat(purged.kept())
        .containsEntry(
            new ObjectName("", warehouse.reader("audit")),
            "its comment does not say that it was created for this database by this installation; drop role '%s' by hand if it is not needed"
                .formatted(warehouse.reader("audit")));
    assertThat(warehouse.rows("SELECT rolname FROM pg_roles WHERE rolname LIKE '%\\_reader'"))
        .containsExactly(warehouse.reader("audit"));
  }

  @Test
  void purgeReleasesAnAdoptedRole() {
    land(both());
    warehouse.sql(
        "COMMENT ON ROLE \"%s\" IS E'made by hand\\ntrueup installation=c0ffee000000 database=%s adopted'"
            .formatted(warehouse.reader("audit"), warehouse.name()));
    retire(both(), nothing());

    assertThat(purge(nothing()).kept()).isEmpty();

    assertThat(
            warehouse.rows(
                "SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = '%s'"
                    .formatted(warehouse.reader("audit"))))
        .containsExactly("made by hand");
  }

  private PlatformGraph both() {
    return warehouse
        .graphs()
        .ingest("NW_Data", customers())
        .export("NW_Data", customers(), "Audit", "Reporting")
        .build();
  }

  private PlatformGraph nothing() {
    return warehouse.graphs().build();
  }

  private void land(PlatformGraph graph) {
    assertThat(executor.execute(graph, provision(graph)))
        .allMatch(StepOutcome.Done.class::isInstance);
  }

  private void retire(PlatformGraph before, PlatformGraph after) {
    assertThat(executor.execute(after, retirement(before)))
        .allMatch(StepOutcome.Done.class::isInstance);
  }

  private static List<PlannedStep> retirement(PlatformGraph graph) {
    return graph.nodes().keySet().stream()
        .map((NodeKey it) -> new PlannedStep(it, StepAction.RETIRE, "a test"))
        .toList();
  }

  private List<String> kept(PlatformGraph graph) {
    return ((RetiredAnswer.Kept) operations.retired(CONTEXT, graph))
        .relations().stream().map(it -> it.relation().toString()).toList();
  }

  private PurgeAnswer.Purged purge(PlatformGraph graph) {
    return purge(graph, LATER);
  }

  private PurgeAnswer.Purged purge(PlatformGraph graph, Instant before) {
    return (PurgeAnswer.Purged) operations.purge(CONTEXT, graph, before, WORD);
  }
}
