package io.trueup.listener.daemon.question;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.platforms.relational.container.ColumnShape;
import io.trueup.platforms.relational.container.ColumnShapes;
import io.trueup.platforms.relational.container.ContainerRules;
import io.trueup.platforms.relational.container.TypeMapping;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a container holds the columns of a dataset: declared columns, or the fields of an Avro
 * record. The rules belong to the program and not to the model's version.
 *
 * @param container its qualified name
 * @param product its type, such as {@code postgres}
 * @param productVersion the version whose rules apply; null for a product without rules
 * @param columns in their order; empty for a product without rules, which holds everything or
 *     decides itself
 * @param problems of what cannot be a column there
 */
public record NativeTypesAnswer(
    String container,
    String product,
    @Nullable String productVersion,
    List<NativeColumn> columns,
    List<NativeProblem> problems) {

  /**
   * A column in a container.
   *
   * @param name as declared; the platform chooses the physical name
   * @param type in the model
   * @param nativeType as the product spells it, without a collation; null when it has none
   * @param held {@code exact}, {@code wider}, {@code converted} or {@code no}
   * @param collation the clause that gives it its collation; null for none
   * @param check a condition that rejects values that the model's type does not have, with {@code
   *     {column}} in place of the column's quoted name; null for none
   * @param encoding how each value is encoded, for {@code converted}; null otherwise
   * @param problem why the product does not hold it, and what to do; null when it does
   */
  public record NativeColumn(
      String name,
      String type,
      boolean nullable,
      @Nullable String nativeType,
      String held,
      @Nullable String collation,
      @Nullable String check,
      @Nullable String encoding,
      @Nullable String problem) {}

  /** A field that cannot be a column, and what to do. */
  public record NativeProblem(String place, String message, String remedy) {}

  static NativeTypesAnswer of(DataContainer container, Dataset dataset) {
    var rules = ContainerRules.of(container).orElse(null);
    var name = container.qualifiedName();
    var product = container.type().text();
    if (rules == null) {
      return new NativeTypesAnswer(name, product, null, List.of(), List.of());
    }
    var shapes = ColumnShapes.of(dataset);
    return new NativeTypesAnswer(
        name,
        product,
        rules.version(),
        shapes.columns().stream().map(it -> column(rules, it)).toList(),
        shapes.unmappable().stream()
            .map(it -> new NativeProblem(it.place(), it.message(), it.remedy()))
            .toList());
  }

  private static NativeColumn column(ContainerRules rules, ColumnShape shape) {
    var collation = rules.collation(shape.type()).orElse(null);
    return switch (rules.mapping(shape.type())) {
      case TypeMapping.Exact(var sql) -> held(shape, sql, "exact", collation, null, null);
      case TypeMapping.Wider(var sql, var check) ->
          held(shape, sql, "wider", collation, check.isEmpty() ? null : check, null);
      case TypeMapping.Converted(var sql, var how) ->
          held(shape, sql, "converted", collation, null, how);
      case TypeMapping.UnsupportedType(var message, var remedy) ->
          new NativeColumn(
              shape.name(),
              shape.type().toString(),
              shape.nullable(),
              null,
              "no",
              null,
              null,
              null,
              message + ". " + remedy);
    };
  }

  private static NativeColumn held(
      ColumnShape shape,
      String sql,
      String held,
      @Nullable String collation,
      @Nullable String check,
      @Nullable String encoding) {
    return new NativeColumn(
        shape.name(),
        shape.type().toString(),
        shape.nullable(),
        sql,
        held,
        collation,
        check,
        encoding,
        null);
  }
}
