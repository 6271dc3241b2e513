package io.trueup.platforms.relational.container;

import static io.trueup.platforms.testing.Graphs.customers;
import static io.trueup.platforms.testing.Graphs.dataset;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.platforms.testing.Graphs;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContainerLintTest {

  private static Graphs in(DataContainer container) {
    return Graphs.of("legacy").in(container);
  }

  private static DataContainer container(DataContainer.Type type, @Nullable String version) {
    var plain = DataContainer.of("USA/NorthWind/box", type, "h", 0, "d", List.of());
    return new DataContainer(
        plain.qualifiedName(),
        type,
        plain.host(),
        0,
        plain.database(),
        null,
        plain.storage(),
        List.of(),
        null,
        false,
        version,
        plain.documentation());
  }

  private static List<String> lint(Graphs graphs) {
    return ContainerLint.INSTANCE.all(graphs.build()).stream()
        .map(it ->
            "%s %s %s: %s. %s"
                .formatted(it.rule(), it.node(), it.column(), it.message(), it.remedy()))
        .toList();
  }

  @Test
  void acceptsWhatContainersHold() {
    for (var type : DataContainer.Type.values()) {
      assertThat(lint(in(container(type, null)).ingest("NW_Data", customers())))
          .as("%s", type)
          .isEmpty();
    }
  }

  @Test
  void passesWhatIsHeldByAWiderTypeOrByConversion() {
    assertThat(
            lint(
                in(container(DataContainer.Type.POSTGRES, "17"))
                    .ingest(
                        "S",
                        dataset("d", "id: tinyint key", "m: map<integer,date>", "b: binary(3)"))))
        .isEmpty();
  }

  @Test
  void findsTypesThatAContainerCannotHold() {
    var wide = dataset("d", "id: integer key", "big: decimal(60,2)");

    assertThat(lint(in(container(DataContainer.Type.POSTGRES, "17")).ingest("S", wide))).isEmpty();
    assertThat(lint(in(container(DataContainer.Type.DB2, "11.5.8")).ingest("S", wide)))
        .containsExactly(
            "container.cannot-hold Ingest/Live/S d/big: Container 'USA/NorthWind/box' cannot hold"
                + " column 'big' of dataset 'd': Db2 11.5 holds decimals of at most 31 digits, and"
                + " 'decimal(60,2)' asks for 60. Declare a precision of at most 31");
  }

  @Test
  void showsHowAReservedWordIsWritten() {
    var dataset = dataset("d", "id: integer key", "user: string", "value: string", "at: date");

    assertThat(lint(in(container(DataContainer.Type.POSTGRES, "17")).ingest("S", dataset)))
        .containsExactly(
            "container.reserved-word Ingest/Live/S d/user: The name of column 'user' of dataset 'd'"
                + " is a word that PostgreSQL 17 reserves, in container 'USA/NorthWind/box'. Write"
                + " it as \"user\" wherever it is read there, or rename it");
    assertThat(lint(in(container(DataContainer.Type.DB2, null)).ingest("S", dataset)))
        .hasSize(3)
        .last()
        .asString()
        .contains("Write it as \"AT\" wherever");
  }

  @Test
  void findsNamesThatAreOneWhenFolded() {
    assertThat(
            lint(
                in(container(DataContainer.Type.SNOWFLAKE, null))
                    .ingest("S", dataset("d", "id: integer key", "Name: date", "NAME: date"))))
        .containsExactly(
            "container.cannot-hold Ingest/Live/S d/NAME: Container 'USA/NorthWind/box' cannot hold"
                + " columns 'Name' and 'NAME' of dataset 'd': both would be called 'NAME' in"
                + " Snowflake. Rename one of them so that they differ in more than upper and lower"
                + " case");
  }

  @Test
  void findsTablesThatAreTooWide() {
    var columns =
        IntStream.range(0, 1_598).mapToObj(it -> "c" + it + ": integer").toArray(String[]::new);
    columns[0] = "c0: integer key";
    var keys =
        IntStream.range(0, 32).mapToObj(it -> "k" + it + ": integer key").toArray(String[]::new);

    assertThat(
            lint(
                in(container(DataContainer.Type.POSTGRES, null))
                    .ingest("S", dataset("d", columns))))
        .containsExactly(
            "container.cannot-hold Ingest/Live/S d: Container 'USA/NorthWind/box' cannot hold"
                + " dataset 'd' of 1598 columns: a table in PostgreSQL 18 has at most 1600, of"
                + " which a platform needs 3. Split the dataset");
    assertThat(
            lint(in(container(DataContainer.Type.POSTGRES, null)).ingest("S", dataset("d", keys))))
        .containsExactly(
            "container.cannot-hold Ingest/Live/S d: Container 'USA/NorthWind/box' cannot hold"
                + " dataset 'd' with a primary key of 32 columns: one in PostgreSQL 18 has at most"
                + " 32, of which a platform needs 1. Choose a shorter key");
  }

  @Test
  void findsKeysThatCannotBe() {
    var open = dataset("d", "id: string key", "note: string");
    var bounded = dataset("d", "id: varchar(40) key", "note: string");

    assertThat(lint(in(container(DataContainer.Type.MYSQL, "8.4")).ingest("S", bounded))).isEmpty();
    assertThat(lint(in(container(DataContainer.Type.POSTGRES, null)).ingest("S", open))).isEmpty();
    assertThat(lint(in(container(DataContainer.Type.MYSQL, "8.4")).ingest("S", open)))
        .containsExactly(
            "container.cannot-hold Ingest/Live/S d/id: Container 'USA/NorthWind/box' cannot hold"
                + " column 'id' in the primary key of dataset 'd': MySQL 8.4 holds string as"
                + " LONGTEXT, which no key can have. Declare it with a length that is not above the"
                + " product's, or choose another key");
  }

  @Test
  void checksExportsAgainstTheWorkspacesContainer() {
    var d = dataset("d", "id: integer key", "big: decimal(60,2)");
    var mart =
        DataContainer.of(
            "USA/NorthWind/mart", DataContainer.Type.ORACLE, "mart", 0, "mart", List.of());
    var own = container(DataContainer.Type.POSTGRES, null);

    assertThat(lint(in(own).ingest("S", d).exportIn(own, "S", d, "W"))).isEmpty();
    assertThat(lint(in(own).ingest("S", d).exportIn(mart, "S", d, "W")))
        .containsExactly(
            "container.cannot-hold Export/Live/USA/NorthWind/mart/S/d d/big: Container"
                + " 'USA/NorthWind/mart' cannot hold column 'big' of dataset 'd': Oracle Database"
                + " 23 holds decimals of at most 38 digits, and 'decimal(60,2)' asks for 60."
                + " Declare a precision of at most 38");
  }

  /** A store's and a platform's container of one product: the author has one thing to fix. */
  @Test
  void tellsAnUnfitColumnOnceForContainersOfOneProduct() {
    var wide = dataset("d", "id: integer key", "big: decimal(60,2)");
    var db2 = container(DataContainer.Type.DB2, "11.5.8");
    var mart = Graphs.container("mart", "mart.internal", 5432, "mart");
    var other =
        new DataContainer(
            mart.qualifiedName(),
            DataContainer.Type.DB2,
            mart.host(),
            0,
            mart.database(),
            null,
            mart.storage(),
            List.of(),
            null,
            false,
            "11.5.8",
            mart.documentation());

    assertThat(lint(in(db2).ingest("S", wide).exportIn(other, "S", wide, "W"))).hasSize(1);
    assertThat(lint(in(db2).exportIn(other, "S", wide, "W"))).hasSize(1);
    assertThat(
            lint(
                in(container(DataContainer.Type.POSTGRES, "17"))
                    .ingest("S", wide)
                    .exportIn(other, "S", wide, "W")))
        .hasSize(1);
  }

  @Test
  void checksTheOutputsOfTransformers() {
    assertThat(
            lint(
                in(container(DataContainer.Type.REDSHIFT, null))
                    .transform(
                        "W", List.of(), "Out", dataset("d", "id: integer key", "t: string"))))
        .containsExactly(
            "container.cannot-hold Transform/Live/W d/t: Container 'USA/NorthWind/box' cannot hold"
                + " column 't' of dataset 'd': Amazon Redshift holds text of at most 65535 bytes,"
                + " and 'string' has no bound. Declare a length of at most 16383");
  }

  @Test
  void checksTheFieldsOfAnAvroSchema() {
    var d = ColumnShapesTest.avro("id", "long", "empty", "null", "text", "string");

    assertThat(lint(in(container(DataContainer.Type.POSTGRES, null)).ingest("S", d)))
        .containsExactly(
            "container.cannot-hold Ingest/Live/S d/empty: Field 'empty' of dataset 'd' cannot be"
                + " a column: it holds nothing but null. Give it a type, or remove it");
    assertThat(lint(in(container(DataContainer.Type.REDSHIFT, null)).ingest("S", d))).hasSize(2);
  }

  @Test
  void reportsUnknownVersions() {
    var old = container(DataContainer.Type.POSTGRES, "9.6");

    assertThat(lint(in(old)))
        .containsExactly(
            "container.version null null: Container 'USA/NorthWind/box' names version '9.6', and"
                + " the versions known of PostgreSQL are 13, 14, 15, 16, 17, 18. Correct the"
                + " container's 'version', or remove it for the newest");
    assertThat(lint(Graphs.of("legacy").exportIn(old, "S", customers(), "W")))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("container.version Export/Live/USA/NorthWind/box/S/customers null:");
  }

  @Test
  void saysTheSameAgainOfWhatItRemembers() {
    var graphs =
        in(container(DataContainer.Type.DB2, null))
            .ingest("S", dataset("d", "id: decimal(40,0) key"));

    assertThat(lint(graphs)).isEqualTo(lint(graphs)).hasSize(1);
  }
}
