package io.trueup.model.verdict;

import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.EcosystemChanges;
import io.trueup.model.ecosystem.EcosystemChanges.Change;
import io.trueup.model.ecosystem.EcosystemChanges.StoreChange;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.type.TypeChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares a version with the accepted one: what jobs and consumers rely on may grow, and nothing
 * of it may change (domain §3). What is allowed from one version to the next is allowed over many.
 */
final class Compatibility {

  private final Linked linked;
  private final List<Finding> findings = new ArrayList<>();

  private Compatibility(Linked linked) {
    this.linked = linked;
  }

  /** A dataset of the new version, with the way to it in its store's document. */
  private record Subject(Datastore store, Dataset dataset, List<String> path) {

    String name() {
      return store.name() + "/" + dataset.name();
    }
  }

  /**
   * Compares.
   *
   * @param changes from the accepted version to the one that is judged
   * @param linked the one that is judged
   */
  static List<Finding> check(EcosystemChanges changes, Linked linked) {
    var check = new Compatibility(linked);
    changes.stores().values().forEach(check::store);
    changes.platforms().values().forEach(check::platformType);
    return check.findings;
  }

  private void platformType(Change<PlatformDeclaration> change) {
    var before = change.before();
    var after = change.after();
    if (before != null && after != null && !before.type().equals(after.type())) {
      findings.add(
          Finding.error(
              "compatibility.platform-type",
              linked.origin(Linked.ECOSYSTEM),
              List.of("platforms", after.name(), "type"),
              "Platform '%s' changes its type from '%s' to '%s'"
                  .formatted(after.name(), before.type(), after.type()),
              "Declare a new platform, assign to both, then decommission the old one"));
    }
  }

  private void store(StoreChange change) {
    var store = change.after();
    if (change.before() == null || store == null) {
      return;
    }
    change
        .datasets()
        .values()
        .forEach(it -> {
          var before = it.before();
          var after = it.after();
          if (before != null
              && after != null
              && !before.fingerprint().equals(after.fingerprint())) {
            dataset(before, new Subject(store, after, pathTo(store)));
          }
        });
  }

  private List<String> pathTo(Datastore store) {
    return linked.ecosystem().producers().containsKey(store.name())
        ? List.of("transformer", "output", "datasets")
        : List.of("datasets");
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
    if (TypeChange.between(was.type(), column.type())
        instanceof TypeChange.Change.Refused(var reason)) {
      report(
          "compatibility.type",
          subject,
          place,
          "Column '%s' changes its type from %s to %s: %s"
              .formatted(name, was.type(), column.type(), reason),
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
    findings.add(
        Finding.error(
            rule,
            linked.datasetOrigin(subject.store().name(), subject.dataset().name()),
            path,
            message,
            remedy));
  }
}
