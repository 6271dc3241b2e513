package io.trueup.model.verdict;

import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.PlatformDeclaration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  /** A dataset of the new version, with the way to it in its store's document. */
  private record Subject(Datastore store, Dataset dataset, List<String> path) {

    String name() {
      return store.name() + "/" + dataset.name();
    }
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
        check.platformType(before, platform);
      }
    }
    return check.findings;
  }

  private void platformType(PlatformDeclaration before, PlatformDeclaration after) {
    findings.add(
        Finding.error(
            "compatibility.platform-type",
            linker.origin("Ecosystem"),
            List.of("platforms", after.name(), "type"),
            "Platform '%s' changes its type from '%s' to '%s'"
                .formatted(after.name(), before.type(), after.type()),
            "Declare a new platform, assign to both, then decommission the old one"));
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
          .ifPresent(it -> dataset(it, new Subject(after, dataset, path)));
    }
  }

  private void dataset(Dataset before, Subject subject) {
    var after = subject.dataset();
    var old = byName(before);
    var now = byName(after);
    for (var column : before.columns()) {
      if (!now.containsKey(column.name())) {
        removed(subject, column);
      }
    }
    for (var column : after.columns()) {
      var was = old.get(column.name());
      if (was == null) {
        added(subject, column);
      } else {
        kept(subject, was, column);
      }
    }
    if (!before.primaryKey().equals(after.primaryKey())) {
      report(
          "compatibility.primary-key",
          subject,
          List.of(),
          "The primary key of dataset '%s' changes from %s to %s"
              .formatted(subject.name(), before.primaryKey(), after.primaryKey()),
          "Declare a new dataset with the new key");
    }
  }

  private static Map<String, Column> byName(Dataset dataset) {
    return dataset.columns().stream().collect(Collectors.toMap(Column::name, Function.identity()));
  }

  private void removed(Subject subject, Column column) {
    report(
        "compatibility.column-removed",
        subject,
        List.of("columns"),
        "Column '%s' of dataset '%s' is removed".formatted(column.name(), subject.name()),
        "Keep it, or declare a new dataset without it");
  }

  private void added(Subject subject, Column column) {
    if (!column.nullable()) {
      report(
          "compatibility.column-not-nullable",
          subject,
          List.of("columns", column.name()),
          "Column '%s' of dataset '%s' is new and not nullable; rows that exist have no value for it"
              .formatted(column.name(), subject.name()),
          "Make it nullable");
    }
  }

  private void kept(Subject subject, Column was, Column column) {
    var place = List.of("columns", column.name());
    var name = subject.name() + "/" + column.name();
    if (!was.type().equals(column.type())) {
      report(
          "compatibility.type",
          subject,
          place,
          "Column '%s' changes its type from %s to %s".formatted(name, was.type(), column.type()),
          "Add a new column of the new type");
    }
    if (was.nullable() != column.nullable()) {
      report(
          "compatibility.nullability",
          subject,
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
      String rule, Subject subject, List<String> below, String message, String remedy) {
    var path = new ArrayList<>(subject.path());
    path.add(subject.dataset().name());
    path.addAll(below);
    var origin = linker.origin(Linker.storeKey(subject.store().name()));
    findings.add(Finding.error(rule, origin, path, message, remedy));
  }
}
