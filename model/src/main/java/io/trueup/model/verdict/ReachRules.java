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
 * What a workspace wants may go all the way that it goes (domain §2): the policies of the zone that
 * a store is of, and of the zone that the workspace is of, hold for the container that the store is
 * captured from, the platforms that carry it with their containers, and the workspace's own
 * container. Each is held against a policy once: what does not depend on the data at the workspace
 * or the group, the rest at the first dataset of the store. That a store's own zone allows the
 * container that it is captured from is judged with the store.
 */
final class ReachRules {

  private final Lookup lookup;
  private final PolicyCheck check;
  private final Workspace workspace;
  private final String zone;
  private final ZonePolicies policies;

  ReachRules(Lookup lookup, RuleFindings findings, Workspace workspace) {
    this.lookup = lookup;
    this.check = new PolicyCheck(lookup, findings);
    this.workspace = workspace;
    this.zone = Team.zoneOf(workspace.team());
    this.policies = lookup.policies(zone);
  }

  /**
   * Some of the way that data goes.
   *
   * @param platforms by name, how it comes there
   * @param containers by qualified name
   */
  private record Way(Map<String, String> platforms, Map<String, Reached> containers) {

    Way() {
      this(new LinkedHashMap<>(), new LinkedHashMap<>());
    }
  }

  void judge() {
    var reference = workspace.container();
    var container = reference == null ? null : lookup.container(workspace.team(), reference);
    var own = new Way();
    if (container != null) {
      var reached = new Reached(container, "the container of workspace '" + workspace.name() + "'");
      own.containers().put(container.qualifiedName(), reached);
      hold(
          new Governed(
              zone, policies, "data of workspace '" + workspace.name() + "'", List.of("container")),
          own);
    }
    for (var group : workspace.groups()) {
      group(group, own);
    }
  }

  private void group(DatasetGroup group, Way own) {
    var platforms = platforms(group);
    var further = new Way();
    for (var platform : platforms) {
      carry(
          platform,
          "group '" + group.name() + "' of workspace '" + workspace.name() + "' is realized there",
          further,
          own);
    }
    hold(
        new Governed(
            zone,
            policies,
            "data of group '" + group.name() + "' of workspace '" + workspace.name() + "'",
            List.of("groups", group.name())),
        further);
    further.containers().putAll(own.containers());
    var sinks = new LinkedHashMap<String, List<DatasetSink>>();
    for (var sink : group.sinks()) {
      sinks.computeIfAbsent(sink.store(), _ -> new ArrayList<>()).add(sink);
    }
    sinks.forEach((name, ofStore) -> {
      var store = lookup.store(name);
      if (store != null) {
        store(store, group, ofStore, further);
      }
    });
  }

  private List<PlatformDeclaration> platforms(DatasetGroup group) {
    return lookup.platforms(workspace.name(), group.name()).stream()
        .flatMap(it -> Stream.ofNullable(lookup.platform(it)))
        .toList();
  }

  /** A platform with its container, unless the container was reached already. */
  private void carry(PlatformDeclaration platform, String how, Way to, Way already) {
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

  private void store(Datastore store, DatasetGroup group, List<DatasetSink> sinks, Way way) {
    var path = List.of("groups", group.name(), "datasets", sinks.getFirst().toString());
    var what = "data of store '" + store.name() + "'";
    var primary = primary(store, way);
    var itsZone = Team.zoneOf(store.team());
    var itsPolicies = lookup.policies(itsZone);
    var consumer = new Governed(zone, policies, what, path);
    var producer = new Governed(itsZone, itsPolicies, what, path);
    hold(consumer, primary);
    if (!itsZone.equals(zone)) {
      var source = lookup.captured(store);
      if (source != null) {
        check.places(consumer, new Reached(source, "where it comes from"));
      }
      hold(producer, way);
      hold(producer, primary);
    }
    var containers = new ArrayList<>(way.containers().values());
    containers.addAll(primary.containers().values());
    for (var policy : itsPolicies.storage().values()) {
      if (policy.isMandatory()) {
        containers.forEach(it -> check.storage(producer, policy, it));
      }
    }
    for (var sink : sinks) {
      sink(sink, group.name(), producer, containers);
    }
  }

  /** The platforms that read the source for those that carry the store. */
  private Way primary(Datastore store, Way way) {
    var primary = new Way();
    var names = lookup.primaries(store.name());
    if (names.isEmpty() || names.containsAll(way.platforms().keySet())) {
      return primary;
    }
    for (var name : names) {
      var platform = way.platforms().containsKey(name) ? null : lookup.platform(name);
      if (platform != null) {
        carry(platform, "it reads the store's source for the others", primary, way);
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
      containers.forEach(it -> check.storage(governed, policy, it));
    }
  }

  private static List<StoragePolicy> named(Dataset dataset, ZonePolicies policies) {
    return dataset.governance().storagePolicies().stream()
        .flatMap(it -> Stream.ofNullable(policies.storage().get(it)))
        .filter(it -> !it.isMandatory())
        .toList();
  }

  private void hold(Governed data, Way way) {
    way.platforms().forEach((name, how) -> check.platform(data, name, how));
    way.containers().values().forEach(it -> check.places(data, it));
  }
}
