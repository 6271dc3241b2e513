package io.trueup.model.verdict;

import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.Assignment.Status;
import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.EcosystemChanges;
import io.trueup.model.ecosystem.EcosystemChanges.Change;
import io.trueup.model.ecosystem.EcosystemChanges.StoreChange;
import io.trueup.model.ecosystem.GroupKey;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.graph.References;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares a version with the accepted one: what jobs and consumers rely on may grow but not change
 * (domain §3). The cost is that of the change.
 *
 * <p>A change that is allowed in many steps is allowed in one, except for changes that need steps:
 * a removed thing may be declared again as another one, a decommissioned assignment may be removed,
 * and Avro fields may be removed as the Avro specification allows.
 */
final class Compatibility {

  private final LinkedDocuments linked;
  private final List<Finding> findings = new ArrayList<>();

  private Compatibility(LinkedDocuments linked) {
    this.linked = linked;
  }

  /**
   * Compares two versions.
   *
   * @param changes from the accepted version to the checked one
   * @param linked the checked version
   * @param references of the checked version
   */
  static List<Finding> check(
      EcosystemChanges changes, LinkedDocuments linked, References references) {
    var check = new Compatibility(linked);
    changes.stores().values().forEach(check::store);
    changes.platforms().values().forEach(check::platformType);
    changes.assignments().forEach(check::assignments);
    check.findings.addAll(RelocationWarnings.check(changes, linked, references));
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
    if (change.isHeaderChanged()) {
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
      warnOfReload(
          after,
          "kind",
          "is %s and no longer %s: its ingestion is set up again and reloads all data"
              .formatted(captured(is.kind()), captured(was.kind())));
      if (was.kind() == Capture.Kind.TRANSFORMER || is.kind() == Capture.Kind.TRANSFORMER) {
        return; // A transformer determines all other fields.
      }
    }
    var container = RelocationWarnings.container(before);
    var newContainer = RelocationWarnings.container(after);
    if (!Objects.equals(container, newContainer)) {
      warnOfReload(
          after,
          "container",
          "moves from container %s to %s: its ingestion reloads all data from there"
              .formatted(quoted(container), quoted(newContainer)));
    }
    if (was.consistency() != is.consistency()) {
      warnOfReload(
          after,
          "consistency",
          "changes from %s to %s: the keys of its ingestion change, so the old one is removed and a new one reloads all data"
              .formatted(was.consistency().text(), is.consistency().text()));
    }
    if (!Objects.equals(was.watermark(), is.watermark())) {
      warnOfReload(
          after,
          "column",
          "changes its watermark column from %s to %s: its ingestion reloads all data"
              .formatted(quoted(was.watermark()), quoted(is.watermark())));
    }
    if (!Objects.equals(was.trigger(), is.trigger())) {
      warnOfReload(
          after,
          "trigger",
          "changes its trigger from %s to %s: its ingestion gets a new schedule"
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

  private void warnOfReload(Datastore store, String field, String what) {
    findings.add(
        Finding.warning(
            "compatibility.reprovision",
            linked.origin(DocumentKey.store(store.name())),
            linked.ecosystem().producers().containsKey(store.name())
                ? List.of(field.equals("kind") ? "transformer" : field)
                : List.of("capture", field),
            "Store '%s' %s".formatted(store.name(), what),
            "Merge it when this is acceptable"));
  }

  private void assignments(GroupKey group, Change<List<Assignment>> change) {
    var after = change.after() == null ? List.<Assignment>of() : change.after();
    for (var was : change.before() == null ? List.<Assignment>of() : change.before()) {
      if (was.status() == Status.PROVISIONED) {
        var now = after.stream().filter(it -> it.platform().equals(was.platform())).toList();
        if (now.isEmpty()) {
          reportDropped(group, was);
        } else if (now.stream().allMatch(it -> it.status() == Status.PROVISIONING)) {
          reportUnprovisioned(group, was);
        }
      }
    }
  }

  private void reportDropped(GroupKey group, Assignment was) {
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
            List.of("assign", group.toString()),
            "'%s' is provisioned on platform '%s' and no longer assigned to it"
                .formatted(group, was.platform()),
            "Set its status to decommissioned first, in a change of its own"));
  }

  private void reportUnprovisioned(GroupKey group, Assignment was) {
    for (var assigned : linked.assigned().getOrDefault(group, List.of())) {
      if (assigned.assignment().platform().equals(was.platform())) {
        findings.add(
            Finding.error(
                "compatibility.assignment-status",
                assigned.origin(),
                List.of("assign", group.toString(), was.platform()),
                "'%s' is provisioned on platform '%s' and cannot go back to provisioning"
                    .formatted(group, was.platform()),
                "Leave it provisioned, or decommission it"));
        return;
      }
    }
  }
}
