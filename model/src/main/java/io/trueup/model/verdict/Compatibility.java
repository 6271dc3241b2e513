package io.trueup.model.verdict;

import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Ecosystem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares a version with the accepted one: what jobs and consumers rely on may grow, and nothing
 * of it may change (domain §3). Widened types come with the schema reconciler; until then a type is
 * frozen too.
 */
final class Compatibility {

  private final Linker linker;
  private final List<Finding> findings = new ArrayList<>();

  private Compatibility(Linker linker) {
    this.linker = linker;
  }

  static List<Finding> check(Ecosystem accepted, Ecosystem head, Linker linker) {
    var check = new Compatibility(linker);
    for (var store : head.stores().values()) {
      var before = accepted.stores().get(store.name());
      if (before != null && !before.equals(store)) {
        check.store(before, store, pathTo(head, store));
      }
    }
    for (var platform : head.platforms().values()) {
      var before = accepted.platforms().get(platform.name());
      if (before != null && !before.type().equals(platform.type())) {
        check.findings.add(
            Finding.error(
                "compatibility.platform-type",
                linker.origin("Ecosystem"),
                List.of("platforms", platform.name(), "type"),
                "Platform '%s' changes its type from '%s' to '%s'"
                    .formatted(platform.name(), before.type(), platform.type()),
                "Declare a new platform, assign to both, then decommission the old one"));
      }
    }
    return check.findings;
  }

  private static List<String> pathTo(Ecosystem ecosystem, Datastore store) {
    return ecosystem.producers().containsKey(store.name())
        ? List.of("transformer", "output", "datasets")
        : List.of("datasets");
  }

  private void store(Datastore before, Datastore after, List<String> path) {
    for (var dataset : after.datasets()) {
      before
          .dataset(dataset.name())
          .filter(it -> !it.fingerprint().equals(dataset.fingerprint()))
          .ifPresent(it -> dataset(after, it, dataset, path));
    }
  }

  private void dataset(Datastore store, Dataset before, Dataset after, List<String> path) {
    var names = after.columns().stream().map(Column::name).collect(Collectors.toSet());
    var old =
        before.columns().stream().collect(Collectors.toMap(Column::name, Function.identity()));
    for (var column : before.columns()) {
      if (!names.contains(column.name())) {
        report(
            "column-removed",
            store,
            after,
            path,
            List.of("columns"),
            "Column '%s' of dataset '%s/%s' is removed"
                .formatted(column.name(), store.name(), after.name()),
            "Keep it; make it nullable in a new dataset if it is no longer filled");
      }
    }
    for (var column : after.columns()) {
      var was = old.get(column.name());
      if (was == null) {
        added(store, after, column, path);
      } else {
        kept(store, after, was, column, path);
      }
    }
    if (!before.primaryKey().equals(after.primaryKey())) {
      report(
          "primary-key",
          store,
          after,
          path,
          List.of(),
          "The primary key of dataset '%s/%s' changes from %s to %s"
              .formatted(store.name(), after.name(), before.primaryKey(), after.primaryKey()),
          "Declare a new dataset with the new key");
    }
  }

  private void added(Datastore store, Dataset dataset, Column column, List<String> path) {
    if (!column.nullable()) {
      report(
          "column-not-nullable",
          store,
          dataset,
          path,
          List.of("columns", column.name()),
          "Column '%s' of dataset '%s/%s' is new and not nullable; rows that exist have no value for it"
              .formatted(column.name(), store.name(), dataset.name()),
          "Make it nullable");
    }
  }

  private void kept(
      Datastore store, Dataset dataset, Column was, Column column, List<String> path) {
    var place = List.of("columns", column.name());
    var name = "%s/%s/%s".formatted(store.name(), dataset.name(), column.name());
    if (!was.type().equals(column.type())) {
      report(
          "type",
          store,
          dataset,
          path,
          place,
          "Column '%s' changes its type from %s to %s".formatted(name, was.type(), column.type()),
          "Add a new column of the new type");
    }
    if (was.nullable() != column.nullable()) {
      report(
          "nullability",
          store,
          dataset,
          path,
          place,
          "Column '%s' changes from %s to %s"
              .formatted(name, nullability(was), nullability(column)),
          "Leave it as it was");
    }
  }

  private static String nullability(Column column) {
    return column.nullable() ? "nullable" : "not nullable";
  }

  private void report(
      String rule,
      Datastore store,
      Dataset dataset,
      List<String> path,
      List<String> below,
      String message,
      String remedy) {
    var full = new ArrayList<>(path);
    full.add(dataset.name());
    full.addAll(below);
    findings.add(
        Finding.error(
            "compatibility." + rule,
            linker.origin(Linker.storeKey(store.name())),
            full,
            message,
            remedy));
  }
}
