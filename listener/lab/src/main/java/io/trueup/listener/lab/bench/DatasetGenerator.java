package io.trueup.listener.lab.bench;

import com.fasterxml.jackson.databind.util.RawValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Generates the declarations of datasets. Those that share a schema are written once as JSON, so
 * that a large ecosystem is generated as fast as git takes it. Safe for any thread.
 */
final class DatasetGenerator {

  private static final List<String> NOUNS =
      List.of("amount", "rate", "status", "region", "quantity", "note", "owner", "day", "code");
  private static final List<String> TYPES =
      List.of(
          "integer",
          "bigint",
          "varchar(40)",
          "varchar(200)",
          "string",
          "decimal(18,4)",
          "date",
          "timestamp",
          "boolean",
          "float64");

  private final EcosystemSpec shape;
  private final @Nullable IntUnaryOperator widths;
  private final Changes changes;
  private final Map<Integer, RawValue> texts = new ConcurrentHashMap<>();

  /** Which datasets merges change. */
  interface Changes {
    boolean isChanged(int merge, int dataset);
  }

  /**
   * A generator for a spec.
   *
   * @param widths of a text column in each dataset; null for none
   * @param changes the datasets that merges change
   */
  DatasetGenerator(EcosystemSpec shape, @Nullable IntUnaryOperator widths, Changes changes) {
    this.shape = shape;
    this.widths = widths;
    this.changes = changes;
  }

  /** A dataset after some merges, as {@link DocumentWriter} takes it. */
  Object dataset(int dataset, int merge) {
    var schema = schema(dataset);
    var added = new LinkedHashMap<String, Object>();
    if (widths != null) {
      added.put("text", "varchar(%d)".formatted(widths.applyAsInt(dataset)));
    }
    for (var earlier = 1; earlier <= merge; earlier++) {
      if (changes.isChanged(earlier, dataset)) {
        added.put("added_%05d".formatted(earlier), "varchar(24)");
      }
    }
    return added.isEmpty() && isShared() && shape.format() == EcosystemSpec.Format.JSON
        ? texts.computeIfAbsent(schema, it -> DocumentWriter.raw(declaration(it, Map.of())))
        : declaration(schema, added);
  }

  private boolean isShared() {
    return shape.schemas() < shape.datasets();
  }

  private int schema(int dataset) {
    return isShared() ? shape.random(dataset).nextInt(shape.schemas()) : dataset;
  }

  private Map<String, Object> declaration(int schema, Map<String, Object> added) {
    var columns = new LinkedHashMap<String, Object>();
    columns.put("id", column());
    var types = new SplittableRandom(shape.seed() + schema);
    for (var column = 1; column < shape.columns(); column++) {
      var name = "%s_%02d".formatted(NOUNS.get(types.nextInt(NOUNS.size())), column);
      columns.put(name, TYPES.get(types.nextInt(TYPES.size())));
    }
    columns.putAll(added);
    var declaration = new LinkedHashMap<String, Object>();
    declaration.put("classification", List.of("IP"));
    declaration.put("columns", columns);
    return declaration;
  }

  private static Map<String, Object> column() {
    var column = new LinkedHashMap<String, Object>();
    column.put("type", "bigint");
    column.put("key", true);
    return column;
  }
}
