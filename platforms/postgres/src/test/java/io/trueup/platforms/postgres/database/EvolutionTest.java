package io.trueup.platforms.postgres.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.ColumnDefinition;
import io.trueup.platforms.relational.schema.DesiredSchema;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.platforms.relational.schema.Relation;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.platforms.relational.schema.SchemaPlanner;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.platforms.spi.StepOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random schemas and compatible changes of them on a real Postgres, with rows. {@code
 * -Dtrueup.evolution.seed=…} repeats one, {@code -Dtrueup.evolution.seeds=…} tries more.
 */
@Timeout(600)
class EvolutionTest {

  private static final int STEPS = 4;
  private static final int ROWS = 30;

  static LongStream seeds() {
    var one = Long.getLong("trueup.evolution.seed");
    return one != null
        ? LongStream.of(one)
        : LongStream.iterate(Long.getLong("trueup.evolution.first-seed", 1), it -> it + 1)
            .limit(Long.getLong("trueup.evolution.seeds", 5));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyCompatibleChangeLandsAndKeepsTheRows(long seed) {
    try (var container = new TestContainer()) {
      var evolution = new RandomEvolution(new Random(seed), "reader_" + container.name());
      for (var step = 0; step <= STEPS; step++) {
        var as = "seed %d step %d".formatted(seed, step);
        var desired = evolution.desired();
        var before = container.look(desired);
        var rows = rows(container, before);
        var plan = SchemaPlanner.plan(desired, before);

        var outcome = TestContainer.run(container.session(), desired, allowing(plan));

        assertThat(outcome).as(as).isInstanceOf(StepOutcome.Done.class);
        var after = container.look(desired);
        var again = SchemaPlanner.plan(desired, after);
        assertThat(again.statements().stream().map(PlannedStatement::sql)).as(as).isEmpty();
        assertThat(again.isEmpty()).as(as + ": " + again).isTrue();
        assertThat(comparable(after))
            .as(as)
            .isEqualTo(comparable(only(before.after(plan.changes()), after)));
        assertThat(rows(container, before)).as(as).isEqualTo(rows);
        fill(container, desired, step * ROWS);
        evolution.evolve();
      }
    }
  }

  private static ApplyOptions allowing(SchemaPlan plan) {
    return new ApplyOptions(
        null,
        plan.needingApproval().stream().map(PlannedStatement::id).collect(Collectors.toSet()),
        Set.of(),
        new OperatorApproval("a test", "the rows are few"));
  }

  private static ActualSchema only(ActualSchema simulated, ActualSchema real) {
    return simulated.only(real.relations().keySet());
  }

  /** The part that a simulation knows: all but sizes, owners and the spelling of views. */
  private static Map<ObjectName, Object> comparable(ActualSchema schema) {
    var comparable = new TreeMap<ObjectName, Object>();
    schema
        .relations()
        .forEach((name, it) ->
            comparable.put(
                name,
                List.of(
                    it.kind(),
                    it.columns().stream().map(each -> comparable(each, it.kind())).toList(),
                    it.primaryKey(),
                    String.valueOf(it.comment()),
                    it.extras().indexes().stream().map(Object::toString).sorted().toList(),
                    it.extras().checks().stream()
                        .map(check -> check.name() + check.isValidated())
                        .sorted()
                        .toList(),
                    it.extras().partitionedBy(),
                    it.extras().partitions(),
                    it.extras().grants(),
                    it.extras().readers().stream().sorted().toList())));
    return comparable;
  }

  /** Postgres spells a default with its type; planning ignores the collations of a view. */
  private static ColumnDefinition comparable(ColumnDefinition column, Relation.Kind kind) {
    return new ColumnDefinition(
        column.name(),
        column.type(),
        column.nullable(),
        kind == Relation.Kind.VIEW ? null : column.collation(),
        null,
        column.comment());
  }

  /** The values of each row by table, as text that does not depend on the column's width. */
  private static Map<ObjectName, List<String>> rows(TestContainer container, ActualSchema schema) {
    var rows = new TreeMap<ObjectName, List<String>>();
    schema
        .relations()
        .forEach((name, relation) -> {
          if (relation.kind() == Relation.Kind.TABLE
              || relation.kind() == Relation.Kind.PARTITIONED_TABLE) {
            rows.put(name, container.rows(select(name, relation)));
          }
        });
    return rows;
  }

  private static String select(ObjectName name, Relation relation) {
    var values =
        relation.columns().stream().map(it -> value(it)).collect(Collectors.joining(" || '|' || "));
    return "SELECT %s FROM %s ORDER BY id".formatted(values, quoted(name));
  }

  private static String value(ColumnDefinition column) {
    var name = quoted(column.name());
    var type = column.type();
    var text =
        type.startsWith("numeric") || type.endsWith("int") || type.equals("integer")
            ? "trim_scale(%s::numeric)::text".formatted(name)
            : type.equals("real") || type.equals("double precision")
                ? "%s::real::text".formatted(name)
                : type.startsWith("date") || type.startsWith("timestamp")
                    ? "extract(epoch FROM %s)::numeric(20,6)::text".formatted(name)
                    : name + "::text";
    return "coalesce(%s, '-')".formatted(text);
  }

  private static void fill(TestContainer container, DesiredSchema desired, int from) {
    for (var table : desired.tables()) {
      var columns = new ArrayList<String>();
      var values = new ArrayList<String>();
      for (var column : table.columns()) {
        columns.add(quoted(column.name()));
        values.add(filling(column, table));
      }
      container.sql(
          "INSERT INTO %s (%s) SELECT %s FROM generate_series(%d, %d) AS i"
              .formatted(
                  quoted(table.name()),
                  String.join(", ", columns),
                  String.join(", ", values),
                  from + 1,
                  from + ROWS));
    }
  }

  private static String filling(ColumnDefinition column, DesiredTable table) {
    var type = column.type();
    if (table.primaryKey().contains(column.name())) {
      return "i";
    }
    return switch (type) {
      case "boolean" -> "i % 2 = 0";
      case "uuid" -> "md5(i::text)::uuid";
      case "bytea" -> "decode(md5(i::text), 'hex')";
      case "jsonb" -> "to_jsonb(i)";
      case "date" -> "DATE '2026-01-01' + i";
      default ->
          type.startsWith("timestamp")
              ? "TIMESTAMP '2026-01-01 12:34:56.789' + i * INTERVAL '1 day'"
              : type.startsWith("character") || type.equals("text")
                  ? "left('é' || i, 5)"
                  : type.startsWith("numeric(1") && type.contains(",2") ? "i + 0.25" : "i";
    };
  }

  private static String quoted(ObjectName name) {
    return quoted(name.schema()) + "." + quoted(name.name());
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
