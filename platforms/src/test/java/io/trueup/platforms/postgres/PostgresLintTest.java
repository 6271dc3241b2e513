package io.trueup.platforms.postgres;

import static io.trueup.platforms.testing.Graphs.container;
import static io.trueup.platforms.testing.Graphs.customers;
import static io.trueup.platforms.testing.Graphs.dataset;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.GraphProblem;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.testing.Graphs;
import java.util.List;
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
                + " credential that may make tables in its container");
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
    assertThat(lint(live().exportIn(elsewhere, "NW_Data", customers(), "W")))
        .containsExactly(
            "postgres.workspace-container Export/Live/USA/NorthWind/mart/NW_Data/customers:"
                + " Container 'USA/NorthWind/mart' is not the database of container"
                + " 'USA/NorthWind/warehouse', in which data platform 'Live' keeps its tables."
                + " Place the workspace in 'USA/NorthWind/warehouse', or assign it to another data"
                + " platform");
  }

  @Test
  void knowsTwoHistories() {
    assertThat(lint(live().keeping(History.FORENSIC))).isEmpty();
    assertThat(lint(live().keeping(History.LIVE_WITH_HISTORY)))
        .containsExactly(
            "postgres.history: Data platforms of type 'postgres' do not keep history"
                + " 'live-with-history'. Choose 'live-only' or 'forensic'");
  }

  @Test
  void findsNamesThatCollideWhenFolded() {
    assertThat(
            lint(
                live()
                    .ingest(
                        "S",
                        dataset("Name", "id: integer key"),
                        dataset("NAME", "id: integer key"))))
        .containsExactly(
            "postgres.name-collision Ingest/Live/S Name: Datasets 'NAME' and 'Name' would have"
                + " tables of one name in Postgres. Rename one of them so that they differ in more"
                + " than upper and lower case");
    assertThat(
            lint(
                live()
                    .ingest("A_B", dataset("C", "id: integer key"))
                    .ingest("a", dataset("b_c", "id: integer key"))))
        .containsExactly(
            "platform.name-collision Ingest/Live/a: Ingest/Live/A_B and Ingest/Live/a would both"
                + " make 'live.a_b_c_merge'. Rename a store, dataset or workspace so that they"
                + " differ in more than underscores and upper and lower case");
  }

  @Test
  void refusesToChangeTheTypeOfAColumnThatExists() {
    var before =
        live()
            .ingest(
                "S",
                dataset("d", "id: integer key", "a: tinyint", "b: varchar(4)", "c: varchar(9)"));
    var after =
        live()
            .ingest(
                "S",
                dataset("d", "id: integer key", "a: smallint", "b: varchar(9)", "c: varchar(4)"));
    var change = GraphDiff.between(before.build(), after.build()).changed().getFirst();

    assertThat(platform.lint().change(after.build(), change).stream().map(PostgresLintTest::text))
        .containsExactly(
            "postgres.type-change Ingest/Live/S d/b: Column 'b' of dataset 'd' widens from"
                + " varchar(4) to varchar(9), and data platform 'Live' cannot change the type of a"
                + " column that exists. Keep the type, or add a new column");
  }

  @Test
  void findsTheSameAgainWhateverItRemembers() {
    var good = live().ingest("S", dataset("a_b", "id: integer key"));
    var bad = live().ingest("S", dataset("d", "id: integer key", "xmin: date"));
    var colliding =
        live()
            .ingest("S", dataset("a_b", "id: integer key"))
            .ingest("S_A", dataset("b", "id: integer key"));

    assertThat(lint(good)).isEmpty();
    assertThat(lint(good)).isEmpty();
    assertThat(lint(bad)).hasSize(1).isEqualTo(lint(bad));
    assertThat(lint(colliding)).hasSize(1).isEqualTo(lint(colliding));
    assertThat(lint(good.in(null))).hasSize(1);
  }

  @Test
  void findsNamesThatAreTaken() {
    assertThat(
            lint(
                live()
                    .ingest(
                        "S",
                        dataset("d", "id: integer key", "XMIN: date", "trueup_batch_id: bigint"))))
        .containsExactly(
            "postgres.name-reserved Ingest/Live/S d/XMIN: Column name 'xmin' is kept for Postgres"
                + " or Trueup. Rename the column",
            "postgres.name-reserved Ingest/Live/S d/trueup_batch_id: Column name 'trueup_batch_id'"
                + " is kept for Postgres or Trueup. Rename the column");
    assertThat(lint(live().named("PG_Live")))
        .containsExactly(
            "postgres.name-reserved: Postgres keeps the schema name 'pg_live' for itself. Rename"
                + " the data platform 'PG_Live'");
  }

  @Test
  void needsItsContainersCredentialAndNotTheSources() {
    assertThat(platform.credentials(live().ingest("NW_Data", customers()).build()))
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
