package io.trueup.platforms.relational.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.type.DataType;
import io.trueup.platforms.relational.container.ColumnShapes;
import io.trueup.platforms.relational.container.ContainerRules;
import io.trueup.platforms.relational.container.NameCandidates;
import io.trueup.platforms.relational.container.TypeMapping;
import io.trueup.platforms.relational.schema.CheckConstraint;
import io.trueup.platforms.relational.schema.ColumnDefinition;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.DesiredView;
import io.trueup.platforms.relational.schema.Grant;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.Partitioning;
import io.trueup.platforms.relational.schema.Relation;
import io.trueup.platforms.relational.schema.SchemaChange;
import io.trueup.platforms.relational.schema.TableIndex;
import io.trueup.platforms.testing.Graphs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares the SQL of each product for a schema such as Northwind's with files that people read;
 * {@code -Dtrueup.write=true} rewrites them.
 */
class DialectGoldenTest {

  private static final Path FOLDER =
      Path.of("src/test/resources/io/trueup/platforms/relational/dialect");

  private static final String TEXT = "It's 5\" \\ wide,\nand more";

  /** Of each kind, in the order of the reference. */
  private static final List<String> TYPES =
      List.of(
          "boolean",
          "tinyint",
          "smallint",
          "integer",
          "bigint",
          "float16",
          "float32",
          "float64",
          "float128",
          "fp8_e4m3",
          "mxfp8_e4m3",
          "decimal(10,2)",
          "decimal(38,10)",
          "char(5)",
          "varchar(40)",
          "varchar(20000)",
          "varchar",
          "nvarchar(40)",
          "string",
          "date",
          "time",
          "timestamp",
          "timestamp(zone)",
          "interval",
          "binary(16)",
          "binary(40000)",
          "binary",
          "variant",
          "uuid",
          "vector(384)",
          "geography(4326,point)",
          "array<integer>",
          "array<array<date>>",
          "map<varchar(5),decimal(10,2)>",
          "struct<street:varchar(60),at:struct<lat:float64,lon:float64>>");

  static List<ContainerRules> products() {
    return Arrays.stream(DataContainer.Type.values())
        .filter(it -> ContainerRules.hasRules(it) && it != DataContainer.Type.POSTGRES)
        .map(it -> ContainerRules.of(it, null).orElseThrow())
        .toList();
  }

  private static List<Dataset> northwind() {
    return List.of(
        Graphs.dataset(
            "customers",
            "customer_id: varchar(5) key",
            "company_name: varchar(40) not null",
            "city: varchar(15)",
            "order: integer"),
        Graphs.dataset(
            "employees",
            "employee_id: smallint key",
            "last_name: varchar(20) not null",
            "birth_date: date",
            "photo: binary(1000000)",
            "notes: varchar(10000)"),
        Graphs.dataset(
            "orders",
            "order_id: integer key",
            "customer_id: varchar(5)",
            "placed: timestamp(zone) not null",
            "freight: decimal(10,2)"),
        Graphs.dataset(
            "order_details",
            "order_id: integer key",
            "product_id: smallint key",
            "quantity: smallint not null",
            "discount: float32 not null"));
  }

  private static final class Script {

    private final ContainerRules rules;
    private final Dialect dialect;
    private final StringBuilder text = new StringBuilder();

    Script(ContainerRules rules) {
      this.rules = rules;
      this.dialect = Dialect.of(rules);
      text.append("-- %s\n".formatted(rules));
    }

    private String name(String suffix, String... parts) {
      return NameCandidates.candidates(rules.identifiers(), List.of(parts), suffix).getFirst();
    }

    private ObjectName table(String dataset) {
      return new ObjectName(name("", "Live"), name("_merge", "NW_Data", dataset));
    }

    private ObjectName viewName() {
      return new ObjectName(name("", "Live", "Reporting"), name("", "NW_Data", "customers"));
    }

    private String column(String name) {
      return NameCandidates.column(rules.identifiers(), name);
    }

    private TypeMapping.SupportedType held(String type) {
      return (TypeMapping.SupportedType) rules.mapping(DataType.parse(type));
    }

    private DesiredTable table(Dataset dataset) {
      var columns = new ArrayList<ColumnDefinition>();
      var checks = new ArrayList<CheckConstraint>();
      for (var shape : ColumnShapes.of(dataset).columns()) {
        var name = column(shape.name());
        var held = held(shape.type().toString());
        columns.add(ColumnDefinition.of(name, held.sql(), shape.nullable()));
        if (held instanceof TypeMapping.Wider wider) {
          wider
              .checkOf(rules.identifiers().quote(name))
              .ifPresent(it -> checks.add(CheckConstraint.of(name, it)));
        }
      }
      return new DesiredTable(
          table(dataset.name()),
          columns,
          dataset.primaryKey().stream().map(this::column).toList(),
          new DesiredTable.TableOptions(checks, List.of(), null),
          TEXT);
    }

    void add(String title, SchemaChange change) {
      text.append("\n-- ").append(title);
      switch (dialect.render(change)) {
        case Rendering.Statements(var sql) when sql.isEmpty() -> text.append(": nothing to do\n");
        case Rendering.Statements(var sql) -> {
          text.append('\n');
          sql.forEach(it -> text.append(it).append(";\n"));
        }
        case Rendering.Impossible(var message) -> text.append(": ").append(message).append('\n');
      }
    }

    String make() {
      tables();
      everyType();
      views();
      changes();
      removals();
      return text.toString();
    }

    private void tables() {
      add("create schema", new SchemaChange.CreateSchema(name("", "Live")));
      add("create role", new SchemaChange.CreateRole(name("", "readers")));
      northwind().forEach(it -> add("create table", new SchemaChange.CreateTable(table(it))));
      var orders = table(northwind().get(2));
      var parts = Stream.of(0, 1, 2, 3).map(it -> table("part" + it)).toList();
      add(
          "create table, divided",
          new SchemaChange.CreateTable(
              new DesiredTable(
                  table("orders_divided"),
                  orders.columns(),
                  orders.primaryKey(),
                  new DesiredTable.TableOptions(
                      List.of(), List.of(), new Partitioning(orders.primaryKey(), parts)),
                  "")));
      add(
          "create index",
          new SchemaChange.CreateIndex(
              orders.name(),
              TableIndex.of(orders.name(), List.of(column("customer_id")), false),
              true));
    }

    private void everyType() {
      var columns = new ArrayList<String>();
      columns.add("id: integer key");
      for (var type : TYPES) {
        if (rules.mapping(DataType.parse(type))
            instanceof TypeMapping.UnsupportedType(var message, _)) {
          text.append("\n-- ").append(type).append(": ").append(message);
        } else if (dialect.render(one(type)) instanceof Rendering.Impossible(var message)) {
          text.append("\n-- ").append(type).append(": ").append(message);
        } else {
          columns.add("c" + columns.size() + ": " + type);
        }
      }
      text.append('\n');
      var dataset = Graphs.dataset("every_type", columns.toArray(String[]::new));
      add("create table of every type", new SchemaChange.CreateTable(table(dataset)));
    }

    private SchemaChange one(String type) {
      return new SchemaChange.CreateTable(table(Graphs.dataset("t", "c: " + type)));
    }

    private void views() {
      var customers = table(northwind().getFirst());
      var view =
          new DesiredView(
              viewName(),
              customers.name(),
              customers.columns(),
              rules.identifiers().quote(column("city")) + " IS NOT NULL",
              TEXT);
      add("create view", new SchemaChange.CreateView(view));
      add("replace view", new SchemaChange.ReplaceView(view));
      add(
          "comment on table",
          new SchemaChange.Comment(customers.name(), Relation.Kind.TABLE, TEXT));
      add("comment on view", new SchemaChange.Comment(view.name(), Relation.Kind.VIEW, TEXT));
      add(
          "comment on column",
          new SchemaChange.CommentColumn(customers.name(), column("city"), TEXT));
      add("grant usage", new SchemaChange.GrantUsage(view.name().schema(), name("", "readers")));
      add("grant", new SchemaChange.GrantOn(view.name(), Grant.select(name("", "readers"))));
    }

    private void changes() {
      var customers = table("customers");
      var city = column("city");
      add("add column", new SchemaChange.AddColumn(customers, definition("fax", true, null)));
      add(
          "add column with a default",
          new SchemaChange.AddColumn(customers, definition("kind", false, "'retail'")));
      widen("varchar(15)", "varchar(30)", city);
      widen("decimal(10,2)", "decimal(12,2)", column("freight"));
      widen("integer", "bigint", column("order"));
      add("drop not null", new SchemaChange.DropNotNull(customers, city));
      add("set not null", new SchemaChange.SetNotNull(customers, city));
      var check =
          new CheckConstraint(
              "city_is_long", List.of(city), rules.identifiers().quote(city) + " > 'A'", true);
      add("add check", new SchemaChange.AddCheck(customers, check));
      add("validate check", new SchemaChange.ValidateCheck(customers, check.name()));
      add("drop check", new SchemaChange.DropCheck(customers, check.name()));
      add(
          "add primary key",
          new SchemaChange.AddPrimaryKey(table("keyless"), List.of(column("id")), null));
    }

    private void widen(String from, String to, String column) {
      add(
          "widen %s to %s".formatted(from, to),
          new SchemaChange.WidenColumns(
              table("customers"),
              List.of(
                  new SchemaChange.WidenColumns.Widening(
                      column, held(from).sql(), held(to).sql(), null))));
    }

    private ColumnDefinition definition(
        String name, boolean isNullable, @Nullable String standard) {
      return new ColumnDefinition(
          column(name), held("varchar(24)").sql(), isNullable, null, standard, null);
    }

    private void removals() {
      add("restore owner", new SchemaChange.RestoreOwner(viewName(), name("", "readers")));
      add("revoke", new SchemaChange.RevokeOn(viewName(), name("", "readers")));
      add("revoke usage", new SchemaChange.RevokeUsage(viewName().schema(), name("", "readers")));
      add("drop role", new SchemaChange.DropRole(name("", "readers")));
      add("drop view", new SchemaChange.DropView(viewName()));
      add("drop table", new SchemaChange.DropRelation(table("customers"), Relation.Kind.TABLE));
      add("drop schema", new SchemaChange.DropEmptySchema(name("", "Live")));
    }
  }

  @ParameterizedTest
  @MethodSource("products")
  void writesWhatTheProductUnderstands(ContainerRules rules) throws IOException {
    var file = FOLDER.resolve(rules.product().text() + ".sql");
    var script = new Script(rules).make();
    if (Boolean.getBoolean("trueup.write")) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, script);
    }

    assertThat(script).isEqualTo(Files.exists(file) ? Files.readString(file) : "");
  }
}
