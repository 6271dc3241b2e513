package io.trueup.platforms.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.Priority;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintBuilder;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.rollout.NodeTransition;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.model.rollout.StepAction;
import io.trueup.platforms.testing.Graphs;
import io.trueup.platforms.testing.Records;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutPlannerTest {

  private static final Fingerprint OLD = fingerprint("old");
  private static final Fingerprint OLDER = fingerprint("older");
  private static final Fingerprint NEW = fingerprint("new");

  record Row(
      String title, NodeRecord record, PlatformGraph target, String transition, String step) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Row> rows() {
    var job = target(node("job", NEW));
    var plain = target(node("plain", NEW));
    var gone = target();
    return Stream.of(
        new Row("new with a job", pending("job"), job, "PENDING new", "PROVISION"),
        new Row("new without a job", pending("plain"), plain, "PENDING new", "PROVISION"),
        new Row(
            "new, planned before",
            record("job", NodeState.PENDING, null, NEW, false),
            job,
            "",
            "PROVISION"),
        new Row("as realized", record("job", NodeState.REALIZED, NEW, NEW, true), job, "", ""),
        new Row(
            "changed with a job",
            record("job", NodeState.REALIZED, OLD, OLD, true),
            job,
            "AWAITING_NODE_TIME new",
            ""),
        new Row(
            "changed, its job never ran",
            record("job", NodeState.REALIZED, OLD, OLD, false),
            job,
            "AWAITING_NODE_TIME new",
            ""),
        new Row(
            "changed without a job",
            record("plain", NodeState.REALIZED, OLD, OLD, false),
            plain,
            "PENDING new",
            "ALTER"),
        new Row(
            "changed twice while awaiting",
            record("job", NodeState.AWAITING_NODE_TIME, OLDER, OLD, true),
            job,
            "AWAITING_NODE_TIME new",
            ""),
        new Row(
            "planned before while awaiting",
            record("job", NodeState.AWAITING_NODE_TIME, OLD, NEW, true),
            job,
            "",
            ""),
        new Row(
            "changed back while awaiting",
            record("job", NodeState.AWAITING_NODE_TIME, NEW, OLD, true),
            job,
            "REALIZED new",
            ""),
        new Row(
            "changed back while pending",
            record("plain", NodeState.PENDING, NEW, OLD, false),
            plain,
            "REALIZED new",
            ""),
        new Row(
            "removed, a job ran",
            record("job", NodeState.REALIZED, OLD, OLD, true),
            gone,
            "RETIRING",
            ""),
        new Row(
            "removed, no job ever ran",
            record("job", NodeState.REALIZED, OLD, OLD, false),
            gone,
            "RETIRING",
            "RETIRE"),
        new Row(
            "removed before it was made",
            record("plain", NodeState.PENDING, null, OLD, false),
            gone,
            "RETIRING",
            "RETIRE"),
        new Row(
            "removed while awaiting",
            record("job", NodeState.AWAITING_NODE_TIME, OLDER, OLD, true),
            gone,
            "RETIRING",
            ""),
        new Row(
            "removed before, job not told",
            record("job", NodeState.RETIRING, OLD, null, true),
            gone,
            "",
            ""),
        new Row(
            "removed before, step cancelled",
            record("plain", NodeState.RETIRING, OLD, null, false),
            gone,
            "",
            "RETIRE"),
        new Row("retired", record("job", NodeState.RETIRED, null, null, true), gone, "", ""),
        new Row(
            "back while retiring",
            record("job", NodeState.RETIRING, NEW, null, true),
            job,
            "PENDING new",
            "PROVISION"),
        new Row(
            "back and changed while retiring",
            record("job", NodeState.RETIRING, OLD, null, true),
            job,
            "AWAITING_NODE_TIME new",
            ""),
        new Row(
            "back after it retired",
            record("job", NodeState.RETIRED, null, null, true),
            job,
            "PENDING new",
            "PROVISION"),
        new Row(
            "back and changed after it retired",
            record("job", NodeState.RETIRED, OLD, null, true),
            job,
            "PENDING new",
            "PROVISION"),
        new Row(
            "changed back with a job, uncertain",
            uncertain("job", NodeState.AWAITING_NODE_TIME, NEW, OLD),
            job,
            "AWAITING_NODE_TIME new",
            ""),
        new Row(
            "changed back without a job, uncertain",
            uncertain("plain", NodeState.PENDING, NEW, OLD),
            plain,
            "PENDING new",
            "ALTER"),
        new Row(
            "uncertain and planned before",
            uncertain("job", NodeState.AWAITING_NODE_TIME, NEW, NEW),
            job,
            "",
            ""),
        new Row(
            "changed and uncertain",
            uncertain("plain", NodeState.PENDING, OLD, OLDER),
            plain,
            "PENDING new",
            "ALTER"),
        new Row(
            "never made for certain",
            uncertain("job", NodeState.PENDING, null, OLD),
            job,
            "PENDING new",
            "PROVISION"),
        new Row(
            "back while retiring, uncertain",
            uncertain("job", NodeState.RETIRING, NEW, null),
            job,
            "AWAITING_NODE_TIME new",
            ""),
        new Row(
            "removed, uncertain",
            uncertain("plain", NodeState.PENDING, NEW, OLD),
            gone,
            "RETIRING",
            "RETIRE"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void plansOneNode(Row row) {
    var plan = plan(row.target(), List.of(row.record()));

    assertThat(
            plan.transitions().stream().map(RolloutPlannerTest::text).collect(Collectors.joining()))
        .isEqualTo(row.transition());
    assertThat(
            plan.steps().stream().map(step -> step.action().name()).collect(Collectors.joining()))
        .isEqualTo(row.step());
  }

  @Test
  void aChangedNodeWithoutJobFollowsTheJobOfADistantInput() {
    var target =
        target(
            node("job", NEW),
            node("view", NEW, "job"),
            node("trigger", NEW, "view"),
            node("other", NEW));

    var plan =
        plan(
            target,
            List.of(realized("job"), realized("view"), realized("trigger"), realized("other")));

    assertThat(plan.transitions().stream().map(t -> t.node() + " " + t.state()))
        .containsExactly(
            "job AWAITING_NODE_TIME",
            "other PENDING",
            "trigger AWAITING_NODE_TIME",
            "view AWAITING_NODE_TIME");
    assertThat(plan.steps())
        .containsExactly(
            new PlannedStep(new NodeKey("other"), StepAction.ALTER, "changed; no job uses it"));
  }

  @Test
  void aNewViewOfATableThatWaitsForItsJobWaitsWithIt() {
    var target = target(node("job", NEW), node("view", NEW, "job"));

    var plan = plan(target, List.of(realized("job"), pending("view")));

    assertThat(plan.steps()).isEmpty();
    assertThat(plan.transitions())
        .contains(
            new NodeTransition(
                new NodeKey("view"),
                NodeState.AWAITING_NODE_TIME,
                NEW,
                "new; it follows the job of its input"));
  }

  @Test
  void aNodeWithoutJobFollowsAnUncertainOneThatChangedBack() {
    var target = target(node("job", NEW), node("view", NEW, "job"), node("other", NEW, "job"));

    var plan =
        plan(
            target,
            List.of(
                uncertain("job", NodeState.AWAITING_NODE_TIME, NEW, OLD),
                uncertain("view", NodeState.AWAITING_NODE_TIME, NEW, OLD),
                record("other", NodeState.AWAITING_NODE_TIME, NEW, OLD, false)));

    assertThat(plan.steps()).isEmpty();
    assertThat(plan.transitions().stream().map(t -> t.node() + " " + t.state()))
        .containsExactly("job AWAITING_NODE_TIME", "other REALIZED", "view AWAITING_NODE_TIME");
  }

  @Test
  void aNewNodeWithAJobDoesNotWait() {
    var target = target(node("job1", NEW), node("job2", NEW, "job1"));

    var plan = plan(target, List.of(realized("job1"), pending("job2")));

    assertThat(plan.steps())
        .containsExactly(
            new PlannedStep(new NodeKey("job2"), StepAction.PROVISION, "new on this platform"));
  }

  @Test
  void aCycleOfNodesEndsAndMovesTogether() {
    var target = target(node("job", NEW, "b"), node("a", NEW, "job"), node("b", NEW, "a"));

    var plan = plan(target, List.of(realized("job"), realized("a"), realized("b")));

    assertThat(plan.transitions())
        .extracting(NodeTransition::state)
        .containsOnly(NodeState.AWAITING_NODE_TIME)
        .hasSize(3);
  }

  @Test
  void aLongChainIsPlannedWithInputsFirst() {
    var length = 100_000;
    var nodes =
        IntStream.range(0, length)
            .mapToObj(i -> i == length - 1 ? node(name(i), NEW) : node(name(i), NEW, name(i + 1)))
            .toArray(PipelineNode[]::new);
    var records = IntStream.range(0, length).mapToObj(i -> pending(name(i))).toList();

    var plan = plan(target(nodes), records);

    assertThat(plan.steps()).hasSize(length);
    assertThat(plan.steps().getFirst().node().value()).isEqualTo(name(length - 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void holdsItsInvariantsForAnyGraph(long seed) {
    for (var round = 0; round < 100; round++) {
      var random = new Random(seed * 1_000 + round);
      var target = randomTarget(random);
      var records = randomRecords(random);
      var plan = plan(target, records);

      var shuffled = new ArrayList<>(records);
      Collections.shuffle(shuffled, random);
      assertThat(plan(target, shuffled)).as("order, seed %d/%d", seed, round).isEqualTo(plan);

      var stepping = plan.steps().stream().map(PlannedStep::node).toList();
      assertThat(stepping).as("one step a node, seed %d/%d", seed, round).doesNotHaveDuplicates();
      assertThat(
              plan.transitions().stream()
                  .filter(t -> t.state() == NodeState.AWAITING_NODE_TIME)
                  .map(NodeTransition::node))
          .as("steps or awaits, seed %d/%d", seed, round)
          .noneMatch(stepping::contains);
      var uncertain =
          records.stream().filter(NodeRecord::isUncertain).map(NodeRecord::key).toList();
      assertThat(
              plan.transitions().stream()
                  .filter(t -> t.state().isAtTarget())
                  .map(NodeTransition::node))
          .as("an uncertain node is not called realized, seed %d/%d", seed, round)
          .noneMatch(uncertain::contains);
      assertInputsFirst(target, stepping, "seed %d/%d".formatted(seed, round));

      var landed = Records.landed(plan, records);
      assertThat(plan(target, landed))
          .as("idempotent, seed %d/%d", seed, round)
          .isEqualTo(new RolloutPlan(List.of(), List.of()));
    }
  }

  /** Without cycles: inputs have greater numbers. */
  private static void assertInputsFirst(PlatformGraph target, List<NodeKey> stepping, String seed) {
    var seen = new HashSet<NodeKey>();
    for (var key : stepping) {
      var node = target.nodes().get(key);
      if (node != null) {
        assertThat(seen)
            .as("inputs first, %s", seed)
            .containsAll(node.inputs().stream().filter(stepping::contains).toList());
      }
      seen.add(key);
    }
  }

  private static PlatformGraph randomTarget(Random random) {
    var nodes = new ArrayList<PipelineNode>();
    for (var i = 0; i < 12; i++) {
      if (random.nextInt(4) > 0) {
        var number = i;
        var inputs =
            IntStream.range(i + 1, 12)
                .filter(_ -> random.nextInt(4) == 0)
                .mapToObj(input -> randomName(input))
                .toArray(String[]::new);
        nodes.add(node(randomName(number), random.nextBoolean() ? NEW : OLD, inputs));
      }
    }
    return target(nodes.toArray(PipelineNode[]::new));
  }

  private static List<NodeRecord> randomRecords(Random random) {
    var fingerprints = new @Nullable Fingerprint[] {null, OLDER, OLD, NEW};
    return IntStream.range(0, 12)
        .mapToObj(i -> {
          var state = List.of(NodeState.values()).get(random.nextInt(5));
          return new NodeRecord(
              new NodeKey(randomName(i)),
              state,
              fingerprints[random.nextInt(4)],
              fingerprints[random.nextInt(4)],
              random.nextBoolean(),
              !state.isAtTarget() && random.nextBoolean());
        })
        .toList();
  }

  private static String randomName(int number) {
    return (number % 3 == 0 ? "job" : "plain") + number;
  }

  private static String name(int number) {
    return "n%06d".formatted(number);
  }

  private static RolloutPlan plan(PlatformGraph target, Collection<NodeRecord> records) {
    return RolloutPlanner.plan(target, records, RolloutPlannerTest::hasJob);
  }

  private static String text(NodeTransition transition) {
    var names = Map.of(OLD, " old", OLDER, " older", NEW, " new");
    return transition.state() + (transition.target() == null ? "" : names.get(transition.target()));
  }

  private static NodeRecord pending(String key) {
    return record(key, NodeState.PENDING, null, null, false);
  }

  private static NodeRecord realized(String key) {
    return record(key, NodeState.REALIZED, OLD, OLD, true);
  }

  private static NodeRecord record(
      String key,
      NodeState state,
      @Nullable Fingerprint realized,
      @Nullable Fingerprint target,
      boolean everRan) {
    return new NodeRecord(new NodeKey(key), state, realized, target, everRan);
  }

  private static NodeRecord uncertain(
      String key, NodeState state, @Nullable Fingerprint realized, @Nullable Fingerprint target) {
    return new NodeRecord(new NodeKey(key), state, realized, target, false, true);
  }

  private static PipelineNode node(String key, Fingerprint fingerprint, String... inputs) {
    return new PipelineNode.Trigger(
        new NodeKey(key),
        fingerprint,
        Priority.LOW,
        Stream.of(inputs).map(NodeKey::new).toList(),
        "W",
        null);
  }

  private static PlatformGraph target(PipelineNode... nodes) {
    return Graphs.of("test").with(nodes).build();
  }

  private static Fingerprint fingerprint(String text) {
    return FingerprintBuilder.of(text).fingerprint();
  }

  /** A node with {@code job} in its name has one. */
  private static boolean hasJob(PipelineNode node) {
    return node.key().value().contains("job");
  }
}
