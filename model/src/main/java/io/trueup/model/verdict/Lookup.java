package io.trueup.model.verdict;

import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.GovernanceZone;
import io.trueup.model.ecosystem.GroupKey;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.RepositoryBranch;
import io.trueup.model.ecosystem.Vendor;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.ecosystem.ZonePolicies;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.persistent.PersistentSet;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Answers the questions of rules about the whole model. It records every fact that a rule asked
 * for, present or not, so that a document is checked again exactly when one of these answers
 * changes. Rules see the model only through this. Not thread-safe.
 */
final class Lookup {

  private final Ecosystem ecosystem;
  private final IntentionGraph graph;
  private final Set<Fact> asked = new HashSet<>();

  Lookup(Ecosystem ecosystem, IntentionGraph graph) {
    this.ecosystem = ecosystem;
    this.graph = graph;
  }

  /** The facts that were asked for so far; sorted. */
  List<Fact> asked() {
    var sorted = asked.toArray(Fact[]::new);
    Arrays.sort(sorted);
    return List.of(sorted);
  }

  /** A store without its datasets. */
  @Nullable Datastore store(String name) {
    asked.add(Fact.store(name));
    var found = ecosystem.stores().find(name);
    return found == null ? null : found.header();
  }

  /**
   * The first dataset of a store by name; null when it has none. Rules compare with this one what
   * must be alike in all datasets, so that changing a dataset does not cause a new check of all
   * others.
   */
  @Nullable Dataset firstDataset(String store) {
    asked.add(Fact.firstDataset(store));
    return firstDataset(ecosystem.stores().find(store));
  }

  static @Nullable Dataset firstDataset(@Nullable Datastore store) {
    var entry = store == null ? null : store.datasets().ceiling("");
    return entry == null ? null : entry.getValue();
  }

  @Nullable Dataset dataset(String store, String dataset) {
    asked.add(Fact.dataset(store, dataset));
    var found = ecosystem.stores().find(store);
    return found == null ? null : found.datasets().find(dataset);
  }

  /** The workspace whose transformer makes a store; null when none does. */
  @Nullable String producer(String store) {
    asked.add(Fact.producer(store));
    return ecosystem.producers().find(store);
  }

  @Nullable Workspace workspace(String name) {
    asked.add(Fact.workspace(name));
    return ecosystem.workspaces().find(name);
  }

  /** The container that a reference names, from a team or from outside teams. */
  @Nullable DataContainer container(@Nullable String team, String reference) {
    var qualified = Ecosystem.qualified(team, reference);
    asked.add(Fact.container(qualified));
    return ecosystem.containers().find(qualified);
  }

  /** The container that a store is captured from; null when it names none that exists. */
  @Nullable DataContainer captured(Datastore store) {
    var reference = store.capture().container();
    return reference == null ? null : container(store.team(), reference);
  }

  /** Whether a team is defined. */
  boolean hasTeam(String name) {
    asked.add(Fact.team(name));
    return ecosystem.teams().containsKey(name);
  }

  @Nullable GovernanceZone zone(String name) {
    asked.add(Fact.zone(name));
    return ecosystem.zones().find(name);
  }

  /** The policies of a zone; none when the zone is not defined. */
  ZonePolicies policies(String zone) {
    asked.add(Fact.policies(zone));
    var found = ecosystem.zones().find(zone);
    return found == null ? ZonePolicies.NONE : found.policies();
  }

  /** The owner that the ecosystem declares for a zone. */
  @Nullable RepositoryBranch zoneOwner(String name) {
    asked.add(Fact.zoneOwner(name));
    return ecosystem.declaration().zones().get(name);
  }

  @Nullable PlatformDeclaration platform(String name) {
    asked.add(Fact.platform(name));
    return ecosystem.platforms().get(name);
  }

  @Nullable Vendor vendor(String name) {
    asked.add(Fact.vendor(name));
    return ecosystem.declaration().vendors().get(name);
  }

  boolean hasLocation(String location) {
    var vendor = vendor(Vendor.of(location));
    return vendor != null && vendor.locations().contains(location);
  }

  /** The assignments of a group. */
  List<Assignment> assignments(String workspace, String group) {
    var key = new GroupKey(workspace, group);
    asked.add(Fact.assignments(key));
    return ecosystem.assignments().getOrDefault(key, List.of());
  }

  /** The platforms that deliver a group's data, by assignment or for a transformer. */
  PersistentSet<String> platforms(String workspace, String group) {
    asked.add(Fact.roots(new GroupKey(workspace, group)));
    return graph.roots().of(workspace, group);
  }

  /** The platforms that read a store's source for all others; empty when each reads it itself. */
  SortedSet<String> primaries(String store) {
    asked.add(Fact.primaries(store));
    var found = ecosystem.primaryIngestion().get(store);
    return found == null ? new TreeSet<>() : found;
  }

  /** Whether a platform ingests any of a store's datasets, for itself or for others. */
  boolean isIngested(String platform, String store) {
    asked.add(Fact.ingestion(platform, store));
    var found = graph.platforms().find(platform);
    var key = NodeKey.ingest(platform, store);
    var entry = found == null ? null : found.nodes().ceiling(key);
    return entry != null
        && (entry.getKey().equals(key) || entry.getKey().value().startsWith(key.value() + '/'));
  }
}
