package io.trueup.model.graph;

import static io.trueup.model.EcosystemBuilder.group;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.EcosystemBuilder;
import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.DatasetGroup;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.EcosystemChanges;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.persistent.PersistentMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Compares the graphs of random ecosystems with a naive implementation of the same rules: sets that
 * grow until nothing is added, and priorities that change until nothing moves.
 */
class IntentionGraphOracleTest {

  private static final int ECOSYSTEMS = Integer.getInteger("trueup.graph.ecosystems", 300);

  @Test
  void agreesWithANaiveImplementation() {
    var seed = System.nanoTime();
    for (var i = 0; i < ECOSYSTEMS; i++) {
      var ecosystem = random(new Random(seed + i));

      assertThat(described(IntentionGraph.of(ecosystem).platforms().values()))
          .as("seed %d, ecosystem %s", seed + i, ecosystem)
          .isEqualTo(new Literal(ecosystem).described());
    }
  }

  @Test
  void updatesToTheSameGraphAsFromNothing() {
    var seed = System.nanoTime();
    for (var i = 0; i < ECOSYSTEMS; i++) {
      var random = new Random(seed + i);
      var ecosystem = random(random);
      var graph = IntentionGraph.of(ecosystem);
      for (var edit = 0; edit < 30; edit++) {
        var next = edited(ecosystem, random);
        graph = graph.next(ecosystem, next, EcosystemChanges.between(ecosystem, next));

        var fresh = IntentionGraph.of(next);
        assertThat(described(graph.platforms().values()))
            .as("seed %d, edit %d", seed + i, edit)
            .isEqualTo(described(fresh.platforms().values()));
        assertThat(graph).as("seed %d, edit %d", seed + i, edit).isEqualTo(fresh);
        ecosystem = next;
      }
    }
  }

  /** An ecosystem with parts of another, or the other one. */
  private static Ecosystem edited(Ecosystem now, Random random) {
    var other = random(random);
    var workspaces = mixed(now.workspaces(), other.workspaces(), random);
    var stores = mixed(now.stores(), other.stores(), random);
    var producers = PersistentMap.<String, String>empty();
    for (var store : now.producers().keySet()) {
      stores = stores.without(store);
    }
    for (var workspace : workspaces.values()) {
      if (workspace.transformer() != null) {
        var output = workspace.transformer().output();
        stores = stores.with(output.name(), output);
        producers = producers.with(output.name(), workspace.name());
      }
    }
    return new Ecosystem(
        random.nextInt(8) == 0 ? other.declaration() : now.declaration(),
        now.zones(),
        now.teams(),
        mixed(now.containers(), other.containers(), random),
        stores,
        workspaces,
        mixed(now.assignments(), other.assignments(), random),
        mixed(now.primaryIngestion(), other.primaryIngestion(), random),
        producers);
  }

  private static <K extends Comparable<? super K>, V> PersistentMap<K, V> mixed(
      PersistentMap<K, V> now, PersistentMap<K, V> other, Random random) {
    var mixed = now;
    var names = new TreeSet<>(now.keySet());
    names.addAll(other.keySet());
    for (var name : names) {
      if (random.nextInt(12) == 0) {
        mixed = mixed.updated(name, _ -> other.find(name));
      }
    }
    return random.nextInt(20) == 0 ? other : mixed;
  }

  private static Map<String, String> described(Iterable<PlatformGraph> graphs) {
    var described = new TreeMap<String, String>();
    for (var graph : graphs) {
      graph.nodes().values().forEach(it -> described.put(it.key().value(), described(it)));
    }
    return described;
  }

  private static String described(PipelineNode node) {
    var carried =
        switch (node) {
          case PipelineNode.Ingest it ->
              it.datasets().keySet().stream().toList() + " from " + it.primaryPlatform();
          case PipelineNode.Export it ->
              it.consumers().stream()
                  .map(to -> String.join("/", to.workspace(), to.group(), to.zone(), to.team()))
                  .toList()
                  .toString();
          case PipelineNode.Trigger it -> it.workspace();
          case PipelineNode.Transform it -> it.transformer().output().name();
        };
    return "%s %s < %s".formatted(node.priority(), carried, node.inputs());
  }

  private static Ecosystem random(Random random) {
    var builder = new EcosystemBuilder().container("source").container("c0").container("c1");
    var platforms = 1 + random.nextInt(3);
    var transformers = random.nextInt(5);
    IntStream.range(0, platforms).forEach(it -> builder.platform("P" + it));
    for (var i = 0; i < 3; i++) {
      if (random.nextBoolean()) {
        builder.multi("S" + i, "d0", "d1");
      } else {
        builder.single("S" + i, "d0", "d1");
      }
    }
    var groups = new ArrayList<String>();
    for (var i = 0; i < transformers; i++) {
      builder.transformer(
          "T" + i,
          container(random),
          priority(random),
          "S" + (3 + i),
          List.of("d0", "d1"),
          groups("T" + i, random, transformers, groups));
    }
    for (var i = 0; i < 3; i++) {
      builder.workspace(
          "W" + i,
          container(random),
          priority(random),
          groups("W" + i, random, transformers, groups));
    }
    for (var name : groups) {
      if (random.nextInt(name.startsWith("T") ? 10 : 2) == 0) {
        var statuses = List.of(Assignment.Status.values());
        var parts = name.split("/", -1);
        builder.assign(
            parts[0],
            parts[1],
            "P" + random.nextInt(platforms + (random.nextInt(9) == 0 ? 1 : 0)),
            statuses.get(random.nextInt(statuses.size())));
      }
    }
    for (var i = 0; i < 3 + transformers; i++) {
      if (random.nextInt(3) == 0) {
        builder.primary(
            "S" + i,
            random
                .ints(random.nextInt(3), 0, platforms)
                .mapToObj(it -> "P" + it)
                .distinct()
                .toArray(String[]::new));
      }
    }
    return builder.build();
  }

  private static String container(Random random) {
    return random.nextInt(12) == 0 ? "none" : "c" + random.nextInt(2);
  }

  private static Priority priority(Random random) {
    var priorities = List.of(Priority.values());
    return priorities.get(random.nextInt(priorities.size()));
  }

  private static DatasetGroup[] groups(
      String workspace, Random random, int transformers, List<String> names) {
    return IntStream.range(0, 1 + random.nextInt(2))
        .mapToObj(i -> {
          names.add(workspace + "/g" + i);
          var sinks =
              IntStream.range(0, 1 + random.nextInt(3))
                  .mapToObj(_ ->
                      "S"
                          + random.nextInt(4 + transformers)
                          + "/d"
                          + random.nextInt(random.nextInt(9) == 0 ? 3 : 2))
                  .toArray(String[]::new);
          return group("g" + i, sinks);
        })
        .toArray(DatasetGroup[]::new);
  }

  /** The naive implementation of the rules. Everything is a list of texts. */
  private static final class Literal {

    private final Ecosystem ecosystem;
    private final Set<List<String>> roots = new TreeSet<>(BY_PARTS);
    private final Set<List<String>> exports = new TreeSet<>(BY_PARTS);
    private final Set<List<String>> needs = new TreeSet<>(BY_PARTS);
    private final Set<List<String>> runs = new TreeSet<>(BY_PARTS);

    private static final Comparator<List<String>> BY_PARTS =
        Comparator.comparing(it -> String.join("|", it));

    Literal(Ecosystem ecosystem) {
      this.ecosystem = ecosystem;
      for (var it : ecosystem.assignments().values().stream().flatMap(List::stream).toList()) {
        if (it.status() != Assignment.Status.DECOMMISSIONED && isDeclared(it.platform())) {
          roots.add(List.of(it.platform(), it.workspace(), it.group()));
        }
      }
      int before;
      do {
        before = size();
        List.copyOf(roots).forEach(it -> wants(it.get(0), it.get(1), it.get(2)));
        List.copyOf(needs).forEach(it -> bring(it.get(0), it.get(1), it.get(2)));
      } while (size() > before);
    }

    private int size() {
      return roots.size() + exports.size() + needs.size() + runs.size();
    }

    private void wants(String platform, String workspaceName, String groupName) {
      var workspace = ecosystem.workspaces().get(workspaceName);
      if (workspace == null
          || !ecosystem.containers().containsKey("z/t/" + workspace.container())) {
        return;
      }
      for (var group : workspace.groups()) {
        for (var sink : group.sinks()) {
          if (group.name().equals(groupName) && exists(sink.store(), sink.dataset())) {
            exports.add(
                List.of(
                    platform,
                    "z/t/" + workspace.container(),
                    sink.store(),
                    sink.dataset(),
                    workspaceName,
                    groupName));
            needs.add(List.of(platform, sink.store(), sink.dataset()));
          }
        }
      }
    }

    private boolean exists(String store, String dataset) {
      var found = ecosystem.stores().get(store);
      return found != null && found.datasets().containsKey(dataset);
    }

    private void bring(String platform, String store, String dataset) {
      var primaries = primaries(store);
      if (!primaries.isEmpty() && !primaries.contains(platform)) {
        primaries.stream()
            .filter(this::isDeclared)
            .forEach(it -> needs.add(List.of(it, store, dataset)));
        return;
      }
      var producer = ecosystem.producers().get(store);
      var workspace = producer == null ? null : ecosystem.workspaces().get(producer);
      if (workspace != null) {
        runs.add(List.of(platform, workspace.name()));
        workspace.groups().forEach(it -> roots.add(List.of(platform, workspace.name(), it.name())));
      }
    }

    private boolean isDeclared(String platform) {
      return ecosystem.platforms().containsKey(platform);
    }

    private Set<String> primaries(String store) {
      return ecosystem.primaryIngestion().getOrDefault(store, new TreeSet<>());
    }

    private String ingest(String platform, String store, String dataset) {
      var found = ecosystem.stores().get(store);
      var isMulti = found != null && found.capture().consistency().name().startsWith("MULTI");
      return "Ingest/" + platform + "/" + store + (isMulti ? "" : "/" + dataset);
    }

    Map<String, String> described() {
      var carried = new TreeMap<String, String>();
      var inputs = new TreeMap<String, Set<String>>();
      var left = new TreeMap<String, Set<String>>();
      var priorities = new TreeMap<String, Priority>();
      for (var it : needs) {
        var key = ingest(it.get(0), it.get(1), it.get(2));
        var primaries = primaries(it.get(1));
        var reads = !primaries.isEmpty() && !primaries.contains(it.get(0));
        var datasets = key.split("/", -1).length == 3 ? "[d0, d1]" : "[" + it.get(2) + "]";
        carried.put(key, datasets + " from " + (reads ? primaries.iterator().next() : null));
        inputs.putIfAbsent(key, new TreeSet<>());
        left.putIfAbsent(key, new TreeSet<>());
        var producer = ecosystem.producers().get(it.get(1));
        if (reads) {
          primaries.forEach(from -> add(left, key, ingest(from, it.get(1), it.get(2))));
        } else if (producer != null) {
          add(inputs, key, "Transform/" + it.get(0) + "/" + producer);
        }
      }
      var wanting = new TreeMap<String, Set<String>>();
      for (var it : exports) {
        var key = "Export/" + String.join("/", it.subList(0, 4));
        add(wanting, key, it.get(4) + "/" + it.get(5) + "/z/t");
        add(inputs, key, ingest(it.get(0), it.get(2), it.get(3)));
        var workspace = ecosystem.workspaces().get(it.get(4));
        priorities.merge(
            key, workspace == null ? Priority.LOW : workspace.priority(), Priority::mostUrgent);
      }
      wanting.forEach((key, names) -> carried.put(key, names.toString()));
      for (var it : runs) {
        var end = it.get(0) + "/" + it.get(1);
        var workspace = ecosystem.workspaces().get(it.get(1));
        var transformer = workspace == null ? null : workspace.transformer();
        carried.put("Transform/" + end, transformer == null ? "" : transformer.output().name());
        carried.put("Trigger/" + end, it.get(1));
        add(inputs, "Transform/" + end, "Trigger/" + end);
        inputs.putIfAbsent("Trigger/" + end, new TreeSet<>());
        exports.stream()
            .filter(export -> export.get(0).equals(it.get(0)) && export.get(4).equals(it.get(1)))
            .forEach(export ->
                add(inputs, "Trigger/" + end, "Export/" + String.join("/", export.subList(0, 4))));
      }
      inputs.forEach((key, keys) -> keys.forEach(it -> add(left, key, it)));
      settle(left, priorities);
      var described = new TreeMap<String, String>();
      carried.forEach((key, what) -> {
        if (ecosystem.platforms().containsKey(key.split("/", -1)[1])) {
          described.put(
              key,
              "%s %s < %s"
                  .formatted(
                      priorities.getOrDefault(key, Priority.LOW),
                      what,
                      inputs.getOrDefault(key, Set.of())));
        }
      });
      return described;
    }

    private static void add(Map<String, Set<String>> map, String key, String value) {
      map.computeIfAbsent(key, _ -> new TreeSet<>()).add(value);
    }

    /** Nodes to the left of a node are at least as urgent. */
    private static void settle(Map<String, Set<String>> left, Map<String, Priority> priorities) {
      boolean moved;
      do {
        moved = false;
        for (var entry : left.entrySet()) {
          var priority = priorities.get(entry.getKey());
          if (priority != null) {
            for (var input : entry.getValue()) {
              var was = priorities.get(input);
              priorities.merge(input, priority, Priority::mostUrgent);
              moved |= was != priorities.get(input);
            }
          }
        }
      } while (moved);
    }
  }
}
