package io.trueup.platforms.relational.dialect;

import io.trueup.platforms.relational.container.ContainerRules;
import io.trueup.platforms.relational.container.IdentifierRules;
import io.trueup.platforms.relational.schema.CheckConstraint;
import io.trueup.platforms.relational.schema.ColumnDefinition;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.DesiredView;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.Relation;
import io.trueup.platforms.relational.schema.SchemaChange;
import io.trueup.platforms.relational.schema.SchemaChange.WidenColumns.Widening;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of one product. Native types, collations, defaults and conditions stand in changes as the
 * product spells them. The methods write standard SQL, and products override what they do
 * otherwise.
 */
public abstract class Dialect {

  private final ContainerRules rules;

  Dialect(ContainerRules rules) {
    this.rules = rules;
  }

  /** The dialect of a product at a version. */
  public static Dialect of(ContainerRules rules) {
    return switch (rules.product()) {
      case POSTGRES -> new PostgresDialect(rules);
      case MYSQL -> new MySqlDialect(rules);
      case ORACLE -> new OracleDialect(rules);
      case SQLSERVER -> new SqlServerDialect(rules);
      case DB2 -> new Db2Dialect(rules);
      case SNOWFLAKE -> new SnowflakeDialect(rules);
      case REDSHIFT -> new RedshiftDialect(rules);
      case BIGQUERY -> new BigQueryDialect(rules);
      case ICEBERG -> new SparkDialect(rules);
      case KAFKA, MANAGED ->
          throw new IllegalStateException("'%s' has no rules".formatted(rules.product()));
    };
  }

  /** A change in this product's SQL. */
  public Rendering render(SchemaChange change) {
    return switch (change) {
      case SchemaChange.CreateSchema(var schema) -> createSchema(schema);
      case SchemaChange.DropEmptySchema(var schema) -> dropSchema(schema);
      case SchemaChange.CreateRole(var role) -> sql("CREATE ROLE " + quote(role));
      case SchemaChange.CreateTable(var table) -> createTable(table);
      case SchemaChange.CreatePartition _ ->
          cannot("makes the partitions of a table with the table");
      case SchemaChange.AddColumn(var name, var column) -> addColumn(name, column);
      case SchemaChange.WidenColumns it -> widen(it);
      case SchemaChange.DropNotNull(var name, var column) -> dropNotNull(name, column);
      case SchemaChange.SetNotNull(var name, var column) -> setNotNull(name, column);
      case SchemaChange.AddCheck(var name, var check) -> addCheck(name, check);
      case SchemaChange.ValidateCheck(var name, var check) -> validateCheck(name, check);
      case SchemaChange.DropCheck(var name, var check) ->
          hasChecks() ? alter(name, "DROP CONSTRAINT " + quote(check)) : noChecks();
      case SchemaChange.CreateIndex it -> createIndex(it);
      case SchemaChange.DropInvalidIndex _ -> cannot("leaves no index half built");
      case SchemaChange.AddPrimaryKey it -> addPrimaryKey(it);
      case SchemaChange.CreateView(var view) -> view("CREATE VIEW", view);
      case SchemaChange.ReplaceView(var view) -> view("CREATE OR REPLACE VIEW", view);
      case SchemaChange.DropView(var name) -> sql("DROP VIEW " + quote(name));
      case SchemaChange.RestoreView it -> restoreView(it);
      case SchemaChange.RestoreOwner(var name, var owner) -> restoreOwner(name, owner);
      case SchemaChange.Comment(var name, var kind, var text) -> comment(name, kind, text);
      case SchemaChange.CommentColumn(var name, var column, var text) ->
          commentColumn(name, column, text);
      case SchemaChange.GrantOn it -> grant(it);
      case SchemaChange.CommentRole _, SchemaChange.CommentSchema _ ->
          cannot("marks no roles and schemas");
      case SchemaChange.GrantOnColumn _, SchemaChange.ActAs _, SchemaChange.SecurityLabel _ ->
          cannot("keeps what a view may be used for when it is made again");
      case SchemaChange.GrantUsage(var schema, var role) -> grantUsage(schema, role);
      case SchemaChange.RevokeOn(var name, var role) -> revoke(name, role);
      case SchemaChange.RevokeUsage(var schema, var role) -> revokeUsage(schema, role);
      case SchemaChange.DropRole(var role) -> sql("DROP ROLE " + quote(role));
      case SchemaChange.DropRelation(var name, var kind) -> drop(name, kind);
    };
  }

  Rendering createSchema(String schema) {
    return sql("CREATE SCHEMA " + quote(schema));
  }

  Rendering dropSchema(String schema) {
    return sql("DROP SCHEMA " + quote(schema) + " RESTRICT");
  }

  Rendering createTable(DesiredTable table) {
    var partitioning = table.options().partitioning();
    if (partitioning != null && partition(table).isEmpty()) {
      return cannot("divides no table by a hash of its columns");
    }
    if (!table.options().checks().isEmpty() && !hasChecks()) {
      return noChecks();
    }
    var elements =
        Stream.of(
                table.columns().stream().map(this::element),
                primaryKey(table.primaryKey()).stream(),
                table.options().checks().stream().map(this::constraint))
            .flatMap(it -> it)
            .collect(Collectors.joining(",\n  ", "(\n  ", "\n)"));
    return sql("CREATE TABLE %s %s%s".formatted(quote(table.name()), elements, partition(table)));
  }

  /** The clause of the key; none when it is a statement of its own. */
  List<String> primaryKey(List<String> columns) {
    return columns.isEmpty()
        ? List.of()
        : List.of("PRIMARY KEY (" + quoted(columns) + ")" + keyEnd());
  }

  /** The clause after a key. */
  String keyEnd() {
    return "";
  }

  /** The clause that divides a table; empty when it is not divided, or cannot be. */
  String partition(DesiredTable table) {
    return "";
  }

  /** Whether the product keeps conditions. */
  boolean hasChecks() {
    return true;
  }

  Rendering addColumn(ObjectName name, ColumnDefinition column) {
    return alter(name, "ADD COLUMN " + element(column));
  }

  Rendering widen(SchemaChange.WidenColumns change) {
    // Two types of the model may be one here.
    var changed = change.widenings().stream().filter(it -> !it.from().equals(it.to())).toList();
    for (var widening : changed) {
      if (!widens(widening)) {
        return cannot(
            "changes no column from %s to %s in place".formatted(widening.from(), widening.to()));
      }
    }
    return new Rendering.Statements(
        changed.stream()
            .map(it -> "ALTER TABLE %s %s".formatted(quote(change.name()), widening(it)))
            .toList());
  }

  /** Whether the product can change such a type in place. */
  boolean widens(Widening widening) {
    return true;
  }

  String widening(Widening widening) {
    return "ALTER COLUMN %s SET DATA TYPE %s".formatted(quote(widening.column()), widening.to());
  }

  Rendering dropNotNull(ObjectName name, String column) {
    return alter(name, "ALTER COLUMN %s DROP NOT NULL".formatted(quote(column)));
  }

  Rendering setNotNull(ObjectName name, String column) {
    return alter(name, "ALTER COLUMN %s SET NOT NULL".formatted(quote(column)));
  }

  Rendering addCheck(ObjectName name, CheckConstraint check) {
    return hasChecks() ? alter(name, "ADD " + constraint(check)) : noChecks();
  }

  /** Products that cannot defer the check of existing rows have done it with ADD. */
  Rendering validateCheck(ObjectName name, String check) {
    return hasChecks() ? new Rendering.Statements(List.of()) : noChecks();
  }

  private Rendering noChecks() {
    return cannot("keeps no conditions on rows");
  }

  Rendering createIndex(SchemaChange.CreateIndex change) {
    var index = change.index();
    return sql(
        "CREATE %sINDEX %s ON %s (%s)%s"
            .formatted(
                index.isUnique() ? "UNIQUE " : "",
                indexName(change.name(), index.name()),
                quote(change.name()),
                quoted(index.columns()),
                change.isConcurrent() ? online() : ""));
  }

  String indexName(ObjectName table, String index) {
    return quote(new ObjectName(table.schema(), index));
  }

  /** The clause that lets others write while an index is built. */
  String online() {
    return "";
  }

  Rendering addPrimaryKey(SchemaChange.AddPrimaryKey change) {
    return change.index() != null
        ? cannot("makes no key of an index that is there")
        : alter(change.name(), "ADD " + primaryKey(change.columns()).getFirst());
  }

  Rendering view(String verb, DesiredView view) {
    var columns = quoted(view.columns().stream().map(ColumnDefinition::name).toList());
    return sql(
        "%s %s (%s) AS\nSELECT %s\n  FROM %s%s%s"
            .formatted(
                verb,
                quote(view.name()),
                columns,
                columns,
                quote(view.source()),
                view.condition() == null ? "" : "\n WHERE " + view.condition(),
                viewEnd()));
  }

  /** The clause that makes a view read-only. */
  String viewEnd() {
    return "";
  }

  private Rendering restoreView(SchemaChange.RestoreView change) {
    return change.definition().options().isEmpty()
        ? sql(
            "CREATE VIEW %s (%s) AS %s"
                .formatted(
                    quote(change.name()), quoted(change.columns()), change.definition().query()))
        : cannot("has no options of views such as " + change.definition().options().getFirst());
  }

  Rendering restoreOwner(ObjectName name, String owner) {
    return cannot("gives the view %s to no other owner".formatted(name));
  }

  Rendering comment(ObjectName name, Relation.Kind kind, @Nullable String text) {
    return sql("COMMENT ON TABLE %s IS %s".formatted(quote(name), literal(text)));
  }

  Rendering commentColumn(ObjectName name, String column, @Nullable String text) {
    return sql(
        "COMMENT ON COLUMN %s.%s IS %s".formatted(quote(name), quote(column), literal(text)));
  }

  Rendering grant(SchemaChange.GrantOn change) {
    var grant = change.grant();
    return sql(
        "GRANT %s ON %s TO %s%s"
            .formatted(
                grant.privilege(),
                granted(change.name()),
                grantee(grant.role()),
                grant.isGrantable() ? " WITH GRANT OPTION" : ""));
  }

  /** Views are what is granted. */
  String granted(ObjectName view) {
    return quote(view);
  }

  String grantee(String role) {
    return role.equals("PUBLIC") ? role : quote(role);
  }

  /** In most products a grant on a relation includes the use of its schema. */
  Rendering grantUsage(String schema, String role) {
    return new Rendering.Statements(List.of());
  }

  Rendering revokeUsage(String schema, String role) {
    return new Rendering.Statements(List.of());
  }

  Rendering revoke(ObjectName name, String role) {
    return sql("REVOKE ALL ON %s FROM %s".formatted(granted(name), grantee(role)));
  }

  private Rendering drop(ObjectName name, Relation.Kind kind) {
    return switch (kind) {
      case TABLE, PARTITIONED_TABLE -> sql("DROP TABLE " + quote(name));
      case VIEW -> sql("DROP VIEW " + quote(name));
      case MATERIALIZED_VIEW -> sql("DROP MATERIALIZED VIEW " + quote(name));
      case OTHER -> cannot("cannot be told what %s is".formatted(name));
    };
  }

  /** A column as tables declare it. */
  String element(ColumnDefinition column) {
    return "%s %s%s%s%s"
        .formatted(
            quote(column.name()),
            type(column.type()),
            collation(column),
            column.defaultSql() == null ? "" : " DEFAULT " + column.defaultSql(),
            column.nullable() ? "" : " NOT NULL");
  }

  /** A native type as statements spell it. */
  String type(String nativeType) {
    return nativeType;
  }

  private String collation(ColumnDefinition column) {
    return column.collation() == null ? "" : " " + rules.collate(column.collation());
  }

  String constraint(CheckConstraint check) {
    return "CONSTRAINT %s CHECK (%s)".formatted(quote(check.name()), check.condition());
  }

  final ContainerRules rules() {
    return rules;
  }

  final String quote(String name) {
    return identifiers().quote(name);
  }

  final String quote(ObjectName name) {
    return quote(name.schema()) + "." + quote(name.name());
  }

  final String quoted(List<String> names) {
    return names.stream().map(this::quote).collect(Collectors.joining(", "));
  }

  private IdentifierRules identifiers() {
    return rules.identifiers();
  }

  /** A text in quotes; an empty one for none. */
  String literal(@Nullable String text) {
    return "'" + (text == null ? "" : text.replace("'", "''")) + "'";
  }

  /** A text in quotes where a backslash means more than itself. */
  static String escaped(@Nullable String text, String quote) {
    var plain = text == null ? "" : text;
    return "'" + plain.replace("\\", "\\\\").replace("\n", "\\n").replace("'", quote) + "'";
  }

  final Rendering alter(ObjectName table, String what) {
    return sql("ALTER TABLE %s %s".formatted(quote(table), what));
  }

  static Rendering sql(String statement) {
    return new Rendering.Statements(List.of(statement));
  }

  final Rendering cannot(String what) {
    return new Rendering.Impossible(rules + " " + what);
  }
}
