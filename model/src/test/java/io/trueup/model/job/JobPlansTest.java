package io.trueup.model.job;

import static io.trueup.model.job.GraphOfJobs.EXTERNAL;
import static io.trueup.model.job.GraphOfJobs.NIGHTLY;
import static io.trueup.model.job.GraphOfJobs.OFTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.JobPolicy.Per;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is so of every plan, whatever the graph is; the seed of a failure is in its message. */
class JobPlansTest {

  private static final int GRAPHS = Integer.getInteger("trueup.jobs.graphs", 30);
  private static final List<String> TRIGGERS = List.of(NIGHTLY, OFTEN, EXTERNAL);
  private static final List<String> CONTAINERS = List.of("own", "shop", "post");

  /** Stores and transformers that read from any of them, in rings as well. */
  private static GraphOfJobs random(Random random) {
    var graph = new GraphOfJobs();
    var stores = new ArrayList<String>();
    for (var i = random.nextInt(12); i > 0; i--) {
      var name = "S" + i;
      var trigger = TRIGGERS.get(random.nextInt(TRIGGERS.size()));
      var container = CONTAINERS.get(random.nextInt(CONTAINERS.size()));
      if (random.nextBoolean()) {
        graph.multi(name, trigger, container);
      } else {
        graph.single(name, trigger, container, "a", "b", "c", "d");
      }
      stores.add(name);
    }
    var transformers = random.nextInt(12);
    for (var i = 0; i < transformers; i++) {
      stores.add("Out" + i);
    }
    for (var i = 0; i < transformers; i++) {
      var trigger = random.nextInt(3) > 0 ? null : TRIGGERS.get(random.nextInt(3));
      graph.transformer("W" + i, trigger, "Out" + i);
      for (var reads = random.nextInt(4); reads > 0; reads--) {
        graph.reads("W" + i, stores.get(random.nextInt(stores.size())));
      }
    }
    return graph;
  }

  @ParameterizedTest
  @EnumSource
  void hasEachNodeOnceInJobsThatWaitForNoneOfTheirOwnFollowers(Per per) {
    var seed = System.nanoTime();
    for (var i = 0; i < GRAPHS; i++) {
      var random = new Random(seed + i);
      var graph = random(random).graph(per, 1 + random.nextInt(8));
      var plan = JobPlanner.plan(graph, GraphOfJobs::hasJob);
      var name = "seed %d, %s".formatted(seed + i, GraphOfJobs.lines(plan));

      assertThat(plan.jobs().flatMap(it -> it.nodes().stream()).sorted())
          .as(name)
          .containsExactlyElementsOf(
              graph.nodes().values().stream()
                  .filter(GraphOfJobs::hasJob)
                  .map(it -> it.key())
                  .toList());
      assertThat(plan.jobs().map(Job::key)).as(name).isSorted().doesNotHaveDuplicates();
      assertThat(plan.jobs())
          .as(name)
          .allMatch(it -> it.nodes().size() <= graph.platform().jobs().atMost())
          .allMatch(it -> it.key().value().matches("[A-Za-z0-9_.-]+"));
      assertThat(ringIn(plan)).as(name).isFalse();
      assertThat(plan.jobs()).as(name).allMatch(it -> it.equals(plan.find(it.key()).orElseThrow()));
    }
  }

  private static boolean ringIn(JobPlan plan) {
    var open = new TreeMap<JobKey, Job>();
    plan.jobs().forEach(it -> open.put(it.key(), it));
    while (true) {
      var ready =
          open.values().stream()
              .filter(it -> it.after().stream().noneMatch(open::containsKey))
              .filter(it -> it.reads().stream().noneMatch(open::containsKey))
              .map(Job::key)
              .toList();
      if (ready.isEmpty()) {
        return !open.isEmpty();
      }
      ready.forEach(open::remove);
    }
  }

  /** What a job must come after, found in another way: along each way through the graph. */
  @ParameterizedTest
  @EnumSource
  void comesAfterEveryJobThatItReadsFrom(Per per) {
    var seed = System.nanoTime();
    for (var i = 0; i < GRAPHS; i++) {
      var random = new Random(seed + i);
      var graph = random(random).graph(per, 1 + random.nextInt(8));
      var plan = JobPlanner.plan(graph, GraphOfJobs::hasJob);
      var order = new RunOrder(NodeTable.of(graph, GraphOfJobs::hasJob));
      var jobOf = plan.jobOfNodes();
      var keys = new ArrayList<>(graph.nodes().keySet());
      for (var node = 0; node < keys.size(); node++) {
        var job = jobOf.get(keys.get(node));
        if (job != null) {
          var before = new HashSet<JobKey>();
          collect(order.inputs, keys, jobOf, node, before);
          before.remove(job);
          var found = plan.find(job).orElseThrow();
          assertThat(found.after().stream().anyMatch(found.reads()::contains)).isFalse();
          var all = new HashSet<>(found.after());
          all.addAll(found.reads());
          assertThat(all).as("seed %d, %s", seed + i, job).containsAll(before);
          assertThat(found.after())
              .as("seed %d, %s", seed + i, job)
              .allMatch(it -> plan.find(it).orElseThrow().trigger().equals(found.trigger()));
        }
      }
    }
  }

  private static void collect(
      int[][] inputs, List<NodeKey> keys, Map<NodeKey, JobKey> jobOf, int node, Set<JobKey> found) {
    for (var input : inputs[node]) {
      var job = jobOf.get(keys.get(input));
      if (job == null) {
        collect(inputs, keys, jobOf, input, found);
      } else {
        found.add(job);
      }
    }
  }

  @Test
  void dependsOnTheGraphAlone() {
    var seed = System.nanoTime();
    for (var i = 0; i < GRAPHS; i++) {
      for (var per : Per.values()) {
        var one = random(new Random(seed + i)).plan(per, 3);
        var other = random(new Random(seed + i)).plan(per, 3);
        assertThat(one.fingerprint()).as("seed %d", seed + i).isEqualTo(other.fingerprint());
        assertThat(GraphOfJobs.lines(one)).isEqualTo(GraphOfJobs.lines(other));
      }
    }
  }

  /**
   * One more node moves at most the nodes of the job that it makes too large, and on average less
   * than one; one less moves at most those that then fit into one job.
   */
  @Test
  void movesFewNodesWhenOneComesOrGoes() {
    var most = 20;
    var seed = System.nanoTime();
    var random = new Random(seed);
    var stores = new TreeMap<String, Integer>();
    var before = Map.<NodeKey, JobKey>of();
    var moved = new ArrayList<Integer>();
    var jobs = 0;
    for (var i = 0; i < 3000; i++) {
      if (i % 4 == 3) {
        var gone = new ArrayList<>(stores.keySet()).get(random.nextInt(stores.size()));
        stores.remove(gone);
      } else {
        stores.put("S" + random.nextInt(1_000_000), 1);
      }
      if (i >= 2500) {
        var graph = new GraphOfJobs();
        stores.forEach((store, _) -> graph.multi(store, NIGHTLY, "shop"));
        var plan = graph.plan(Per.CONTAINER, most);
        var after = plan.jobOfNodes();
        if (!before.isEmpty()) {
          moved.add(movesBetween(before, after));
        }
        before = after;
        jobs = plan.size();
      }
    }
    var mean = moved.stream().mapToInt(Integer::intValue).average().orElseThrow();
    System.out.printf(
        "%d nodes in %d jobs of at most %d: a change moves %.2f on average, at most %d%n",
        stores.size(), jobs, most, mean, moved.stream().max(Integer::compare).orElseThrow());
    assertThat(moved).as("seed %d", seed).allMatch(it -> it <= most);
    assertThat(mean).as("seed %d", seed).isLessThan(2);
    assertThat(jobs).as("seed %d", seed).isLessThan(2 * stores.size() / most + 1);
  }

  private static int movesBetween(Map<NodeKey, JobKey> before, Map<NodeKey, JobKey> after) {
    var moved = 0;
    for (var entry : before.entrySet()) {
      var now = after.get(entry.getKey());
      if (now != null && !now.equals(entry.getValue())) {
        moved++;
      }
    }
    return moved;
  }

  /** A store that is too large for one job is split, and no job has nodes of other stores then. */
  @Test
  void keepsAStoreTogether() {
    var graph = new GraphOfJobs();
    for (var store = 0; store < 50; store++) {
      var datasets = new String[8];
      for (var i = 0; i < datasets.length; i++) {
        datasets[i] = "d" + i;
      }
      graph.single("S" + store, NIGHTLY, "shop", datasets);
    }
    var jobsOf = new HashMap<String, HashSet<JobKey>>();
    graph
        .plan(Per.SCHEDULE, 40)
        .jobOfNodes()
        .forEach((node, job) ->
            jobsOf.computeIfAbsent(node.value().split("/", -1)[2], _ -> new HashSet<>()).add(job));

    assertThat(jobsOf.values()).hasSize(50).allMatch(it -> it.size() == 1);
  }

  /** Of a million nodes no step takes more than a little of each; a quadratic one would not end. */
  @Test
  void plansAMillionNodes() {
    var graph = new GraphOfJobs();
    for (var store = 0; store < 480; store++) {
      var datasets = new String[1000];
      for (var i = 0; i < datasets.length; i++) {
        datasets[i] = "d" + i;
      }
      graph.single("S" + store, NIGHTLY, "c" + store % 7, datasets);
    }
    for (var i = 0; i < 130_000; i++) {
      graph.transformer("W" + i, null, "Out" + i, i % 20 == 0 ? "S" + i % 480 : "Out" + (i - 1));
    }
    PlatformGraph whole = graph.graph(Per.SCHEDULE, 200);
    assertThat(whole.nodes()).hasSizeGreaterThan(999_000);

    var began = System.nanoTime();
    var plan = JobPlanner.plan(whole, GraphOfJobs::hasJob);
    var took = System.nanoTime() - began;

    System.out.printf(
        "%d nodes in %d jobs: planned in %d ms%n",
        whole.nodes().size(), plan.size(), took / 1_000_000);
    assertThat(plan.jobs().mapToInt(it -> it.nodes().size()).sum()).isEqualTo(740_000);
  }
}
