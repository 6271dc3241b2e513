package io.trueup.model.job;

import io.trueup.model.ecosystem.Priority;
import io.trueup.model.graph.NodeKey;
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
import org.jspecify.annotations.Nullable;

/**
 * What the planner needs to know of a graph's nodes, by their numbers in the order of their keys.
 * It keeps no node, because a graph of a million nodes may be in a file and not in memory.
 */
final class NodeTable {

  /** What says when a node runs: one of these, or the triggers of its inputs. */
  private static final String EXTERNAL = "external";

  final List<NodeKey> keys;
  final NodeKind[] kinds;
  final Priority[] priorities;
  final boolean[] hasJob;

  /** The container that a node reads from or writes to; null for the platform's. */
  final @Nullable String[] containers;

  /** The store that a node brings in, makes or offers; for a trigger null. */
  final @Nullable String[] stores;

  /** For triggers and transforms. */
  final @Nullable String[] workspaces;

  /** The trigger that the model gives a node; null where its inputs decide. */
  final @Nullable JobTrigger[] triggers;

  /** The numbers of the nodes to the left of each. */
  final int[][] inputs;

  /** By number; most nodes have none. */
  final Map<Integer, List<NodeKey>> foreign = new TreeMap<>();

  private NodeTable(int size) {
    keys = new ArrayList<>(size);
    kinds = new NodeKind[size];
    priorities = new Priority[size];
    hasJob = new boolean[size];
    containers = new @Nullable String[size];
    stores = new @Nullable String[size];
    workspaces = new @Nullable String[size];
    triggers = new @Nullable JobTrigger[size];
    inputs = new int[size][];
  }

  static NodeTable of(PlatformGraph graph, Predicate<PipelineNode> hasJob) {
    var table = new NodeTable(graph.nodes().size());
    var numbers = new HashMap<NodeKey, Integer>(graph.nodes().size() * 4 / 3 + 1);
    var named = new ArrayList<List<NodeKey>>(graph.nodes().size());
    graph
        .nodes()
        .forEach((key, node) -> {
          numbers.put(key, table.keys.size());
          named.add(node.inputs());
          table.add(key, node, hasJob.test(node));
        });
    for (var i = 0; i < table.inputs.length; i++) {
      table.inputs[i] = table.numbered(named.get(i), numbers);
    }
    return table;
  }

  private void add(NodeKey key, PipelineNode node, boolean isJob) {
    var i = keys.size();
    keys.add(key);
    kinds[i] = node.kind();
    priorities[i] = node.priority();
    hasJob[i] = isJob;
    switch (node) {
      case PipelineNode.Ingest ingest -> {
        stores[i] = ingest.store().name();
        containers[i] = ingest.source() == null ? null : ingest.source().qualifiedName();
        triggers[i] =
            ingest.inputs().isEmpty()
                ? declared(ingest.store().capture().trigger(), "store/" + ingest.store().name())
                : null;
      }
      case PipelineNode.Export export -> {
        stores[i] = export.store();
        containers[i] = export.container().qualifiedName();
      }
      case PipelineNode.Trigger trigger -> {
        workspaces[i] = trigger.workspace();
        triggers[i] =
            trigger.schedule() == null
                ? null
                : declared(trigger.schedule(), "workspace/" + trigger.workspace());
      }
      case PipelineNode.Transform transform -> {
        workspaces[i] = transform.workspace();
        stores[i] = transform.transformer().output().name();
      }
    }
    if (!node.foreignInputs().isEmpty()) {
      foreign.put(i, node.foreignInputs());
    }
  }

  /** What has no trigger of its own is started by something that the model does not know. */
  private static JobTrigger declared(@Nullable String trigger, String name) {
    return trigger == null || trigger.equals(EXTERNAL)
        ? new JobTrigger.External(name)
        : new JobTrigger.Schedule(trigger);
  }

  private int[] numbered(List<NodeKey> named, Map<NodeKey, Integer> numbers) {
    var found = new int[named.size()];
    var count = 0;
    for (var key : named) {
      var number = numbers.get(key);
      if (number != null) {
        found[count++] = number;
      }
    }
    return count == found.length ? found : Arrays.copyOf(found, count);
  }

  int size() {
    return inputs.length;
  }
}
