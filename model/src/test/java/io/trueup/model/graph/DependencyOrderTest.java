package io.trueup.model.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.EcosystemBuilder;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.fingerprint.Fingerprint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DependencyOrderTest {

  private static NodeKey key(String name) {
    return new NodeKey("Trigger/A/" + name);
  }

  private static PlatformGraph graph(Map<String, List<String>> inputs) {
    var platform =
        IntentionGraph.of(
                new EcosystemBuilder().platform("A").container("wh").single("S", "a").build())
            .platforms()
            .values()
            .iterator()
            .next()
            .platform();
    var nodes = new HashMap<NodeKey, PipelineNode>();
    inputs.forEach((name, of) ->
        nodes.put(
            key(name),
            new PipelineNode.Trigger(
                key(name),
                new Fingerprint(0, 1),
                Priority.LOW,
                of.stream().map(DependencyOrderTest::key).toList(),
                "W",
                null)));
    return PlatformGraph.of(platform, null, nodes);
  }

  private static List<String> order(PlatformGraph graph, String... names) {
    var keys = new TreeSet<NodeKey>();
    Stream.of(names).map(DependencyOrderTest::key).forEach(keys::add);
    return DependencyOrder.of(graph, keys).stream()
        .map(key -> key.value().substring("Trigger/A/".length()))
        .toList();
  }

  @Test
  void putsEachNodeAfterItsInputs() {
    var graph = graph(Map.of("a", List.of("c"), "b", List.of(), "c", List.of("b")));

    assertThat(order(graph, "a", "b", "c")).containsExactly("b", "c", "a");
  }

  @Test
  void ordersByKeyWhatDoesNotDependOnEachOther() {
    var graph = graph(Map.of("c", List.of(), "a", List.of(), "b", List.of()));

    assertThat(order(graph, "b", "c", "a")).containsExactly("a", "b", "c");
  }

  @Test
  void leavesOutWhatWasNotAskedForAndKeepsWhatTheGraphLacks() {
    var graph = graph(Map.of("a", List.of("b"), "b", List.of("c"), "c", List.of()));

    assertThat(order(graph, "a", "c", "gone")).containsExactly("a", "c", "gone");
  }

  @Test
  void returnsEachNodeOfARingOnce() {
    var graph = graph(Map.of("a", List.of("b"), "b", List.of("c"), "c", List.of("a")));

    assertThat(order(graph, "a", "b", "c")).containsExactly("c", "b", "a");
  }

  @Test
  void followsAChainOfAnyLength() {
    var inputs = new HashMap<String, List<String>>();
    var length = 50_000;
    for (var i = 0; i < length; i++) {
      inputs.put(
          "%05d".formatted(i), i + 1 < length ? List.of("%05d".formatted(i + 1)) : List.of());
    }

    var ordered = order(graph(inputs), inputs.keySet().toArray(String[]::new));

    assertThat(ordered).hasSize(length).startsWith("49999", "49998").endsWith("00001", "00000");
  }

  @Test
  void putsInputsFirstInAnyGraph() {
    for (var seed = 0L; seed < 200; seed++) {
      var random = new Random(seed);
      var inputs = new HashMap<String, List<String>>();
      for (var i = 0; i < 30; i++) {
        var earlier = new ArrayList<String>();
        for (var j = 0; j < i; j++) {
          if (random.nextInt(5) == 0) {
            earlier.add("n" + (j * 7 % 30));
          }
        }
        inputs.put("n" + (i * 7 % 30), earlier);
      }

      var ordered = order(graph(inputs), inputs.keySet().toArray(String[]::new));

      var before = new HashSet<String>();
      for (var name : ordered) {
        assertThat(before).as("seed %d, inputs of %s", seed, name).containsAll(inputs.get(name));
        before.add(name);
      }
      assertThat(before).as("seed %d", seed).hasSize(30);
    }
  }
}
