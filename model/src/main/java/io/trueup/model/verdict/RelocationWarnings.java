package io.trueup.model.verdict;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.EcosystemChanges;
import io.trueup.model.ecosystem.EcosystemChanges.Change;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.graph.References;
import io.trueup.model.persistent.PersistentSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Warns about data that moves: a container with a new address, and a platform or workspace that
 * names another container. Compatibility reports a store that names another container with the
 * store's capture.
 */
final class RelocationWarnings {

  private static final String RULE = "compatibility.reprovision";
  private static final String REMEDY = "Merge it when this is acceptable";
  private static final String STARTS =
      "there with empty tables; the existing tables stay where they are";

  /** Messages count further names. */
  private static final int MOST_NAMED = 3;

  private final EcosystemChanges changes;
  private final LinkedDocuments linked;
  private final References references;
  private final List<Finding> findings = new ArrayList<>();

  private RelocationWarnings(
      EcosystemChanges changes, LinkedDocuments linked, References references) {
    this.changes = changes;
    this.linked = linked;
    this.references = references;
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
    var check = new RelocationWarnings(changes, linked, references);
    check.changes.containers().forEach(check::container);
    check.changes.platforms().values().forEach(check::platform);
    check.changes.workspaces().values().forEach(check::workspace);
    return check.findings;
  }

  private void container(String name, Change<DataContainer> change) {
    var before = change.before();
    var after = change.after();
    if (before == null || after == null) {
      return;
    }
    var differences = ContainerAddress.differences(before, after);
    var consequences = consequences(name);
    if (differences.isEmpty() || consequences.isEmpty()) {
      return;
    }
    var slash = name.lastIndexOf('/');
    findings.add(
        Finding.warning(
            RULE,
            linked.origin(DocumentKey.team(name.substring(0, Math.max(slash, 0)))),
            List.of("containers", name.substring(slash + 1), differences.getFirst().field()),
            "Container '%s' changes %s: %s"
                .formatted(
                    name,
                    differences.stream()
                        .map(ContainerAddress.Difference::toString)
                        .collect(Collectors.joining(" and ")),
                    String.join("; ", consequences)),
            REMEDY));
  }

  /**
   * The consequences for platforms, stores and workspaces that used the container before the move
   * and still do.
   */
  private List<String> consequences(String container) {
    var consequences = new ArrayList<String>();
    var platforms =
        linked.ecosystem().platforms().values().stream()
            .filter(it -> container.equals(it.container()) && usedBefore(it))
            .map(PlatformDeclaration::name)
            .sorted()
            .toList();
    if (!platforms.isEmpty()) {
      consequences.add(
          "%s %s %s"
              .formatted(
                  named("platform", platforms),
                  platforms.size() == 1 ? "starts" : "start",
                  STARTS));
    }
    var stores = kept(references.stores().find(container), it -> usedBefore(it, container));
    if (!stores.isEmpty()) {
      consequences.add(
          "the ingestion of %s reloads all data from there".formatted(named("store", stores)));
    }
    var workspaces =
        kept(references.workspaces().find(container), it -> workspaceUsedBefore(it, container));
    if (!workspaces.isEmpty()) {
      consequences.add(
          "%s %s data there"
              .formatted(
                  named("workspace", workspaces),
                  workspaces.size() == 1 ? "finds its" : "find their"));
    }
    return consequences;
  }

  private interface Use {
    boolean isKept(String name);
  }

  private static List<String> kept(@Nullable PersistentSet<String> users, Use use) {
    var kept = new ArrayList<String>();
    if (users != null) {
      for (var user : users) {
        if (use.isKept(user)) {
          kept.add(user);
        }
      }
    }
    return kept;
  }

  private boolean usedBefore(PlatformDeclaration platform) {
    var change = changes.platforms().get(platform.name());
    return change == null
        || (change.before() != null
            && platform.container() != null
            && platform.container().equals(change.before().container()));
  }

  private boolean usedBefore(String store, String container) {
    var change = changes.stores().get(store);
    return change == null
        || (change.before() != null && container.equals(container(change.before())));
  }

  private boolean workspaceUsedBefore(String workspace, String container) {
    var change = changes.workspaces().get(workspace);
    return change == null
        || (change.before() != null && container.equals(container(change.before())));
  }

  private void platform(Change<PlatformDeclaration> change) {
    var before = change.before();
    var after = change.after();
    if (before == null || after == null || !moves(before.container(), after.container())) {
      return;
    }
    findings.add(
        Finding.warning(
            RULE,
            linked.origin(DocumentKey.ECOSYSTEM),
            List.of("platforms", after.name(), "container"),
            "Platform '%s' moves from container '%s' to '%s': it starts %s"
                .formatted(after.name(), before.container(), after.container(), STARTS),
            REMEDY));
  }

  private void workspace(Change<Workspace> change) {
    var before = change.before();
    var after = change.after();
    if (before == null
        || after == null
        || after.transformer() != null // The output store reports the move.
        || !moves(container(before), container(after))) {
      return;
    }
    findings.add(
        Finding.warning(
            RULE,
            linked.origin(DocumentKey.workspace(after.name())),
            List.of("container"),
            "Workspace '%s' moves from container '%s' to '%s': it finds its data there"
                .formatted(after.name(), container(before), container(after)),
            REMEDY));
  }

  private static @Nullable String container(Workspace workspace) {
    var reference = workspace.container();
    return reference == null ? null : Ecosystem.qualified(workspace.team(), reference);
  }

  /** The container that a store is captured from, by its qualified name. */
  static @Nullable String container(Datastore store) {
    var reference = store.capture().container();
    return reference == null ? null : Ecosystem.qualified(store.team(), reference);
  }

  /**
   * Whether two containers have different addresses; the old address comes from the older version.
   */
  private boolean moves(@Nullable String from, @Nullable String to) {
    if (from == null || to == null || from.equals(to)) {
      return false;
    }
    var change = changes.containers().get(from);
    var before = change == null ? linked.ecosystem().containers().find(from) : change.before();
    var after = linked.ecosystem().containers().find(to);
    return before != null
        && after != null
        && !ContainerAddress.differences(before, after).isEmpty();
  }

  private static String named(String kind, List<String> names) {
    if (names.size() == 1) {
      return "%s '%s'".formatted(kind, names.getFirst());
    }
    var more = names.size() - MOST_NAMED;
    var parts =
        Stream.concat(
                names.stream().limit(MOST_NAMED).map(it -> "'" + it + "'"),
                more > 0 ? Stream.of(more + " more") : Stream.empty())
            .toList();
    return "%ss %s and %s"
        .formatted(kind, String.join(", ", parts.subList(0, parts.size() - 1)), parts.getLast());
  }
}
