package io.trueup.platforms.relational.dialect;

import io.trueup.platforms.relational.container.ContainerRules;
import io.trueup.platforms.relational.schema.ColumnDefinition;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.Relation;
import io.trueup.platforms.relational.schema.SchemaChange;
import io.trueup.platforms.relational.schema.SchemaChange.WidenColumns.Widening;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Iceberg, in Spark's SQL with Iceberg's extensions. Spark spells types otherwise than Iceberg
 * does, and has none for some; who may read is told to the catalog.
 */
final class SparkDialect extends Dialect {

  private static final Pattern WORD = Pattern.compile("(?<![\\w`])[a-z]+(?![\\w:`])");

  private static final Map<String, String> SPARK =
      Map.ofEntries(
          Map.entry("boolean", "BOOLEAN"),
          Map.entry("int", "INT"),
          Map.entry("long", "BIGINT"),
          Map.entry("float", "FLOAT"),
          Map.entry("double", "DOUBLE"),
          Map.entry("decimal", "DECIMAL"),
          Map.entry("date", "DATE"),
          Map.entry("timestamp", "TIMESTAMP_NTZ"),
          Map.entry("timestamptz", "TIMESTAMP"),
          Map.entry("string", "STRING"),
          Map.entry("binary", "BINARY"),
          Map.entry("variant", "VARIANT"),
          Map.entry("list", "ARRAY"),
          Map.entry("map", "MAP"),
          Map.entry("struct", "STRUCT"));

  /** Iceberg's types that Spark cannot make. */
  private static final Set<String> UNKNOWN = Set.of("time", "uuid");

  private static final Map<String, String> WIDER = Map.of("int", "long", "float", "double");

  SparkDialect(ContainerRules rules) {
    super(rules);
  }

  @Override
  public Rendering render(SchemaChange change) {
    return change instanceof SchemaChange.CreateRole || change instanceof SchemaChange.DropRole
        ? catalog()
        : super.render(change);
  }

  @Override
  Rendering createSchema(String schema) {
    return sql("CREATE NAMESPACE IF NOT EXISTS " + quote(schema));
  }

  @Override
  Rendering dropSchema(String schema) {
    return sql("DROP NAMESPACE " + quote(schema) + " RESTRICT");
  }

  @Override
  Rendering createTable(DesiredTable table) {
    for (var column : table.columns()) {
      if (unknown(column.type()) != null) {
        return noType(column);
      }
    }
    if (!(super.createTable(table) instanceof Rendering.Statements made)) {
      return super.createTable(table);
    }
    var statements = new ArrayList<>(made.sql());
    if (!table.primaryKey().isEmpty()) {
      statements.add(identify(table.name(), table.primaryKey()));
    }
    return new Rendering.Statements(statements);
  }

  private Rendering noType(ColumnDefinition column) {
    return cannot(
        "is given no column '%s' of type %s by Spark, which has no such type"
            .formatted(column.name(), column.type()));
  }

  private static @Nullable String unknown(String type) {
    return WORD.matcher(type)
        .results()
        .map(it -> it.group())
        .filter(UNKNOWN::contains)
        .findFirst()
        .orElse(null);
  }

  @Override
  List<String> primaryKey(List<String> columns) {
    return List.of();
  }

  private String identify(ObjectName table, List<String> columns) {
    return "ALTER TABLE %s SET IDENTIFIER FIELDS %s".formatted(quote(table), quoted(columns));
  }

  @Override
  String partition(DesiredTable table) {
    var partitioning = table.options().partitioning();
    var division =
        partitioning == null
            ? ""
            : partitioning.columns().stream()
                .map(it -> "bucket(%d, %s)".formatted(partitioning.partitions().size(), quote(it)))
                .collect(Collectors.joining(", ", "\nPARTITIONED BY (", ")"));
    return "\nUSING iceberg" + division;
  }

  @Override
  boolean hasChecks() {
    return false;
  }

  @Override
  String type(String nativeType) {
    return WORD.matcher(nativeType)
        .replaceAll(it -> Matcher.quoteReplacement(SPARK.getOrDefault(it.group(), it.group())));
  }

  @Override
  Rendering addColumn(ObjectName name, ColumnDefinition column) {
    if (unknown(column.type()) != null) {
      return noType(column);
    }
    return column.nullable() && column.defaultSql() == null
        ? super.addColumn(name, column)
        : cannot("adds no column that is never null or has a default");
  }

  @Override
  boolean widens(Widening widening) {
    return widening.to().equals(WIDER.get(widening.from()))
        || NativeNames.hasMoreDigits(widening.from(), widening.to());
  }

  @Override
  String widening(Widening widening) {
    return "ALTER COLUMN %s TYPE %s".formatted(quote(widening.column()), type(widening.to()));
  }

  @Override
  Rendering setNotNull(ObjectName name, String column) {
    return cannot("lets no column become one that is never null");
  }

  @Override
  Rendering createIndex(SchemaChange.CreateIndex change) {
    return cannot("has no indexes");
  }

  @Override
  Rendering addPrimaryKey(SchemaChange.AddPrimaryKey change) {
    return sql(identify(change.name(), change.columns()));
  }

  @Override
  Rendering comment(ObjectName name, Relation.Kind kind, @Nullable String text) {
    return kind == Relation.Kind.VIEW
        ? sql(
            "ALTER VIEW %s SET TBLPROPERTIES ('comment' = %s)"
                .formatted(quote(name), literal(text)))
        : super.comment(name, kind, text);
  }

  @Override
  Rendering commentColumn(ObjectName name, String column, @Nullable String text) {
    return alter(name, "ALTER COLUMN %s COMMENT %s".formatted(quote(column), literal(text)));
  }

  @Override
  Rendering grant(SchemaChange.GrantOn change) {
    return catalog();
  }

  @Override
  Rendering grantUsage(String schema, String role) {
    return catalog();
  }

  @Override
  Rendering revoke(ObjectName name, String role) {
    return catalog();
  }

  @Override
  Rendering revokeUsage(String schema, String role) {
    return catalog();
  }

  private Rendering catalog() {
    return cannot("knows no roles; its access is granted in the catalog");
  }

  @Override
  String literal(@Nullable String text) {
    return escaped(text, "\\'");
  }
}
