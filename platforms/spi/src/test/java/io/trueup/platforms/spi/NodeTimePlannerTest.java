package io.trueup.platforms.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.Priority;
import io.trueup.model.fingerprint.FingerprintBuilder;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.platforms.testing.Graphs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTimePlannerTest {

  @Test
  void startsWithTheNodeAndAddsItsFollowers() {
    var target =
        target(node("job"), node("view", "job"), node("trigger", "view"), node("idle", "job"));

    assertThat(planned(target, key("job"), keys("trigger", "view", "job")))
        .containsExactly(
            new PlannedStep(key("job"), StepAction.ALTER, "its job starts"),
            new PlannedStep(key("view"), StepAction.ALTER, "follows job"),
            new PlannedStep(key("trigger"), StepAction.ALTER, "follows job"));
  }

  @Test
  void leavesNodesWithAnotherWaitingInputToThatInputsJob() {
    var target = target(node("job1"), node("job2"), node("trigger", "job1", "job2"));

    assertThat(plan(target, "job1", "job1", "job2", "trigger")).containsExactly("job1");
    assertThat(plan(target, "job2", "job2", "trigger")).containsExactly("job2", "trigger");
  }

  @Test
  void leavesNodesWithAJobOfTheirOwnAlone() {
    var target = target(node("job1"), node("job2", "job1"), node("view", "job2"));

    assertThat(plan(target, "job1", "job1", "job2", "view")).containsExactly("job1");
  }

  @Test
  void ignoresWaitingNodesThatTheTargetDoesNotHold() {
    assertThat(plan(target(node("job")), "job", "job", "gone")).containsExactly("job");
  }

  @Test
  void followsALongChain() {
    var length = 50_000;
    var names = IntStream.range(0, length).mapToObj("n%06d"::formatted).toList();
    var nodes = new ArrayList<PipelineNode>(List.of(node("job"), node(names.getFirst(), "job")));
    IntStream.range(1, length).forEach(i -> nodes.add(node(names.get(i), names.get(i - 1))));

    assertThat(
            plan(target(nodes.toArray(PipelineNode[]::new)), "job", names.toArray(String[]::new)))
        .hasSize(length + 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void plansExactlyTheNodesWithoutOtherWaitingInputs(long seed) {
    for (var round = 0; round < 100; round++) {
      var random = new Random(seed * 1_000 + round);
      var nodes = new ArrayList<PipelineNode>();
      for (var i = 0; i < 12; i++) {
        var inputs =
            IntStream.range(0, i)
                .filter(_ -> random.nextInt(3) == 0)
                .mapToObj(NodeTimePlannerTest::name);
        nodes.add(node(name(i), inputs.toArray(String[]::new)));
      }
      var target = target(nodes.toArray(PipelineNode[]::new));
      var awaiting =
          new ArrayList<>(
              IntStream.range(0, 12)
                  .filter(_ -> random.nextBoolean())
                  .mapToObj(i -> key(name(i)))
                  .toList());
      var start = key(name(0));

      var steps = planned(target, start, awaiting);
      Collections.shuffle(awaiting, random);

      assertThat(planned(target, start, awaiting)).as("seed %d/%d", seed, round).isEqualTo(steps);
      assertThat(new HashSet<>(steps.stream().map(PlannedStep::node).toList()))
          .as("seed %d/%d", seed, round)
          .isEqualTo(expected(target, start, awaiting));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void plansManyNodesAsOneByOneAndSharesNoNode(long seed) {
    for (var round = 0; round < 100; round++) {
      var random = new Random(seed * 1_000 + round);
      var nodes = new ArrayList<PipelineNode>();
      for (var i = 0; i < 16; i++) {
        var inputs =
            IntStream.range(0, i)
                .filter(_ -> random.nextInt(4) == 0)
                .mapToObj(NodeTimePlannerTest::name)
                .toArray(String[]::new);
        nodes.add(node(name(i), inputs));
      }
      var target = target(nodes.toArray(PipelineNode[]::new));
      var awaiting =
          IntStream.range(0, 16)
              .filter(_ -> random.nextInt(4) > 0)
              .mapToObj(i -> key(name(i)))
              .toList();
      var jobs = awaiting.stream().filter(it -> it.value().startsWith("job")).toList();

      var together = NodeTimePlanner.plan(target, jobs, awaiting, NodeTimePlannerTest::hasJob);

      var as = "seed %d/%d".formatted(seed, round);
      assertThat(together.keySet()).as(as).containsExactlyElementsOf(jobs);
      together.forEach(
          (job, steps) -> assertThat(steps).as(as).isEqualTo(planned(target, job, awaiting)));
      assertThat(together.values().stream().flatMap(List::stream).map(PlannedStep::node))
          .as(as)
          .doesNotHaveDuplicates();
    }
  }

  private static List<PlannedStep> planned(
      PlatformGraph target, NodeKey node, List<NodeKey> awaiting) {
    return NodeTimePlanner.plan(target, List.of(node), awaiting, NodeTimePlannerTest::hasJob)
        .getOrDefault(node, List.of());
  }

  /** The same by brute force. */
  private static Set<NodeKey> expected(
      PlatformGraph target, NodeKey start, List<NodeKey> awaiting) {
    var done = new HashSet<>(List.of(start));
    for (var pass = 0; pass < 20; pass++) {
      for (var node : target.nodes().values()) {
        if (awaiting.contains(node.key())
            && !hasJob(node)
            && node.inputs().stream().anyMatch(done::contains)
            && node.inputs().stream()
                .allMatch(input -> done.contains(input) || !awaiting.contains(input))) {
          done.add(node.key());
        }
      }
    }
    return done;
  }

  private static List<String> plan(PlatformGraph target, String node, String... awaiting) {
    return planned(target, key(node), keys(awaiting)).stream()
        .map(step -> step.node().value())
        .toList();
  }

  private static String name(int number) {
    return (number % 4 == 0 ? "job" : "plain") + number;
  }

  private static NodeKey key(String name) {
    return new NodeKey(name);
  }

  private static List<NodeKey> keys(String... names) {
    return Stream.of(names).map(NodeKey::new).toList();
  }

  private static PipelineNode node(String key, String... inputs) {
    return new PipelineNode.Trigger(
        key(key), FingerprintBuilder.of(key).fingerprint(), Priority.LOW, keys(inputs), "W", null);
  }

  private static PlatformGraph target(PipelineNode... nodes) {
    return Graphs.of("test").with(nodes).build();
  }

  /** A node with {@code job} in its name has one. */
  private static boolean hasJob(PipelineNode node) {
    return node.key().value().contains("job");
  }
}
