package io.trueup.model.verdict;

import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.Assignment.Status;
import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.EcosystemChanges;
import io.trueup.model.ecosystem.EcosystemChanges.Change;
import io.trueup.model.ecosystem.EcosystemChanges.StoreChange;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.graph.References;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares a version with the accepted one: what jobs and consumers rely on may grow, and nothing
 * of it may change (domain §3). It costs what the change does.
 *
 * <p>What is allowed from one version to the next is allowed over many, but for what goes in steps:
 * a thing that was removed may be declared anew as another, an assignment that was decommissioned
 * may go, and the fields of an Avro record may go as the specification of Avro lets them.
 */
final class Compatibility {

  private final Linked linked;
  private final List<Finding> findings = new ArrayList<>();

  private Compatibility(Linked linked) {
    this.linked = linked;
  }

  /**
   * Compares.
   *
   * @param changes from the accepted version to the one that is judged
   * @param linked the one that is judged
   * @param references its references
   */
  static List<Finding> check(EcosystemChanges changes, Linked linked, References references) {
    var check = new Compatibility(linked);
    changes.stores().values().forEach(check::store);
    changes.platforms().values().forEach(check::platformType);
    changes.assignments().forEach(check::assignments);
    check.findings.addAll(Relocations.check(changes, linked, references));
    return check.findings;
  }

  private void platformType(Change<PlatformDeclaration> change) {
    var before = change.before();
    var after = change.after();
    if (before != null && after != null && !before.type().equals(after.type())) {
      findings.add(
          Finding.error(
              "compatibility.platform-type",
              linked.origin(DocumentKey.ECOSYSTEM),
              List.of("platforms", after.name(), "type"),
              "Platform '%s' changes its type from '%s' to '%s'"
                  .formatted(after.name(), before.type(), after.type()),
              "Declare a new platform, assign to both, then decommission the old one"));
    }
  }

  private void store(StoreChange change) {
    var before = change.before();
    var after = change.after();
    if (before == null || after == null) {
      return;
    }
    if (change.isHeader()) {
      capture(before, after);
    }
    for (var it : change.datasets().values()) {
      if (it.before() != null && it.after() != null) {
        findings.addAll(DatasetCompatibility.check(it.before(), it.after(), after, linked));
      }
    }
  }

  private void capture(Datastore before, Datastore after) {
    var was = before.capture();
    var is = after.capture();
    if (was.kind() != is.kind()) {
      reprovision(
          after,
          "kind",
          "is %s and no longer %s: its ingestion is set up anew and loads all data again"
              .formatted(captured(is.kind()), captured(was.kind())));
      if (was.kind() == Capture.Kind.TRANSFORMER || is.kind() == Capture.Kind.TRANSFORMER) {
        return; // All else that a transformer sets follows from it.
      }
    }
    var container = Relocations.container(before);
    var newContainer = Relocations.container(after);
    if (!Objects.equals(container, newContainer)) {
      reprovision(
          after,
          "container",
          "moves from container %s to %s: its ingestion loads all data again from there"
              .formatted(quoted(container), quoted(newContainer)));
    }
    if (was.consistency() != is.consistency()) {
      reprovision(
          after,
          "consistency",
          "changes from %s to %s: its ingestion is known by other keys, so the old one is removed and a new one loads all data again"
              .formatted(was.consistency().text(), is.consistency().text()));
    }
    if (!Objects.equals(was.watermark(), is.watermark())) {
      reprovision(
          after,
          "column",
          "changes its watermark column from %s to %s: its ingestion loads all data again"
              .formatted(quoted(was.watermark()), quoted(is.watermark())));
    }
    if (!Objects.equals(was.trigger(), is.trigger())) {
      reprovision(
          after,
          "trigger",
          "changes its trigger from %s to %s: the schedule of its ingestion is set up anew"
              .formatted(quoted(was.trigger()), quoted(is.trigger())));
    }
  }

  private static String captured(Capture.Kind kind) {
    return kind == Capture.Kind.TRANSFORMER
        ? "made by a transformer"
        : "captured by " + kind.text();
  }

  private static String quoted(@Nullable String name) {
    return name == null ? "none" : "'" + name + "'";
  }

  private void reprovision(Datastore store, String field, String what) {
    findings.add(
        Finding.warning(
            "compatibility.reprovision",
            linked.origin(DocumentKey.store(store.name())),
            linked.ecosystem().producers().containsKey(store.name())
                ? List.of(field.equals("kind") ? "transformer" : field)
                : List.of("capture", field),
            "Store '%s' %s".formatted(store.name(), what),
            "Merge it when that may happen"));
  }

  private void assignments(String group, Change<List<Assignment>> change) {
    var after = change.after() == null ? List.<Assignment>of() : change.after();
    for (var was : change.before() == null ? List.<Assignment>of() : change.before()) {
      if (was.status() == Status.PROVISIONED) {
        var now = after.stream().filter(it -> it.platform().equals(was.platform())).toList();
        if (now.isEmpty()) {
          dropped(group, was);
        } else if (now.stream().allMatch(it -> it.status() == Status.PROVISIONING)) {
          unprovisioned(group, was);
        }
      }
    }
  }

  private void dropped(String group, Assignment was) {
    var others = linked.assigned().getOrDefault(group, List.of());
    var documents = linked.placed(DocumentKey.ASSIGNMENTS);
    findings.add(
        Finding.error(
            "compatibility.assignment-dropped",
            !others.isEmpty()
                ? others.getFirst().origin()
                : documents.isEmpty()
                    ? linked.origin(DocumentKey.ECOSYSTEM)
                    : documents.getFirst().origin(),
            List.of("assign", group),
            "'%s' is provisioned on platform '%s' and assigned to it no longer"
                .formatted(group, was.platform()),
            "Set its status to decommissioned first, in a change of its own"));
  }

  private void unprovisioned(String group, Assignment was) {
    for (var assigned : linked.assigned().getOrDefault(group, List.of())) {
      if (assigned.assignment().platform().equals(was.platform())) {
        findings.add(
            Finding.error(
                "compatibility.assignment-status",
                assigned.origin(),
                List.of("assign", group, was.platform()),
                "'%s' is provisioned on platform '%s' and cannot be provisioning again"
                    .formatted(group, was.platform()),
                "Leave it provisioned, or decommission it"));
        return;
      }
    }
  }
}
