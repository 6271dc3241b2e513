package io.trueup.model.verdict;

import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.EcosystemChanges;
import io.trueup.model.ecosystem.GovernanceZone;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.RepositoryBranch;
import io.trueup.model.ecosystem.Team;
import io.trueup.model.ecosystem.Vendor;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.persistent.PersistentSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What rules may ask of a whole model. It notes what was asked for, whether it was there or not, so
 * that a document is judged again when, and only when, an answer that it was given changes. Rules
 * see the model through this alone. Not thread-safe.
 */
final class Lookup {

  private final Ecosystem ecosystem;
  private final IntentionGraph graph;
  private Set<String> asked = new HashSet<>();

  Lookup(Ecosystem ecosystem, IntentionGraph graph) {
    this.ecosystem = ecosystem;
    this.graph = graph;
  }

  /** What was asked for since the last call. */
  Set<String> takeAsked() {
    var taken = asked;
    asked = new HashSet<>();
    return taken;
  }

  private void ask(String kind, String name) {
    asked.add(kind + ' ' + name);
  }

  /** A store without its datasets. */
  @Nullable Datastore store(String name) {
    ask("store", name);
    var found = ecosystem.stores().find(name);
    return found == null ? null : found.header();
  }

  /** A store with all its datasets. */
  @Nullable Datastore wholeStore(String name) {
    ask("store", name);
    ask("datasets", name);
    return ecosystem.stores().find(name);
  }

  @Nullable Dataset dataset(String store, String dataset) {
    asked.add("dataset " + store + '/' + dataset);
    var found = ecosystem.stores().find(store);
    return found == null ? null : found.datasets().find(dataset);
  }

  /** The workspace whose transformer makes a store; null when none does. */
  @Nullable String producer(String store) {
    ask("producer", store);
    return ecosystem.producers().find(store);
  }

  @Nullable Workspace workspace(String name) {
    ask("workspace", name);
    return ecosystem.workspaces().find(name);
  }

  /** The container that a reference of a team means, or one outside of teams. */
  @Nullable DataContainer container(@Nullable String team, String reference) {
    var qualified = Ecosystem.qualified(team, reference);
    ask("container", qualified);
    return ecosystem.containers().find(qualified);
  }

  @Nullable Team team(String name) {
    ask("team", name);
    return ecosystem.teams().find(name);
  }

  @Nullable GovernanceZone zone(String name) {
    ask("zone", name);
    return ecosystem.zones().find(name);
  }

  /** The owner that the ecosystem declares for a zone. */
  @Nullable RepositoryBranch zoneOwner(String name) {
    ask("zone-owner", name);
    return ecosystem.declaration().zones().get(name);
  }

  @Nullable PlatformDeclaration platform(String name) {
    ask("platform", name);
    return ecosystem.platforms().get(name);
  }

  @Nullable Vendor vendor(String name) {
    ask("vendor", name);
    return ecosystem.declaration().vendors().get(name);
  }

  boolean hasLocation(String location) {
    var vendor = vendor(Vendor.of(location));
    return vendor != null && vendor.locations().contains(location);
  }

  /** What a group is assigned to. */
  List<Assignment> assignments(String workspace, String group) {
    asked.add("assignment " + workspace + '/' + group);
    return ecosystem.assignments().getOrDefault(workspace + '/' + group, List.of());
  }

  /** The platforms that a group's data is brought by: by assignment or for a transformer. */
  PersistentSet<String> platforms(String workspace, String group) {
    asked.add("roots " + workspace + '/' + group);
    return graph.roots().of(workspace, group);
  }

  /** The platforms that alone read a store's source; empty when each does for itself. */
  SortedSet<String> primaries(String store) {
    ask("primary", store);
    var found = ecosystem.primaryIngestion().get(store);
    return found == null ? new TreeSet<>() : found;
  }

  /**
   * What rules could have asked for and would be answered otherwise now.
   *
   * @param before the graph of the older ecosystem; null when there is none
   */
  static Set<String> changed(
      EcosystemChanges changes, @Nullable IntentionGraph before, IntentionGraph after) {
    var changed = new HashSet<String>();
    changes
        .stores()
        .forEach((name, change) -> {
          if (change.isHeader()) {
            changed.add("store " + name);
          }
          if (!change.datasets().isEmpty()) {
            changed.add("datasets " + name);
          }
          change.datasets().keySet().forEach(it -> changed.add("dataset " + name + '/' + it));
        });
    changes.producers().keySet().forEach(it -> changed.add("producer " + it));
    changes.workspaces().keySet().forEach(it -> changed.add("workspace " + it));
    changes.containers().keySet().forEach(it -> changed.add("container " + it));
    changes.teams().keySet().forEach(it -> changed.add("team " + it));
    changes.zones().keySet().forEach(it -> changed.add("zone " + it));
    changes.platforms().keySet().forEach(it -> changed.add("platform " + it));
    changes.assignments().keySet().forEach(it -> changed.add("assignment " + it));
    changes.primaryIngestion().keySet().forEach(it -> changed.add("primary " + it));
    addDeclared(changes, changed);
    if (before != null) {
      before
          .roots()
          .platforms()
          .differences(after.roots().platforms(), (group, _, _) -> changed.add("roots " + group));
    }
    return changed;
  }

  private static void addDeclared(EcosystemChanges changes, Set<String> changed) {
    var before = changes.before();
    var after = changes.after();
    var owners = new TreeMap<>(after.zones());
    var vendors = new TreeMap<>(after.vendors());
    if (before != null) {
      owners.putAll(before.zones());
      vendors.putAll(before.vendors());
    }
    for (var zone : owners.keySet()) {
      if (before == null || !Objects.equals(before.zones().get(zone), after.zones().get(zone))) {
        changed.add("zone-owner " + zone);
      }
    }
    for (var vendor : vendors.keySet()) {
      if (before == null
          || !Objects.equals(before.vendors().get(vendor), after.vendors().get(vendor))) {
        changed.add("vendor " + vendor);
      }
    }
  }
}
