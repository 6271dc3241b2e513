package io.trueup.model.verdict;

import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.EcosystemChanges;
import io.trueup.model.ecosystem.EcosystemChanges.StoreChange;
import io.trueup.model.ecosystem.GovernanceZone;
import io.trueup.model.ecosystem.ZonePolicies;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PipelineNode.Ingest;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.persistent.PersistentMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The facts whose answers differ between two versions. Not thread-safe. */
final class ChangedFacts {

  private final Set<Fact> changed = new HashSet<>();

  private ChangedFacts() {}

  /**
   * Compares two versions.
   *
   * @param before the graph of the older version; null when there is none, so that no rule has
   *     asked for anything
   */
  static Set<Fact> between(
      EcosystemChanges changes, @Nullable IntentionGraph before, IntentionGraph after) {
    if (before == null) {
      return Set.of();
    }
    var facts = new ChangedFacts();
    facts.addDeclared(changes);
    facts.addDefined(changes);
    changes.stores().forEach(facts::addStore);
    before
        .roots()
        .platforms()
        .differences(
            after.roots().platforms(), (group, _, _) -> facts.changed.add(Fact.roots(group)));
    facts.addIngested(before, after);
    return facts.changed;
  }

  private void addStore(String name, StoreChange change) {
    if (change.isHeaderChanged()) {
      changed.add(Fact.store(name));
    }
    if (!Objects.equals(
        Lookup.firstDataset(change.before()), Lookup.firstDataset(change.after()))) {
      changed.add(Fact.firstDataset(name));
    }
    addDatasets(name, change.datasets());
    if (change.before() == null || change.after() == null) {
      // The change does not list the datasets of a store that was added or removed as a whole.
      Stream.of(change.before(), change.after())
          .filter(Objects::nonNull)
          .map(Datastore::datasets)
          .forEach(it -> addDatasets(name, it));
    }
  }

  private void addDatasets(String store, Map<String, ?> datasets) {
    datasets.keySet().forEach(it -> changed.add(Fact.dataset(store, it)));
  }

  /** What documents other than a store's own define. */
  private void addDefined(EcosystemChanges changes) {
    changes.producers().keySet().forEach(it -> changed.add(Fact.producer(it)));
    changes.workspaces().keySet().forEach(it -> changed.add(Fact.workspace(it)));
    changes.containers().keySet().forEach(it -> changed.add(Fact.container(it)));
    changes
        .teams()
        .forEach((name, change) -> {
          if (change.before() == null || change.after() == null) {
            changed.add(Fact.team(name));
          }
        });
    changes
        .zones()
        .forEach((name, change) -> {
          changed.add(Fact.zone(name));
          if (!policies(change.before()).equals(policies(change.after()))) {
            changed.add(Fact.policies(name));
          }
        });
    changes.assignments().keySet().forEach(it -> changed.add(Fact.assignments(it)));
    changes.primaryIngestion().keySet().forEach(it -> changed.add(Fact.primaries(it)));
  }

  private static ZonePolicies policies(@Nullable GovernanceZone zone) {
    return zone == null ? ZonePolicies.NONE : zone.policies();
  }

  /** What the ecosystem's document declares. */
  private void addDeclared(EcosystemChanges changes) {
    changes.platforms().keySet().forEach(it -> changed.add(Fact.platform(it)));
    var before = changes.before();
    var after = changes.after();
    different(before == null ? Map.of() : before.zones(), after.zones())
        .forEach(it -> changed.add(Fact.zoneOwner(it)));
    different(before == null ? Map.of() : before.vendors(), after.vendors())
        .forEach(it -> changed.add(Fact.vendor(it)));
  }

  private static <T> Set<String> different(Map<String, T> before, Map<String, T> after) {
    var names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    names.removeIf(it -> Objects.equals(before.get(it), after.get(it)));
    return names;
  }

  private void addIngested(IntentionGraph before, IntentionGraph after) {
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
                        (key, removed, added) -> {
                          if ((added == null ? removed : added) instanceof Ingest ingest) {
                            changed.add(Fact.ingestion(key.platform(), ingest.store().name()));
                          }
                        }));
  }

  private static PersistentMap<NodeKey, PipelineNode> nodes(@Nullable PlatformGraph graph) {
    return graph == null ? PersistentMap.empty() : graph.nodes();
  }
}
