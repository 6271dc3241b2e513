package io.trueup.model.verdict;

import io.trueup.model.document.tree.PlaceFinder;
import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.type.AvroResolution;
import io.trueup.model.type.TypeChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares a dataset with the accepted one of the same name (domain §3). */
final class DatasetCompatibility {

  /** Where a dataset declares its classification. */
  private enum Level {
    NONE,
    DATASET,
    COLUMNS
  }

  private final Dataset before;
  private final Dataset after;
  private final String name;
  private final @Nullable Origin origin;
  private final List<String> path;
  private final List<Finding> findings = new ArrayList<>();

  private DatasetCompatibility(
      Dataset before, Dataset after, Datastore store, LinkedDocuments linked) {
    this.before = before;
    this.after = after;
    this.name = store.name() + "/" + after.name();
    this.origin = linked.datasetOrigin(store.name(), after.name());
    this.path =
        linked.ecosystem().producers().containsKey(store.name())
            ? List.of("transformer", "output", "datasets", after.name())
            : List.of("datasets", after.name());
  }

  /**
   * Compares two versions of a dataset.
   *
   * @param store the store of the dataset now
   * @param linked the checked version
   */
  static List<Finding> check(
      Dataset before, Dataset after, Datastore store, LinkedDocuments linked) {
    var check = new DatasetCompatibility(before, after, store, linked);
    check.source();
    if (!before.fingerprint().equals(after.fingerprint())) {
      check.rows();
      check.keys();
      check.classifications();
    }
    return check.findings;
  }

  private void source() {
    var was = Objects.requireNonNullElse(before.source(), before.name());
    var is = Objects.requireNonNullElse(after.source(), after.name());
    if (!was.equals(is)) {
      warning(
          "compatibility.reprovision",
          List.of("source"),
          "Dataset '%s' is captured from '%s' instead of '%s': its ingestion reloads all data from there"
              .formatted(name, is, was),
          "Merge it when this is acceptable");
    }
  }

  /** Compares columns or Avro schemas. */
  private void rows() {
    var was = before.schema().avro();
    var is = after.schema().avro();
    if (was == null && is == null) {
      columns();
    } else if (was != null && is != null) {
      for (var fault : AvroResolution.incompatibilities(is, was)) {
        error(
            "compatibility.avro",
            fault.path().isEmpty()
                ? List.of("avro")
                : List.of("avro", PlaceFinder.avroFieldStep(fault.path())),
            "The Avro schema of dataset '%s' cannot read what was written before%s: %s"
                .formatted(
                    name,
                    fault.path().isEmpty() ? "" : ", at '" + fault.path() + "'",
                    fault.reason()),
            "Change it as Avro's rules of schema resolution allow, or declare a new dataset");
      }
    } else {
      error(
          "compatibility.schema-kind",
          List.of(is == null ? "columns" : "avro"),
          "Dataset '%s' changes from %s"
              .formatted(
                  name, is == null ? "an Avro schema to columns" : "columns to an Avro schema"),
          "Declare a new dataset");
    }
  }

  private void columns() {
    var old = byName(before);
    var now = byName(after);
    for (var column : old.values()) {
      if (!now.containsKey(column.name())) {
        error(
            "compatibility.column-removed",
            List.of("columns"),
            "Column '%s' of dataset '%s' is removed".formatted(column.name(), name),
            "Keep it, or declare a new dataset without it");
      }
    }
    for (var column : now.values()) {
      var was = old.get(column.name());
      if (was == null) {
        added(column);
      } else {
        type(was, column);
        nullability(was, column);
      }
    }
  }

  private static Map<String, Column> byName(Dataset dataset) {
    var byName = new LinkedHashMap<String, Column>();
    dataset.columns().forEach(it -> byName.put(it.name(), it));
    return byName;
  }

  private void added(Column column) {
    // A change of the key is one problem, which keys() reports.
    if (!column.nullable() && !after.primaryKey().contains(column.name())) {
      error(
          "compatibility.column-not-nullable",
          List.of("columns", column.name()),
          "Column '%s' of dataset '%s' is new and not nullable; rows that exist have no value for it"
              .formatted(column.name(), name),
          "Make it nullable");
    }
  }

  private void type(Column was, Column column) {
    if (TypeChange.between(was.type(), column.type())
        instanceof TypeChange.Change.Refused(var reason)) {
      error(
          "compatibility.type",
          List.of("columns", column.name()),
          "Column '%s/%s' changes its type from %s to %s: %s"
              .formatted(name, column.name(), was.type(), column.type(), reason),
          "Add a new column of the new type");
    }
  }

  private void nullability(Column was, Column column) {
    if (was.nullable() != column.nullable()) {
      error(
          "compatibility.nullability",
          List.of("columns", column.name()),
          "Column '%s/%s' changes from %s to %s"
              .formatted(name, column.name(), nullability(was), nullability(column)),
          "Leave it as it was");
    }
  }

  private static String nullability(Column column) {
    return column.nullable() ? "nullable" : "not nullable";
  }

  private void keys() {
    if (!before.primaryKey().equals(after.primaryKey())) {
      error(
          "compatibility.primary-key",
          List.of("primaryKey"),
          "The primary key of dataset '%s' changes from %s to %s"
              .formatted(name, before.primaryKey(), after.primaryKey()),
          "Declare a new dataset with the new key");
      // A document may declare the key at its columns instead.
      findings.add(findings.removeLast().withFallback(below(keyColumn())));
    }
    var was = before.schema().partition();
    var is = after.schema().partition();
    if (!was.equals(is)) {
      error(
          "compatibility.partition",
          List.of("partition"),
          "The partition columns of dataset '%s' change from %s to %s".formatted(name, was, is),
          "Declare a new dataset with the new partition columns");
    }
  }

  /**
   * The first column that was added to the key, else the first that was removed from it and still
   * exists.
   */
  private List<String> keyColumn() {
    return Stream.concat(
            after.primaryKey().stream().filter(it -> !before.primaryKey().contains(it)),
            before.primaryKey().stream()
                .filter(it -> !after.primaryKey().contains(it))
                .filter(
                    it -> after.columns().stream().anyMatch(column -> column.name().equals(it))))
        .findFirst()
        .map(it -> List.of("columns", it))
        .orElse(List.of("columns"));
  }

  private void classifications() {
    var was = level(before);
    var is = level(after);
    if (was != is && was != Level.NONE && is != Level.NONE) {
      reclassified(
          List.of("classification"),
          is == Level.COLUMNS
              ? "Dataset '%s' moves its classification %s to its columns"
                  .formatted(name, before.classifications())
              : "Dataset '%s' moves the classifications of its columns to itself, as %s"
                  .formatted(name, after.classifications()));
      return;
    }
    if (!before.classifications().equals(after.classifications())) {
      reclassified(
          List.of("classification"),
          "Dataset '%s' is reclassified from %s to %s"
              .formatted(name, text(before.classifications()), text(after.classifications())));
    }
    var old = byName(before);
    for (var column : after.columns()) {
      var earlier = old.get(column.name());
      if (earlier != null && !earlier.classifications().equals(column.classifications())) {
        reclassified(
            List.of("columns", column.name(), "classification"),
            "Column '%s/%s' is reclassified from %s to %s"
                .formatted(
                    name,
                    column.name(),
                    text(earlier.classifications()),
                    text(column.classifications())));
      }
    }
  }

  private static Level level(Dataset dataset) {
    if (!dataset.classifications().isEmpty()) {
      return Level.DATASET;
    }
    return dataset.columns().stream().allMatch(it -> it.classifications().isEmpty())
        ? Level.NONE
        : Level.COLUMNS;
  }

  private static String text(List<String> classifications) {
    return classifications.isEmpty() ? "none" : classifications.toString();
  }

  private void reclassified(List<String> below, String message) {
    warning(
        "compatibility.reclassified",
        below,
        message,
        "Make sure that this is intended: all policies apply to the new classification");
  }

  private void error(String rule, List<String> below, String message, String remedy) {
    findings.add(Finding.error(rule, origin, below(below), message, remedy));
  }

  private void warning(String rule, List<String> below, String message, String remedy) {
    findings.add(Finding.warning(rule, origin, below(below), message, remedy));
  }

  private List<String> below(List<String> more) {
    var whole = new ArrayList<>(path);
    whole.addAll(more);
    return whole;
  }
}
