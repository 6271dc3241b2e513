package io.trueup.platforms.postgres;

import static io.trueup.platforms.testing.Graphs.avro;
import static io.trueup.platforms.testing.Graphs.container;
import static io.trueup.platforms.testing.Graphs.customers;
import static io.trueup.platforms.testing.Graphs.dataset;
import static io.trueup.platforms.testing.Graphs.partitioned;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.Credential;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.GraphProblem;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.problem.Severity;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.testing.Graphs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresLintTest {

  private final PostgresPlatform platform = new PostgresPlatform();

  @Test
  void acceptsWhatItCanHold() {
    assertThat(lint(live().ingest("NW_Data", customers()).export("NW_Data", customers(), "W")))
        .isEmpty();
  }

  @Test
  void anEmptyGraphNeedsNoContainer() {
    assertThat(platform.lint().all(PlatformGraph.empty(live().platform()))).isEmpty();
  }

  @Test
  void wantsContainerAndCredential() {
    var bare =
        PlatformDeclaration.of(
            "Live", "postgres", History.LIVE_ONLY, null, null, RolloutPolicy.MERGE);

    assertThat(lint(live().with(bare).in(null)))
        .containsExactly(
            "postgres.container-missing: Data platform 'Live' names no container. Name the"
                + " container whose database is to hold its tables",
            "postgres.credential-missing: Data platform 'Live' names no credential. Name the"
                + " credential that may create tables in its container");
  }

  @Test
  void wantsACredentialThatItLogsInWith() {
    var plain = live().platform();
    var certified =
        new PlatformDeclaration(
            plain.name(),
            plain.type(),
            plain.history(),
            plain.container(),
            new Credential("warehouse_owner", Credential.Kind.CLIENT_CERTIFICATE),
            plain.credentials(),
            plain.hints(),
            plain.rollout(),
            plain.jobs(),
            plain.provider(),
            plain.dependencies(),
            plain.tags(),
            plain.documentation());

    assertThat(lint(live().with(certified).ingest("NW_Data", customers())))
        .containsExactly(
            "postgres.credential-kind: Credential 'warehouse_owner' of data platform 'Live' is of"
                + " kind 'client-certificate', and platforms of type 'postgres' log in with user"
                + " and password. Name one of kind 'user-password'");
  }

  @Test
  void wantsAContainerThatIsDeclared() {
    assertThat(lint(live().in(null).ingest("NW_Data", customers())))
        .containsExactly(
            "postgres.container-missing: Container 'USA/NorthWind/warehouse' is not declared."
                + " Declare it, or name another");
  }

  @Test
  void wantsAPostgresContainerThatIsComplete() {
    var lake =
        DataContainer.of(
            "USA/NorthWind/lake", DataContainer.Type.ICEBERG, null, 0, "lake", List.of());
    var nameless =
        DataContainer.of("USA/NorthWind/pg", DataContainer.Type.POSTGRES, "pg", 0, null, List.of());

    assertThat(lint(live().in(lake)))
        .containsExactly(
            "postgres.container-type: Container 'USA/NorthWind/lake' is of type 'iceberg', not"
                + " 'postgres'. Name a container of type 'postgres'");
    assertThat(lint(live().in(nameless)))
        .containsExactly(
            "postgres.container-incomplete: Container 'USA/NorthWind/pg' names no database. Give it"
                + " both a host and a database");
  }

  @Test
  void wantsWorkspacesInItsOwnDatabase() {
    var elsewhere = container("mart", "mart.internal", 5432, "mart");
    var alias = container("alias", "NOWHERE.internal", 0, "warehouse");

    assertThat(lint(live().exportIn(alias, "NW_Data", customers(), "W"))).isEmpty();
    var managed =
        DataContainer.of("UK/Insight/own", DataContainer.Type.MANAGED, null, 0, null, List.of());
    assertThat(lint(live().exportIn(managed, "NW_Data", customers(), "W"))).isEmpty();
    assertThat(lint(live().exportIn(elsewhere, "NW_Data", customers(), "W")))
        .containsExactly(
            "postgres.workspace-container Export/Live/USA/NorthWind/mart/NW_Data/customers:"
                + " Container 'USA/NorthWind/mart' is not the database of container"
                + " 'USA/NorthWind/warehouse', in which data platform 'Live' keeps its tables."
                + " Place the workspace in 'USA/NorthWind/warehouse', or assign it to another data"
                + " platform");
  }

  @Test
  void knowsEveryHistory() {
    for (var history : History.values()) {
      assertThat(lint(live().keeping(history))).isEmpty();
    }
  }

  @Test
  void knowsItsHints() {
    assertThat(
            lint(
                live()
                    .hinting("view-schemas", "zone")
                    .hinting("reader-roles", "none")
                    .hinting("partitions", "1024")))
        .isEmpty();
    assertThat(
            lint(
                live()
                    .hinting("view-schemas", "Zone")
                    .hinting("reader-roles", "group")
                    .hinting("partitions", "1")
                    .hinting("region", "east")))
        .containsExactly(
            "postgres.hint: Hint 'partitions' of data platform 'Live' cannot be '1'. Choose a"
                + " number from 2 to 1024",
            "postgres.hint: Hint 'reader-roles' of data platform 'Live' cannot be 'group'. Choose"
                + " one of 'workspace', 'none'",
            "postgres.hint: Data platforms of type 'postgres' know no hint 'region'. Remove it, or"
                + " choose one of 'partitions', 'reader-roles', 'view-schemas'",
            "postgres.hint: Hint 'view-schemas' of data platform 'Live' cannot be 'Zone'. Choose"
                + " one of 'workspace', 'group', 'zone'");
  }

  @Test
  void namesThatDifferInCaseOrUnderscoresAreNoMatter() {
    assertThat(
            lint(
                live()
                    .ingest("A_B", dataset("C", "id: integer key"))
                    .ingest(
                        "a", dataset("b_c", "id: integer key"), dataset("B_C", "id: date key"))))
        .isEmpty();
  }

  @Test
  void aTypeMayWidenAndIsWarnedOfWhereRowsAreWrittenAnew() {
    var before =
        live()
            .ingest(
                "S",
                dataset(
                    "d",
                    "id: integer key",
                    "a: tinyint",
                    "b: varchar(4)",
                    "c: integer",
                    "e: date"));
    var after =
        live()
            .ingest(
                "S",
                dataset(
                    "d",
                    "id: integer key",
                    "a: smallint",
                    "b: varchar(9)",
                    "c: bigint",
                    "e: date"));
    var change = GraphDiff.between(before.build(), after.build()).changed().getFirst();

    var problems = platform.lint().change(after.build(), change);

    assertThat(problems.stream().map(PostgresLintTest::text))
        .containsExactly(
            "postgres.rewrite Ingest/Live/S d/c: Column 'c' of dataset 'd' widens from integer to"
                + " bigint, for which Postgres rewrites its tables and blocks all access to them"
                + " meanwhile. The node will wait for an operator's approval: trueup schema apply"
                + " --platform Live --node Ingest/Live/S --allow ID --reason TEXT");
    assertThat(problems).allMatch(it -> it.severity() == Severity.WARNING);
  }

  /** Avro promotes some types to which Postgres does not change a column. */
  @Test
  void refusesATypeThatPostgresDoesNotChangeAColumnTo() {
    assertThat(changed(avroOf("int"), avroOf("double")))
        .containsExactly(
            "postgres.cannot-widen Ingest/Live/S orders/amount: Column 'amount' of dataset 'orders'"
                + " widens from integer to float64, and Postgres cannot make this change to a"
                + " column with rows. Keep the type, and add a column or declare a new dataset");
    assertThat(changed(avroOf("int"), avroOf("int"))).isEmpty();
  }

  /** A field that Avro renames by an alias is a new column, for which the rows have no value. */
  @Test
  void warnsOfAnAvroSchemaThatTheTableCannotBecome() {
    var before = avroOf(Map.of("name", "amount", "type", "int"));
    var renamed = avroOf(Map.of("name", "total", "type", "int", "aliases", List.of("amount")));
    var optional =
        avroOf(
            Map.of("name", "total", "type", List.of("null", "int"), "aliases", List.of("amount")));

    assertThat(changed(before, renamed))
        .containsExactly(
            "postgres.table-replaced Ingest/Live/S orders: The table of dataset 'orders' cannot"
                + " become what its Avro schema declares: it has no column 'total', which is"
                + " declared not to be null. A new table is created for it and all data is loaded"
                + " again; the earlier one is kept until it is purged. Merge it when a full"
                + " reload is acceptable, or make the field nullable");
    assertThat(changed(before, optional)).isEmpty();
  }

  /** Compatibility refuses and reports it. */
  @Test
  void doesNotCallANarrowingAWidening() {
    assertThat(
            changed(
                dataset("d", "id: integer key", "a: varchar(9)"),
                dataset("d", "id: integer key", "a: varchar(4)")))
        .isEmpty();
    assertThat(
            changed(
                dataset("d", "id: integer key", "a: bigint"),
                dataset("d", "id: integer key", "a: integer")))
        .isEmpty();
  }

  private static Dataset avroOf(Map<String, Object> field) {
    return avro(
        "orders",
        Map.of(
            "type",
            "record",
            "name",
            "Order",
            "fields",
            List.of(Map.of("name", "id", "type", "long"), field)),
        "id");
  }

  private static Dataset avroOf(String type) {
    return avro(
        "orders",
        Map.of(
            "type",
            "record",
            "name",
            "Order",
            "fields",
            List.of(Map.of("name", "id", "type", "long"), Map.of("name", "amount", "type", type))),
        "id");
  }

  @Test
  void refusesToWidenWhatATableIsPartitionedBy() {
    var before = partitioned(dataset("d", "id: integer key", "a: varchar(4)"), "id");
    var wider = partitioned(dataset("d", "id: bigint key", "a: varchar(4)"), "id");
    var other = partitioned(dataset("d", "id: integer key", "a: varchar(9)"), "id");

    assertThat(changed(before, wider))
        .containsExactly(
            "postgres.cannot-widen Ingest/Live/S d/id: Column 'id' of dataset 'd' widens from"
                + " integer to bigint, and Postgres never changes a column that its table is"
                + " partitioned by. Keep the type, or declare a new dataset");
    assertThat(changed(before, other)).isEmpty();
  }

  private List<String> changed(Dataset before, Dataset after) {
    var target = live().ingest("S", after).build();
    return GraphDiff.between(live().ingest("S", before).build(), target).changed().stream()
        .flatMap(it -> platform.lint().change(target, it).stream())
        .map(PostgresLintTest::text)
        .toList();
  }

  @Test
  void warnsOfPartitionColumnsOutsideTheKey() {
    var sales = dataset("sales", "region: varchar(9) key", "id: integer key", "day: date not null");

    assertThat(lint(live().ingest("S", partitioned(sales, "region")))).isEmpty();
    assertThat(lint(live().ingest("S", partitioned(sales, "region", "day"))))
        .containsExactly(
            "postgres.partition-key Ingest/Live/S sales: The table of dataset 'sales' will not be"
                + " partitioned, because its partition columns region, day are not all in its"
                + " primary key. Add them to the primary key of a new dataset, or remove the"
                + " partition columns");
  }

  @Test
  void findsColumnsThatArePlatformsOwn() {
    assertThat(lint(live().ingest("S", dataset("d", "id: integer key", "Trueup_x: date"))))
        .containsExactly(
            "postgres.name-reserved Ingest/Live/S d/Trueup_x: Column 'Trueup_x' of dataset 'd'"
                + " begins with 'trueup_', as the platform's own columns do. Rename the column");
    assertThat(
            lint(
                live()
                    .transform(
                        "W", List.of(), "S", dataset("d", "id: integer key", "trueup_: date"))))
        .hasSize(1);
  }

  @Test
  void needsItsContainersCredentialAndNotTheSources() {
    assertThat(platform.credentials(live().ingest("NW_Data", customers()).build()))
        .extracting(CredentialUse::name)
        .containsExactly("warehouse_owner");
    assertThat(platform.credentials(PlatformGraph.empty(live().platform()))).isEmpty();
  }

  private static Graphs live() {
    return Graphs.of("postgres");
  }

  private List<String> lint(Graphs graphs) {
    return platform.lint().all(graphs.build()).stream().map(PostgresLintTest::text).toList();
  }

  private static String text(GraphProblem problem) {
    return "%s%s%s: %s. %s"
        .formatted(
            problem.rule(),
            problem.node() == null ? "" : " " + problem.node(),
            problem.column() == null ? "" : " " + problem.column(),
            problem.message(),
            problem.remedy());
  }
}
