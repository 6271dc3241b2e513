package io.trueup.platforms.postgres;

import static io.trueup.platforms.postgres.PostgresWarehouse.provision;
import static io.trueup.platforms.testing.Graphs.customers;
import static io.trueup.platforms.testing.Graphs.products;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.platforms.relational.SchemaOperations;
import io.trueup.platforms.relational.SchemaOperations.ApplyAnswer;
import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.SchemaOperations.PlanAnswer;
import io.trueup.platforms.relational.SchemaOperations.PurgeAnswer;
import io.trueup.platforms.relational.SchemaReport;
import io.trueup.platforms.relational.schema.Difference;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.PlanRefusal;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.platforms.testing.MemoryNameRegistry;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ownership of schemas; nothing is created, marked or dropped in those of others. */
class PostgresSchemasTest {

  private static final StepContext CONTEXT = new StepContext("Live", "a test", () -> {});
  private static final Instant LATER = MemoryNameRegistry.NOON.plusSeconds(1);
  private static final OperatorApproval WORD = new OperatorApproval("bob", "the other one is gone");
  private static final String OURS = "trueup installation=c0ffee000000 platform=Live";
  private static final String THEIRS = "trueup installation=badbeef00000 platform=Live";
  private static final String HELD =
      "Cannot use schema 'live': it is for installation=badbeef00000 platform=Live, and this is"
          + " installation=c0ffee000000 platform=Live. Use another database for one of them, or"
          + " have it adopted (--adopt schema:live)";

  private final PostgresWarehouse warehouse = new PostgresWarehouse();
  private final PostgresExecutor executor = warehouse.executor();

  /** The outcome of a graph's first step, with the command for its node. */
  private static StepOutcome refused(PlatformGraph graph, String why) {
    return new StepOutcome.Refused(
        "%s. To adopt, run: trueup schema apply --platform Live --node '%s' --adopt schema:live --reason \"…\""
            .formatted(why, provision(graph).getFirst().node()));
  }

  @AfterEach
  void close() {
    executor.close();
    warehouse.close();
  }

  @Test
  void schemasSayWhoMadeThem() {
    land(graph());

    assertThat(mark("live")).isEqualTo(OURS);
    assertThat(mark("live__audit")).isEqualTo(OURS);
    assertThat(plan(graph()).combined().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Of the finance team", "trueup platform=Live node=Ingest/Live/S"})
  void aSchemaThatAPersonMadeIsNotUsedUntilAnOperatorAdoptsIt(String comment) {
    warehouse.sql(
        "CREATE SCHEMA live AUTHORIZATION " + warehouse.user(),
        "COMMENT ON SCHEMA live IS '%s'".formatted(comment));
    var why =
        "Cannot use schema 'live': it exists, role '%s' owns it, and its comment does not say that it was made for data platform Live. Rename or drop it"
            .formatted(warehouse.user());

    assertThat(plan(graph()).combined().refusals())
        .containsOnly(PlanRefusal.adoptable(new ObjectName("live", ""), why, "schema:live"));
    assertThat(executor.execute(graph(), provision(graph())).getFirst())
        .isEqualTo(refused(graph(), why + ", or have it adopted (--adopt schema:live)"));
    assertThat(warehouse.relations()).isEmpty();

    adopt(executor, graph(), "live");

    assertThat(warehouse.relations()).hasSize(3);
    assertThat(mark("live"))
        .isEqualTo((comment.isEmpty() ? "" : comment + "\n") + OURS + " adopted");
    assertThat(plan(graph()).combined().isEmpty()).isTrue();
  }

  @Test
  void aSchemaWhoseCommentMayNotBeWrittenIsAdoptedByItsOwner() {
    warehouse.sql("CREATE SCHEMA live", "GRANT ALL ON SCHEMA live TO " + warehouse.user());

    var refused = apply(executor, graph(), "live").values();

    var statement = "COMMENT ON SCHEMA \"live\" IS '" + OURS + " adopted'";
    assertThat(refused)
        .contains(
            new StepOutcome.Refused(
                "Cannot adopt schema 'live': '%s' may not write its comment, because role 'postgres' owns it. Have that role run: %s"
                    .formatted(warehouse.user(), statement)));
    warehouse.sql(statement);
    land(graph());
  }

  @Test
  void aSchemaThatMayNotBeMadeIsMadeByHandAsTheMessageSays() {
    warehouse.sql(
        "REVOKE CREATE ON DATABASE %s FROM %s".formatted(warehouse.name(), warehouse.user()));
    var graph = warehouse.graphs().ingest("NW_Data", customers()).build();

    var reason = plan(graph).combined().refusals().getFirst().reason();

    var create =
        "CREATE SCHEMA \"live\" AUTHORIZATION \"%s\"; COMMENT ON SCHEMA \"live\" IS '%s'"
            .formatted(warehouse.user(), OURS);
    assertThat(reason).endsWith("or create the schema for it: " + create);
    warehouse.sql(create.split("; "));
    land(graph);
  }

  @Test
  void aSchemaFromBeforeSchemasWereMarkedGetsItsMark() {
    land(graph());
    warehouse.sql("COMMENT ON SCHEMA live IS NULL", "COMMENT ON SCHEMA live__audit IS 'views'");

    land(more());

    assertThat(mark("live")).isEqualTo(OURS);
    assertThat(mark("live__audit")).isEqualTo("views\n" + OURS);
  }

  @Test
  void oneWhoseCommentMayNotBeWrittenIsUsedAndTold() {
    land(graph());
    warehouse.sql(
        "ALTER SCHEMA live OWNER TO postgres",
        "GRANT ALL ON SCHEMA live TO " + warehouse.user(),
        "COMMENT ON SCHEMA live IS NULL");

    land(more());

    assertThat(plan(more()).combined().differences())
        .filteredOn(it -> it.kind() == Difference.Kind.UNMARKED_SCHEMA)
        .first()
        .isEqualTo(
            new Difference(
                new ObjectName("live", ""),
                Difference.Kind.UNMARKED_SCHEMA,
                "The comment of schema 'live' does not say whose it is, so that another installation would use it too, and '%s' may not write it because role 'postgres' owns the schema"
                    .formatted(warehouse.user()),
                "COMMENT ON SCHEMA \"live\" IS '" + OURS + "'"));
  }

  @Test
  void theSecondInstallationOnTheSameTablesIsRefusedAndNamesBoth() {
    land(graph());
    warehouse.sql("COMMENT ON SCHEMA live IS '" + THEIRS + "'");
    var tables = warehouse.comments();

    assertThat(executor.execute(more(), provision(more())).getFirst())
        .isEqualTo(refused(more(), HELD));
    assertThat(executor.execute(nothing(), retirement(graph())))
        .allMatch(StepOutcome.Done.class::isInstance);
    assertThat(warehouse.comments().stream().filter(it -> it.startsWith("nw_data__customers_")))
        .isEqualTo(tables.stream().filter(it -> it.startsWith("nw_data__customers_")).toList());
    assertThat(drift(more()).undeclared())
        .contains(
            new Difference(
                new ObjectName("live", ""),
                Difference.Kind.STRANGE_SCHEMA,
                HELD.substring(0, HELD.indexOf(", or have it adopted")),
                null))
        .noneMatch(it -> it.name().schema().equals("live") && !it.name().name().isEmpty());
  }

  /** Both plan before the schema exists; the mark of the first to commit is kept. */
  @Test
  void theSecondOfTwoInstallationsThatMakeASchemaAtOnceIsRefused() {
    var others =
        new ArrayDeque<>(List.of("CREATE SCHEMA live; COMMENT ON SCHEMA live IS '" + THEIRS + "'"));
    warehouse.journal.beforeBatch =
        () -> {
          if (!others.isEmpty()) {
            warehouse.owned(others.poll());
          }
        };

    assertThat(executor.execute(graph(), provision(graph())).getFirst())
        .isEqualTo(refused(graph(), HELD));
    assertThat(mark("live")).isEqualTo(THEIRS);
    assertThat(warehouse.relations()).isEmpty();
  }

  @Test
  void whatRetiredInAnInstallationsSchemaIsNotDroppedByAnother() {
    land(graph());
    assertThat(executor.execute(nothing(), retirement(graph())))
        .allMatch(StepOutcome.Done.class::isInstance);
    warehouse.sql("COMMENT ON SCHEMA live IS '" + THEIRS + "'");

    var kept = purge().kept();

    assertThat(kept)
        .isEqualTo(
            Map.of(
                new ObjectName("live", "nw_data__customers_merge"), STRANGE,
                new ObjectName("live", "nw_data__customers_staging"), STRANGE));
    assertThat(warehouse.relations()).hasSize(2);
  }

  private static final String STRANGE =
      "the comment of its schema does not say that it was created for this platform by this"
          + " installation";

  @Test
  void anOperatorLetsOneInstallationFollowAnotherThatIsGone() {
    land(graph());
    warehouse.forgetNames();

    try (var next = warehouse.executorOf("badbeef00000")) {
      assertThat(next.execute(graph(), provision(graph())))
          .allMatch(StepOutcome.Refused.class::isInstance);
      adopt(next, graph(), "live", "live__audit");
      assertThat(next.execute(more(), provision(more())))
          .allMatch(StepOutcome.Done.class::isInstance);
    }

    assertThat(mark("live")).isEqualTo(THEIRS + " adopted");
    assertThat(executor.execute(more(), provision(more())).getFirst())
        .isInstanceOf(StepOutcome.Refused.class);
  }

  @Test
  void aSchemaOfAnotherPlatformOfTheInstallationIsNotUsed() {
    land(graph());
    warehouse.sql("COMMENT ON SCHEMA live IS '" + OURS.replace("=Live", "=other/Live") + "'");

    assertThat(executor.execute(more(), provision(more())).getFirst())
        .isEqualTo(
            refused(
                more(),
                HELD.replace("badbeef00000 platform=Live", "c0ffee000000 platform=other/Live")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NULL", "'theirs'", "'trueup installation=badbeef00000 platform=Live'"})
  void aPurgeKeepsASchemaThatWasNotMadeHere(String comment) {
    land(graph());
    executor.execute(nothing(), retirement(graph()));
    warehouse.sql("COMMENT ON SCHEMA live__audit IS " + comment);

    warehouse.sql("DROP VIEW live__audit.g__nw_data__customers");
    var kept = purge().kept();

    assertThat(kept)
        .isEqualTo(
            Map.of(
                new ObjectName("live__audit", ""),
                "its comment does not say that it was created for this platform by this"
                    + " installation; drop schema 'live__audit' by hand if it is not needed"));
    assertThat(schemas()).containsExactly("live__audit");
  }

  @Test
  void purgeReleasesAnAdoptedSchema() {
    warehouse.sql(
        "CREATE SCHEMA live AUTHORIZATION " + warehouse.user(),
        "COMMENT ON SCHEMA live IS 'theirs'",
        "CREATE TABLE live.theirs (id integer)");
    adopt(executor, graph(), "live");
    executor.execute(nothing(), retirement(graph()));

    assertThat(purge().kept()).isEmpty();

    assertThat(mark("live")).isEqualTo("theirs");
    assertThat(warehouse.relations()).containsExactly("live.theirs(id)");
    assertThat(warehouse.allNames("Live")).isEmpty();
  }

  private PlatformGraph graph() {
    return warehouse
        .graphs()
        .ingest("NW_Data", customers())
        .export("NW_Data", customers(), "Audit")
        .build();
  }

  private PlatformGraph more() {
    return warehouse
        .graphs()
        .ingest("NW_Data", customers())
        .ingest("S", products())
        .export("NW_Data", customers(), "Audit")
        .export("S", products(), "Audit")
        .build();
  }

  private PlatformGraph nothing() {
    return warehouse.graphs().build();
  }

  private void land(PlatformGraph graph) {
    assertThat(executor.execute(graph, provision(graph)))
        .allMatch(StepOutcome.Done.class::isInstance);
  }

  private static List<PlannedStep> retirement(PlatformGraph graph) {
    return graph.nodes().keySet().stream()
        .map((NodeKey it) -> new PlannedStep(it, StepAction.RETIRE, "a test"))
        .toList();
  }

  private SchemaOperations operations() {
    return executor.capability(SchemaOperations.class).orElseThrow();
  }

  private SchemaReport plan(PlatformGraph graph) {
    var nodes = List.copyOf(graph.nodes().keySet());
    return ((PlanAnswer.Planned) operations().plan(CONTEXT, graph, nodes)).report();
  }

  private SchemaReport drift(PlatformGraph graph) {
    return ((PlanAnswer.Planned) operations().drift(CONTEXT, graph)).report();
  }

  private PurgeAnswer.Purged purge() {
    return (PurgeAnswer.Purged) operations().purge(CONTEXT, nothing(), LATER, WORD);
  }

  private static Map<NodeKey, StepOutcome> apply(
      PostgresExecutor executor, PlatformGraph graph, String... schemas) {
    var adopted = new TreeSet<ObjectName>();
    for (var schema : schemas) {
      adopted.add(new ObjectName(schema, ""));
    }
    var order = new ApplyOptions(null, Set.of(), adopted, WORD);
    var nodes = List.copyOf(graph.nodes().keySet());
    var answer =
        executor
            .capability(SchemaOperations.class)
            .orElseThrow()
            .apply(CONTEXT, graph, nodes, order);
    return ((ApplyAnswer.Applied) answer).outcomes();
  }

  private static void adopt(PostgresExecutor executor, PlatformGraph graph, String... schemas) {
    assertThat(apply(executor, graph, schemas).values())
        .allMatch(StepOutcome.Done.class::isInstance);
  }

  private String mark(String schema) {
    return warehouse
        .rows("SELECT obj_description('%s'::regnamespace, 'pg_namespace')".formatted(schema))
        .getFirst();
  }

  private List<String> schemas() {
    return warehouse.rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'live%' ORDER BY 1");
  }
}
