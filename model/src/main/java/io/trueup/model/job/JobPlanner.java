package io.trueup.model.job;

import io.trueup.model.ecosystem.JobPolicy;
import io.trueup.model.ecosystem.JobPolicy.Per;
import io.trueup.model.graph.NodeKind;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Plans the jobs of a platform from its graph and its job policy, and from nothing else, so that
 * every process has the same jobs and a restart changes none.
 *
 * <p>Nodes with a job of their own make the jobs; the others only carry what comes before to what
 * comes after. The nodes of a job have the policy's {@code per} and the trigger in common. Where
 * that would make jobs wait for each other, each of them is split into stages, and where it gives
 * too many nodes, into levels of nodes that do not read from each other and these into parts by
 * hash. So what jobs run after has no ring. Linear in nodes and inputs, apart from sorting.
 */
public final class JobPlanner {

  private final NodeTable nodes;
  private final JobPolicy policy;
  private final String platformContainer;
  private final RunOrder run;
  private final @Nullable JobTrigger[] triggers;

  private JobPlanner(PlatformGraph graph, Predicate<PipelineNode> hasJob) {
    this.nodes = NodeTable.of(graph, hasJob);
    this.policy = graph.platform().jobs();
    this.platformContainer = graph.container() == null ? "none" : graph.container().qualifiedName();
    this.run = new RunOrder(nodes);
    this.triggers = triggers();
  }

  /**
   * Plans jobs.
   *
   * @param hasJob whether a node has a job of its own
   */
  public static JobPlan plan(PlatformGraph graph, Predicate<PipelineNode> hasJob) {
    return new JobPlanner(graph, hasJob).plan();
  }

  /** Says which group a node is in, whose job comes after those of some groups. */
  private interface Grouping {

    /** The group of a node with a job. */
    int of(int node, int[] after);
  }

  /** Groups of nodes. */
  @SuppressWarnings("ArrayRecordComponent") // by the nodes' numbers, for millions of them
  private record Groups(int[] ofNode, List<String> names, List<JobTrigger> triggers) {

    int size() {
      return names.size();
    }

    int add(String name, JobTrigger trigger) {
      names.add(name);
      triggers.add(trigger);
      return names.size() - 1;
    }
  }

  private JobPlan plan() {
    var grouped = grouped();
    var staged = policy.per() == Per.NODE ? grouped : staged(grouped);
    return assembled(policy.per() == Per.NODE ? staged : split(staged));
  }

  /** The trigger of each node: its own, or that of its inputs when these have one in common. */
  private @Nullable JobTrigger[] triggers() {
    var found = nodes.triggers.clone();
    for (var node : run.order) {
      if (found[node] == null) {
        found[node] = inherited(node, found);
      }
    }
    return found;
  }

  private JobTrigger inherited(int node, @Nullable JobTrigger[] found) {
    JobTrigger common = null;
    for (var input : run.inputs[node]) {
      var trigger = found[input];
      if (common != null && !common.equals(trigger)) {
        return ofInputs(node);
      }
      common = trigger;
    }
    return common == null ? ofInputs(node) : common;
  }

  private JobTrigger ofInputs(int node) {
    var workspace = nodes.workspaces[node];
    return new JobTrigger.Inputs(
        workspace == null ? nodes.keys.get(node).value() : "workspace/" + workspace);
  }

  private JobTrigger trigger(int node) {
    var trigger = triggers[node];
    if (trigger == null) {
      throw new IllegalStateException("Every node has a trigger");
    }
    return trigger;
  }

  /**
   * Visits nodes in order, and gives each with a job a group, when those that its job comes after
   * are known. Nodes without a job hand on what is to their left.
   */
  private void visit(Grouping grouping) {
    var reached = new int[nodes.size()][];
    var single = new ArrayList<int[]>();
    for (var node : run.order) {
      var before = IntSets.union(run.inputs[node], it -> reached[it]);
      if (nodes.hasJob[node]) {
        var group = grouping.of(node, before);
        while (single.size() <= group) {
          single.add(new int[] {single.size()});
        }
        reached[node] = single.get(group);
      } else {
        reached[node] = before;
      }
    }
  }

  private record Identity(String name, JobTrigger trigger) {}

  /** The groups that the policy asks for. */
  private Groups grouped() {
    var names = names();
    var ofNode = new int[nodes.size()];
    var numbers = new HashMap<Identity, Integer>();
    var groups = new Groups(ofNode, new ArrayList<>(), new ArrayList<>());
    var triggersOf = new HashMap<String, Integer>();
    for (var node = 0; node < nodes.size(); node++) {
      ofNode[node] = -1;
      if (nodes.hasJob[node]) {
        var identity = new Identity(names[node], trigger(node));
        var known = numbers.get(identity);
        if (known == null) {
          known = groups.add(identity.name(), identity.trigger());
          numbers.put(identity, known);
          triggersOf.merge(identity.name(), 1, Integer::sum);
        }
        ofNode[node] = known;
      }
    }
    for (var i = 0; i < groups.size(); i++) {
      var name = groups.names().get(i);
      var isNamedByTrigger = policy.per() == Per.CONTAINER || policy.per() == Per.SCHEDULE;
      if (isNamedByTrigger || triggersOf.getOrDefault(name, 1) > 1) {
        groups.names().set(i, name + "." + groups.triggers().get(i).word());
      }
    }
    return groups;
  }

  /** The first part of the key of each node's job. */
  private String[] names() {
    var made = new HashMap<String, String>();
    for (var i = 0; i < nodes.size(); i++) {
      if (nodes.kinds[i] == NodeKind.TRANSFORM) {
        made.put(String.valueOf(nodes.workspaces[i]), String.valueOf(nodes.stores[i]));
      }
    }
    var names = new String[nodes.size()];
    for (var i = 0; i < names.length; i++) {
      names[i] =
          switch (policy.per()) {
            case NODE -> "node." + dotted(nodes.keys.get(i).value());
            case STORE -> {
              var store = nodes.stores[i];
              var workspace = String.valueOf(nodes.workspaces[i]);
              yield "store." + (store == null ? made.getOrDefault(workspace, workspace) : store);
            }
            case CONTAINER -> {
              var container = nodes.containers[i];
              yield "container." + dotted(container == null ? platformContainer : container);
            }
            case SCHEDULE -> "schedule";
          };
    }
    return names;
  }

  private static String dotted(String path) {
    return path.replace('/', '.');
  }

  /**
   * Splits the groups whose jobs would wait for each other. The stage of a node is the most changes
   * from one group of the ring to another on a way to it, so that no job comes after one of a later
   * stage, and after one of another group only when that is of an earlier stage.
   */
  private Groups staged(Groups groups) {
    var ring = Rings.of(groups.size(), edges(groups.ofNode()));
    if (Arrays.stream(ring).distinct().count() == ring.length) {
      return groups;
    }
    var stage = new ArrayList<Integer>();
    var groupOf = new ArrayList<Integer>();
    var numbers = new HashMap<Long, Integer>();
    var result = new Groups(groups.ofNode().clone(), new ArrayList<>(), new ArrayList<>());
    visit((node, after) -> {
      var group = groups.ofNode()[node];
      var most = 0;
      for (var unit : after) {
        var other = groupOf.get(unit);
        if (ring[other] == ring[group]) {
          most = Math.max(most, stage.get(unit) + (other == group ? 0 : 1));
        }
      }
      var identity = (long) group << 32 | most;
      var known = numbers.get(identity);
      if (known == null) {
        var name = groups.names().get(group);
        known =
            result.add(most == 0 ? name : name + ".stage-" + most, groups.triggers().get(group));
        numbers.put(identity, known);
        stage.add(most);
        groupOf.add(group);
      }
      result.ofNode()[node] = known;
      return known;
    });
    return result;
  }

  /** From group to group, both in one number; sorted and different. */
  private long[] edges(int[] ofNode) {
    var edges = new LongList();
    visit((node, after) -> {
      for (var other : after) {
        if (other != ofNode[node]) {
          edges.add((long) other << 32 | ofNode[node]);
        }
      }
      return ofNode[node];
    });
    return edges.sortedDistinct();
  }

  /**
   * Splits the groups with too many nodes: into levels of nodes of which none comes after another,
   * and these by hash. What comes after a group still does, and nothing comes before its own level.
   */
  private Groups split(Groups groups) {
    var sizes = new int[groups.size()];
    for (var group : groups.ofNode()) {
      if (group >= 0) {
        sizes[group]++;
      }
    }
    if (Arrays.stream(sizes).allMatch(it -> it <= policy.atMost())) {
      return groups;
    }
    var level = new int[nodes.size()];
    var groupOf = new ArrayList<Integer>();
    var levelOf = new ArrayList<Integer>();
    var numbers = new HashMap<Long, Integer>();
    visit((node, after) -> {
      var group = groups.ofNode()[node];
      if (sizes[group] > policy.atMost()) {
        for (var unit : after) {
          if (groupOf.get(unit) == group) {
            level[node] = Math.max(level[node], levelOf.get(unit) + 1);
          }
        }
      }
      var number =
          numbers.computeIfAbsent(
              (long) group << 32 | level[node],
              _ -> {
                groupOf.add(group);
                levelOf.add(level[node]);
                return groupOf.size() - 1;
              });
      return number;
    });
    return parts(groups, sizes, level);
  }

  private Groups parts(Groups groups, int[] sizes, int[] level) {
    var result = new Groups(new int[nodes.size()], new ArrayList<>(), new ArrayList<>());
    Arrays.fill(result.ofNode(), -1);
    for (var entry : members(groups.ofNode(), groups.size()).entrySet()) {
      var group = entry.getKey();
      var trigger = groups.triggers().get(group);
      var name = groups.names().get(group);
      if (sizes[group] <= policy.atMost()) {
        assign(result, entry.getValue(), result.add(name, trigger));
        continue;
      }
      var levels = new TreeMap<Integer, List<Integer>>();
      for (var node : entry.getValue()) {
        levels.computeIfAbsent(level[node], _ -> new ArrayList<>()).add(node);
      }
      levels.forEach((number, all) -> {
        var leveled = number == 0 ? name : name + ".level-" + number;
        var members = all.stream().mapToInt(Integer::intValue).toArray();
        for (var part : HashSplit.of(nodes, members, policy.atMost())) {
          var full = part.name().isEmpty() ? leveled : leveled + "." + part.name();
          assign(result, part.members(), result.add(full, trigger));
        }
      });
    }
    return result;
  }

  private static void assign(Groups groups, int[] members, int group) {
    for (var member : members) {
      groups.ofNode()[member] = group;
    }
  }

  /** The nodes of each group, in the order of their numbers. */
  private static Map<Integer, int[]> members(int[] ofNode, int groups) {
    var sizes = new int[groups];
    for (var group : ofNode) {
      if (group >= 0) {
        sizes[group]++;
      }
    }
    var members = new TreeMap<Integer, int[]>();
    IntStream.range(0, groups).forEach(it -> members.put(it, new int[sizes[it]]));
    var filled = new int[groups];
    for (var node = 0; node < ofNode.length; node++) {
      var group = ofNode[node];
      var of = members.get(group);
      if (of != null) {
        of[filled[group]++] = node;
      }
    }
    return members;
  }

  private JobPlan assembled(Groups groups) {
    return new JobAssembly(nodes, run, groups.ofNode(), groups.names(), groups.triggers())
        .plan(edges(groups.ofNode()));
  }
}
