package io.trueup.model.job;

import io.trueup.model.ecosystem.Priority;
import io.trueup.model.graph.NodeKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Makes the plan from the groups that nodes were given. */
final class JobAssembly {

  private final NodeTable nodes;
  private final RunOrder run;
  private final int[] ofNode;
  private final List<String> names;
  private final List<JobTrigger> triggers;

  /**
   * Groups to make jobs of.
   *
   * @param ofNode the number of each node's group; negative for none
   * @param names by the group's number, each once
   */
  JobAssembly(
      NodeTable nodes, RunOrder run, int[] ofNode, List<String> names, List<JobTrigger> triggers) {
    this.nodes = nodes;
    this.run = run;
    this.ofNode = ofNode;
    this.names = names;
    this.triggers = triggers;
  }

  /**
   * The plan.
   *
   * @param edges from group to group, both in one number; sorted
   */
  JobPlan plan(long[] edges) {
    var sorted =
        IntStream.range(0, names.size())
            .boxed()
            .sorted(Comparator.comparing(names::get))
            .mapToInt(Integer::intValue)
            .toArray();
    var jobs = sorted.length;
    var jobOf = new int[jobs];
    var keys = new String[jobs];
    var triggered = new JobTrigger[jobs];
    for (var job = 0; job < jobs; job++) {
      jobOf[sorted[job]] = job;
      keys[job] = names.get(sorted[job]);
      triggered[job] = triggers.get(sorted[job]);
    }
    return new JobPlan(
        keys, triggered, priorities(jobOf), members(jobOf), before(jobOf, edges), foreign(jobOf));
  }

  private Priority[] priorities(int[] jobOf) {
    var priorities = new Priority[jobOf.length];
    Arrays.fill(priorities, Priority.LOW);
    for (var node = 0; node < ofNode.length; node++) {
      if (ofNode[node] >= 0) {
        var job = jobOf[ofNode[node]];
        priorities[job] = priorities[job].mostUrgent(nodes.priorities[node]);
      }
    }
    return priorities;
  }

  /** The nodes of each job: by how far they are from one without inputs, then by key. */
  private NodeKey[][] members(int[] jobOf) {
    var sizes = new int[jobOf.length];
    var byDepth = new int[nodes.size() + 1];
    for (var node = 0; node < ofNode.length; node++) {
      byDepth[run.depth[node] + 1]++;
      if (ofNode[node] >= 0) {
        sizes[jobOf[ofNode[node]]]++;
      }
    }
    for (var i = 0; i < nodes.size(); i++) {
      byDepth[i + 1] += byDepth[i];
    }
    var inOrder = new int[nodes.size()];
    for (var node = 0; node < ofNode.length; node++) {
      inOrder[byDepth[run.depth[node]]++] = node;
    }
    var members = new NodeKey[jobOf.length][];
    var filled = new int[jobOf.length];
    for (var node : inOrder) {
      if (ofNode[node] >= 0) {
        var job = jobOf[ofNode[node]];
        if (members[job] == null) {
          members[job] = new NodeKey[sizes[job]];
        }
        members[job][filled[job]++] = nodes.keys.get(node);
      }
    }
    return members;
  }

  /** The jobs that each comes after; sorted. */
  private static int[][] before(int[] jobOf, long[] edges) {
    var sizes = new int[jobOf.length];
    for (var edge : edges) {
      sizes[jobOf[(int) edge]]++;
    }
    var before = new int[jobOf.length][];
    for (var job = 0; job < before.length; job++) {
      before[job] = new int[sizes[job]];
    }
    var filled = new int[jobOf.length];
    for (var edge : edges) {
      var job = jobOf[(int) edge];
      before[job][filled[job]++] = jobOf[(int) (edge >>> 32)];
    }
    for (var each : before) {
      Arrays.sort(each);
    }
    return before;
  }

  private SortedMap<Integer, List<NodeKey>> foreign(int[] jobOf) {
    var found = new TreeMap<Integer, TreeSet<NodeKey>>();
    nodes.foreign.forEach((node, keys) -> {
      if (ofNode[node] >= 0) {
        found.computeIfAbsent(jobOf[ofNode[node]], _ -> new TreeSet<>()).addAll(keys);
      }
    });
    var foreign = new TreeMap<Integer, List<NodeKey>>();
    found.forEach((job, keys) -> foreign.put(job, new ArrayList<>(keys)));
    return foreign;
  }
}
