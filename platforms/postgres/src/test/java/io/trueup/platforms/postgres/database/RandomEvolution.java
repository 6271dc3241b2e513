package io.trueup.platforms.postgres.database;

import io.trueup.platforms.relational.schema.CheckConstraint;
import io.trueup.platforms.relational.schema.ColumnDefinition;
import io.trueup.platforms.relational.schema.DesiredSchema;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.DesiredView;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.Partitioning;
import io.trueup.platforms.relational.schema.TableIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A random desired schema that evolves by changes that the compatibility rules accept: columns are
 * added, widened and loosened; checks, indexes, views, readers and comments come and change.
 */
final class RandomEvolution {

  /** The types that each type can become. */
  private static final Map<String, List<String>> WIDER =
      Map.ofEntries(
          Map.entry("smallint", List.of("integer", "bigint", "numeric(10,0)")),
          Map.entry("integer", List.of("bigint", "numeric(20,0)")),
          Map.entry("bigint", List.of("numeric(20,0)", "numeric")),
          Map.entry("numeric(10,2)", List.of("numeric(12,2)", "numeric(14,4)", "numeric")),
          Map.entry("numeric(12,2)", List.of("numeric")),
          Map.entry("real", List.of("double precision")),
          Map.entry("date", List.of("timestamp without time zone")),
          Map.entry(
              "timestamp(3) without time zone",
              List.of("timestamp(6) without time zone", "timestamp without time zone")),
          Map.entry(
              "timestamp(0) with time zone",
              List.of("timestamp(3) with time zone", "timestamp with time zone")),
          Map.entry("character varying(5)", List.of("character varying(40)", "text")),
          Map.entry("character varying(40)", List.of("character varying", "text")));

  private static final List<String> FIRST = WIDER.keySet().stream().sorted().toList();

  private static final List<String> OTHERS = List.of("boolean", "uuid", "bytea", "text", "jsonb");

  private static final List<String> NAMES =
      List.of("plain", "Select", "Größe", "with \"quote\"", "it's", "a.b", "x{y}", "naïve ?");

  private final Random random;
  private final String role;
  private final List<Evolving> tables = new ArrayList<>();

  /** A table that evolves. */
  private static final class Evolving {
    ObjectName name = new ObjectName("", "");
    final List<ColumnDefinition> columns = new ArrayList<>();
    final List<CheckConstraint> checks = new ArrayList<>();
    final List<TableIndex> indexes = new ArrayList<>();
    final Map<ObjectName, List<String>> views = new TreeMap<>();
    final SortedMap<ObjectName, SortedSet<String>> readers = new TreeMap<>();
    @Nullable Partitioning partitioning;
    String comment = "";
  }

  RandomEvolution(Random random, String role) {
    this.random = random;
    this.role = role;
    for (var i = 0; i < 1 + random.nextInt(3); i++) {
      tables.add(table(i));
    }
  }

  private Evolving table(int number) {
    var table = new Evolving();
    table.name =
        new ObjectName(
            number % 2 == 0 ? "live" : "Live \"2\"",
            NAMES.get(random.nextInt(NAMES.size())) + number);
    table.columns.add(ColumnDefinition.of("id", "integer", false));
    if (random.nextInt(4) == 0) {
      table.partitioning =
          new Partitioning(
              List.of("id"),
              IntStream.range(0, 2)
                  .mapToObj(
                      i -> new ObjectName(table.name.schema(), "part%d_%d".formatted(number, i)))
                  .toList());
    }
    for (var i = 0; i < 2 + random.nextInt(5); i++) {
      addColumn(table);
    }
    for (var i = 0; i < random.nextInt(3); i++) {
      addView(table);
    }
    table.comment = "version 0 of it's table";
    return table;
  }

  /** Evolves by one step of several changes. */
  void evolve() {
    for (var i = 0; i < 1 + random.nextInt(6); i++) {
      var table = tables.get(random.nextInt(tables.size()));
      switch (random.nextInt(9)) {
        case 0 -> addColumn(table);
        case 1, 2 -> widen(table);
        case 3 -> loosen(table);
        case 4 -> check(table);
        case 5 -> index(table);
        case 6 -> addView(table);
        case 7 -> growView(table);
        default -> comment(table);
      }
    }
  }

  private void addColumn(Evolving table) {
    var type = random.nextInt(3) == 0 ? pick(OTHERS) : pick(FIRST);
    var name = NAMES.get(random.nextInt(NAMES.size())) + "_" + table.columns.size();
    var constant = constant(type);
    var mayBeNull = constant == null || random.nextInt(3) > 0;
    table.columns.add(
        new ColumnDefinition(
            name,
            type,
            mayBeNull,
            type.startsWith("character") && random.nextInt(4) == 0 ? "C" : null,
            mayBeNull ? null : constant,
            random.nextInt(3) == 0 ? "what '" + name + "' is" : null));
  }

  private static @Nullable String constant(String type) {
    return switch (type) {
      case "smallint", "integer", "bigint", "real", "numeric(10,2)", "numeric(12,2)" -> "7";
      case "text" -> "'x'";
      case "boolean" -> "true";
      default -> null;
    };
  }

  private void widen(Evolving table) {
    var at = 1 + random.nextInt(table.columns.size() - 1);
    var column = table.columns.get(at);
    var wider = WIDER.get(column.type());
    if (wider != null) {
      table.columns.set(at, column.withType(pick(wider)));
    }
  }

  private void loosen(Evolving table) {
    var at = 1 + random.nextInt(table.columns.size() - 1);
    table.columns.set(at, table.columns.get(at).asNullable(true));
  }

  private void check(Evolving table) {
    if (table.checks.isEmpty()) {
      table.checks.add(CheckConstraint.of("id", "id > " + -random.nextInt(3)));
    } else {
      table.checks.clear();
    }
  }

  private void index(Evolving table) {
    var column = table.columns.get(random.nextInt(table.columns.size()));
    if (column.type().equals("jsonb") || column.type().equals("json")) {
      return; // its rows may be too large for an index
    }
    var index = TableIndex.of(table.name, List.of(column.name(), "id"), random.nextBoolean());
    if (table.indexes.stream().noneMatch(it -> it.name().equals(index.name()))
        && !column.name().equals("id")) {
      table.indexes.add(index);
    }
  }

  private void addView(Evolving table) {
    var name = new ObjectName("live__w", table.name.name() + "_v" + table.views.size());
    table.views.putIfAbsent(
        name,
        new ArrayList<>(table.columns.stream().limit(3).map(ColumnDefinition::name).toList()));
    if (random.nextBoolean()) {
      table.readers.put(name, new TreeSet<>(List.of(role)));
    }
  }

  private void growView(Evolving table) {
    for (var shown : table.views.values()) {
      table.columns.stream()
          .map(ColumnDefinition::name)
          .filter(it -> !shown.contains(it))
          .findFirst()
          .ifPresent(it -> shown.add(random.nextBoolean() ? shown.size() : 0, it));
    }
  }

  private void comment(Evolving table) {
    table.comment = "version %d, a \\ and it's".formatted(random.nextInt(100));
    var at = random.nextInt(table.columns.size());
    table.columns.set(at, table.columns.get(at).withComment("says " + random.nextInt(100)));
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** The current desired schema. */
  DesiredSchema desired() {
    var desired = new ArrayList<DesiredTable>();
    var views = new ArrayList<DesiredView>();
    SortedMap<ObjectName, SortedSet<String>> readers = new TreeMap<>();
    for (var table : tables) {
      desired.add(
          new DesiredTable(
              table.name,
              table.columns,
              List.of("id"),
              new DesiredTable.TableOptions(table.checks, table.indexes, table.partitioning),
              table.comment));
      table.views.forEach((name, columns) ->
          views.add(
              new DesiredView(
                  name,
                  table.name,
                  columns.stream()
                      .map(it ->
                          table.columns.stream()
                              .filter(each -> each.name().equals(it))
                              .findFirst()
                              .orElseThrow())
                      .toList(),
                  random.nextInt(2) == 0 ? null : "\"id\" > 0",
                  "a view")));
      readers.putAll(table.readers);
    }
    return new DesiredSchema(desired, views, readers);
  }
}
