package io.trueup.platforms.relational.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Random desired schemas whose columns become wider, narrower or different, vanish and return from
 * one to the next: more than any model's compatibility allows.
 */
final class RandomSchemas {

  private static final List<String> TEXTS =
      List.of("character varying(5)", "character varying(9)", "text");
  private static final List<String> NUMBERS =
      List.of("smallint", "integer", "bigint", "numeric(20,0)", "numeric");

  private final Random random;

  RandomSchemas(Random random) {
    this.random = random;
  }

  DesiredSchema next() {
    var tables = new ArrayList<DesiredTable>();
    var views = new ArrayList<DesiredView>();
    SortedMap<ObjectName, SortedSet<String>> readers = new TreeMap<>();
    for (var i = 0; i < 3; i++) {
      var name = new ObjectName("s" + i, "t");
      var columns = columns();
      tables.add(
          new DesiredTable(name, columns, List.of("id"), physique(name, i), "table " + odd()));
      for (var j = 0; j < 2; j++) {
        var view = new ObjectName("v" + i, "t" + j);
        if (random.nextBoolean()) {
          views.add(
              new DesiredView(view, name, columns, odd() == 0 ? null : "id > 0", "view " + odd()));
          readers.put(view, new TreeSet<>(odd() == 0 ? List.of() : List.of("r" + j)));
        }
      }
    }
    return new DesiredSchema(tables, views, readers);
  }

  private int odd() {
    return random.nextInt(2);
  }

  private List<ColumnDefinition> columns() {
    var columns = new ArrayList<>(List.of(ColumnDefinition.of("id", "integer", false)));
    for (var name : List.of("a", "b", "c")) {
      if (random.nextInt(4) > 0) {
        columns.add(column(name, TEXTS.get(random.nextInt(TEXTS.size()))));
      }
    }
    columns.add(column("n", NUMBERS.get(random.nextInt(NUMBERS.size()))));
    Collections.shuffle(columns, random);
    return columns;
  }

  private ColumnDefinition column(String name, String type) {
    var nullable = random.nextInt(5) > 0;
    return new ColumnDefinition(
        name,
        type,
        nullable,
        null,
        nullable
            ? null
            : type.startsWith("numeric") || type.endsWith("int") || type.equals("integer")
                ? "0"
                : "''",
        random.nextInt(3) == 0 ? "comment " + odd() : null);
  }

  private DesiredTable.TableOptions physique(ObjectName table, int number) {
    var checks =
        odd() == 0
            ? List.<CheckConstraint>of()
            : List.of(CheckConstraint.of("id", "id > " + -random.nextInt(3)));
    var indexes =
        odd() == 0 ? List.<TableIndex>of() : List.of(TableIndex.of(table, List.of("n"), false));
    var partitions =
        List.of(new ObjectName(table.schema(), "t_p0"), new ObjectName(table.schema(), "t_p1"));
    return new DesiredTable.TableOptions(
        checks, indexes, number == 2 ? new Partitioning(List.of("id"), partitions) : null);
  }
}
