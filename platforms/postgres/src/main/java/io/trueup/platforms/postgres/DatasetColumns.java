package io.trueup.platforms.postgres;

import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.type.DataType;
import io.trueup.platforms.relational.container.ColumnShape;
import io.trueup.platforms.relational.container.ColumnShapes;
import io.trueup.platforms.relational.container.ContainerRules;
import io.trueup.platforms.relational.container.NameCandidates;
import io.trueup.platforms.relational.container.TypeMapping;
import io.trueup.platforms.relational.schema.CheckConstraint;
import io.trueup.platforms.relational.schema.ColumnDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a dataset in Postgres. One whose type Postgres cannot hold, which lint reports, is
 * left out.
 *
 * @param definitions in the dataset's order
 * @param key names of those in the primary key, in the key's order
 * @param partition names of those that its merge table is partitioned by, in their order
 * @param checks that reject the values of a native type that the declared type does not have
 */
record DatasetColumns(
    List<ColumnDefinition> definitions,
    List<String> key,
    List<String> partition,
    List<CheckConstraint> checks) {

  static DatasetColumns of(Dataset dataset, ContainerRules rules) {
    var descriptions = new HashMap<String, String>();
    for (var column : dataset.columns()) {
      describe(column, descriptions);
    }
    var definitions = new ArrayList<ColumnDefinition>();
    var checks = new ArrayList<CheckConstraint>();
    for (var shape : ColumnShapes.of(dataset).columns()) {
      if (rules.mapping(shape.type()) instanceof TypeMapping.SupportedType held) {
        var name = name(shape.name(), rules);
        definitions.add(definition(name, shape, held, descriptions));
        if (held instanceof TypeMapping.Wider wider) {
          wider
              .checkOf('"' + name.replace("\"", "\"\"") + '"')
              .ifPresent(it -> checks.add(CheckConstraint.of(name, it)));
        }
      }
    }
    return new DatasetColumns(
        definitions,
        dataset.primaryKey().stream().map(it -> name(it, rules)).toList(),
        LogicalNames.partitionColumns(dataset).stream().map(it -> name(it, rules)).toList(),
        checks);
  }

  private static void describe(Column column, Map<String, String> descriptions) {
    var description = column.documentation().description();
    if (description != null) {
      descriptions.put(column.name(), ObjectComment.text(description));
    }
  }

  private static ColumnDefinition definition(
      String name,
      ColumnShape shape,
      TypeMapping.SupportedType held,
      Map<String, String> descriptions) {
    return new ColumnDefinition(
        name,
        held.sql(),
        shape.nullable(),
        collation(shape.type()),
        null,
        descriptions.get(shape.name()));
  }

  private static @Nullable String collation(DataType type) {
    return type instanceof DataType.Text text ? text.collation() : null;
  }

  private static String name(String column, ContainerRules rules) {
    return NameCandidates.column(rules.identifiers(), column);
  }

  /** The columns of a table that has only the key of a deleted row. */
  List<ColumnDefinition> nullableButForKey() {
    return definitions.stream()
        .map(it -> it.asNullable(!key.contains(it.name())).withComment(it.comment()))
        .toList();
  }
}
