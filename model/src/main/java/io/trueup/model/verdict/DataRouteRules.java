package io.trueup.model.verdict;

import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.DatasetGroup;
import io.trueup.model.ecosystem.DatasetSink;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.StoragePolicy;
import io.trueup.model.ecosystem.Team;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.ecosystem.ZonePolicies;
import io.trueup.model.verdict.PolicyCheck.Governed;
import io.trueup.model.verdict.PolicyCheck.Reached;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The policies for the whole route of data to a workspace (domain §2). The policies of the store's
 * zone and of the workspace's zone apply to the container that the store is captured from, to the
 * platforms that carry the data with their containers, and to the workspace's own container. Each
 * is checked against a policy once: at the workspace or the group where the data does not matter,
 * otherwise at the first dataset of the store. {@link StoreRules} checks a store's source container
 * against the store's own zone.
 */
final class DataRouteRules {

  private final Lookup lookup;
  private final PolicyCheck check;
  private final Workspace workspace;
  private final String zone;
  private final ZonePolicies policies;

  DataRouteRules(Lookup lookup, RuleFindings findings, Workspace workspace) {
    this.lookup = lookup;
    this.check = new PolicyCheck(lookup, findings);
    this.workspace = workspace;
    this.zone = Team.zoneOf(workspace.team());
    this.policies = lookup.policies(zone);
  }

  /**
   * A part of the route of data.
   *
   * @param platforms by name, how the data gets there
   * @param containers by qualified name
   */
  private record Route(Map<String, String> platforms, Map<String, Reached> containers) {

    Route() {
      this(new LinkedHashMap<>(), new LinkedHashMap<>());
    }
  }

  void check() {
    var reference = workspace.container();
    var container = reference == null ? null : lookup.container(workspace.team(), reference);
    var own = new Route();
    if (container != null) {
      var reached = new Reached(container, "the container of workspace '" + workspace.name() + "'");
      own.containers().put(container.qualifiedName(), reached);
      checkRoute(
          new Governed(
              zone, policies, "data of workspace '" + workspace.name() + "'", List.of("container")),
          own);
    }
    for (var group : workspace.groups()) {
      group(group, own);
    }
  }

  private void group(DatasetGroup group, Route own) {
    var platforms = platforms(group);
    var ofGroup = new Route();
    for (var platform : platforms) {
      addPlatform(
          platform,
          "group '" + group.name() + "' of workspace '" + workspace.name() + "' is realized there",
          ofGroup,
          own);
    }
    checkRoute(
        new Governed(
            zone,
            policies,
            "data of group '" + group.name() + "' of workspace '" + workspace.name() + "'",
            List.of("groups", group.name())),
        ofGroup);
    ofGroup.containers().putAll(own.containers());
    var sinks = new LinkedHashMap<String, List<DatasetSink>>();
    for (var sink : group.sinks()) {
      sinks.computeIfAbsent(sink.store(), _ -> new ArrayList<>()).add(sink);
    }
    sinks.forEach((name, ofStore) -> {
      var store = lookup.store(name);
      if (store != null) {
        store(store, group, ofStore, ofGroup);
      }
    });
  }

  private List<PlatformDeclaration> platforms(DatasetGroup group) {
    return lookup.platforms(workspace.name(), group.name()).stream()
        .flatMap(it -> Stream.ofNullable(lookup.platform(it)))
        .toList();
  }

  /** Adds a platform with its container, unless the container was reached already. */
  private void addPlatform(PlatformDeclaration platform, String how, Route to, Route already) {
    to.platforms().put(platform.name(), how);
    var reference = platform.container();
    var container = reference == null ? null : lookup.container(null, reference);
    if (container != null && !already.containers().containsKey(container.qualifiedName())) {
      to.containers()
          .putIfAbsent(
              container.qualifiedName(),
              new Reached(container, "the container of platform '" + platform.name() + "'"));
    }
  }

  private void store(Datastore store, DatasetGroup group, List<DatasetSink> sinks, Route route) {
    var path = List.of("groups", group.name(), "datasets", sinks.getFirst().toString());
    var what = "data of store '" + store.name() + "'";
    var primary = primary(store, route);
    var itsZone = Team.zoneOf(store.team());
    var itsPolicies = lookup.policies(itsZone);
    var consumer = new Governed(zone, policies, what, path);
    var producer = new Governed(itsZone, itsPolicies, what, path);
    checkRoute(consumer, primary);
    if (!itsZone.equals(zone)) {
      var source = lookup.captured(store);
      if (source != null) {
        check.checkLocations(consumer, new Reached(source, "its source"));
      }
      checkRoute(producer, route);
      checkRoute(producer, primary);
    }
    var containers = new ArrayList<>(route.containers().values());
    containers.addAll(primary.containers().values());
    for (var policy : itsPolicies.storage().values()) {
      if (policy.isMandatory()) {
        containers.forEach(it -> check.checkStorage(producer, policy, it));
      }
    }
    for (var sink : sinks) {
      sink(sink, group.name(), producer, containers);
    }
  }

  /** The platforms that read the source for those that carry the store. */
  private Route primary(Datastore store, Route route) {
    var primary = new Route();
    var names = lookup.primaries(store.name());
    if (names.isEmpty() || names.containsAll(route.platforms().keySet())) {
      return primary;
    }
    for (var name : names) {
      var platform = route.platforms().containsKey(name) ? null : lookup.platform(name);
      if (platform != null) {
        addPlatform(platform, "it reads the store's source for the others", primary, route);
      }
    }
    return primary;
  }

  private void sink(
      DatasetSink sink, String group, Governed producer, Collection<Reached> containers) {
    var dataset = lookup.dataset(sink.store(), sink.dataset());
    if (dataset == null) {
      return;
    }
    var named = named(dataset, producer.policies());
    if (named.isEmpty()) {
      return;
    }
    var path = RuleFindings.below(List.of("groups", group, "datasets"), sink.toString());
    var governed =
        new Governed(producer.zone(), producer.policies(), "dataset '%s'".formatted(sink), path);
    for (var policy : named) {
      containers.forEach(it -> check.checkStorage(governed, policy, it));
    }
  }

  private static List<StoragePolicy> named(Dataset dataset, ZonePolicies policies) {
    return dataset.governance().storagePolicies().stream()
        .flatMap(it -> Stream.ofNullable(policies.storage().get(it)))
        .filter(it -> !it.isMandatory())
        .toList();
  }

  private void checkRoute(Governed data, Route route) {
    route.platforms().forEach((name, how) -> check.checkPlatform(data, name, how));
    route.containers().values().forEach(it -> check.checkLocations(data, it));
  }
}
