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
import io.trueup.model.ecosystem.Vendor;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.ecosystem.ZonePolicies;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.persistent.PersistentSet;
import java.util.Arrays;
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
  private final Set<String> asked = new HashSet<>();

  Lookup(Ecosystem ecosystem, IntentionGraph graph) {
    this.ecosystem = ecosystem;
    this.graph = graph;
  }

  /** What was asked for so far; sorted. */
  List<String> asked() {
    var sorted = asked.toArray(String[]::new);
    Arrays.sort(sorted);
    return List.of(sorted);
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

  /**
   * The dataset of a store that is first by name; null when it has none. What must be alike in all
   * datasets is compared with this one, so that a dataset that changes does not have all others of
   * its store judged again.
   */
  @Nullable Dataset firstDataset(String store) {
    ask("first-dataset", store);
    return first(ecosystem.stores().find(store));
  }

  private static @Nullable Dataset first(@Nullable Datastore store) {
    var entry = store == null ? null : store.datasets().ceiling("");
    return entry == null ? null : entry.getValue();
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

  /** The container that a store comes from; null when it names none that exists. */
  @Nullable DataContainer captured(Datastore store) {
    var reference = store.capture().container();
    return reference == null ? null : container(store.team(), reference);
  }

  /** Whether a team is defined. */
  boolean hasTeam(String name) {
    ask("team", name);
    return ecosystem.teams().containsKey(name);
  }

  @Nullable GovernanceZone zone(String name) {
    ask("zone", name);
    return ecosystem.zones().find(name);
  }

  /** What holds for a zone's data; nothing when the zone is not defined. */
  ZonePolicies policies(String zone) {
    ask("policies", zone);
    var found = ecosystem.zones().find(zone);
    return found == null ? ZonePolicies.NONE : found.policies();
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

  /** Whether a platform ingests any of a store's datasets, for itself or for others. */
  boolean isIngested(String platform, String store) {
    asked.add("ingest " + platform + '/' + store);
    var found = graph.platforms().find(platform);
    var key = NodeKey.ingest(platform, store);
    var entry = found == null ? null : found.nodes().ceiling(key);
    return entry != null
        && (entry.getKey().equals(key) || entry.getKey().value().startsWith(key.value() + '/'));
  }

  /**
   * What rules could have asked for and would be answered otherwise now.
   *
   * @param before the graph of the older ecosystem; null when there is none
   */
  static Set<String> changed(
      EcosystemChanges changes, @Nullable IntentionGraph before, IntentionGraph after) {
    var changed = new HashSet<String>();
    if (before == null) {
      return changed; // Nobody has asked for anything yet.
    }
    changes
        .stores()
        .forEach((name, change) -> {
          if (change.isHeader()) {
            changed.add("store " + name);
          }
          if (!Objects.equals(first(change.before()), first(change.after()))) {
            changed.add("first-dataset " + name);
          }
          change.datasets().keySet().forEach(it -> changed.add("dataset " + name + '/' + it));
          if (change.before() == null || change.after() == null) {
            // All its datasets came or went, and what they are is as new as the store.
            for (var store : Arrays.asList(change.before(), change.after())) {
              if (store != null) {
                store.datasets().keySet().forEach(it -> changed.add("dataset " + name + '/' + it));
              }
            }
          }
        });
    changes.producers().keySet().forEach(it -> changed.add("producer " + it));
    changes.workspaces().keySet().forEach(it -> changed.add("workspace " + it));
    changes.containers().keySet().forEach(it -> changed.add("container " + it));
    changes
        .teams()
        .forEach((name, change) -> {
          if (change.before() == null || change.after() == null) {
            changed.add("team " + name);
          }
        });
    changes
        .zones()
        .forEach((name, change) -> {
          changed.add("zone " + name);
          if (!policies(change.before()).equals(policies(change.after()))) {
            changed.add("policies " + name);
          }
        });
    changes.platforms().keySet().forEach(it -> changed.add("platform " + it));
    changes.assignments().keySet().forEach(it -> changed.add("assignment " + it));
    changes.primaryIngestion().keySet().forEach(it -> changed.add("primary " + it));
    addDeclared(changes, changed);
    before
        .roots()
        .platforms()
        .differences(after.roots().platforms(), (group, _, _) -> changed.add("roots " + group));
    addIngested(before, after, changed);
    return changed;
  }

  private static ZonePolicies policies(@Nullable GovernanceZone zone) {
    return zone == null ? ZonePolicies.NONE : zone.policies();
  }

  private static void addIngested(
      IntentionGraph before, IntentionGraph after, Set<String> changed) {
    before
        .platforms()
        .differences(
            after.platforms(),
            (_, _) -> false,
            (_, was, is) ->
                nodes(was)
                    .differences(
                        nodes(is),
                        (_, _) -> true,
                        (key, _, _) -> {
                          if (key.kind().equals("Ingest")) {
                            var parts = key.value().split("/", 4);
                            changed.add("ingest " + parts[1] + '/' + parts[2]);
                          }
                        }));
  }

  private static PersistentMap<NodeKey, PipelineNode> nodes(@Nullable PlatformGraph graph) {
    return graph == null ? PersistentMap.empty() : graph.nodes();
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
