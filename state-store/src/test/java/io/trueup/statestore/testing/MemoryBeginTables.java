package io.trueup.statestore.testing;

import io.trueup.statestore.GateInputs;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.StateChange;
import io.trueup.statestore.batch.BeginTables;
import io.trueup.statestore.batch.LockedNode;
import io.trueup.statestore.batch.NewRun;
import io.trueup.statestore.batch.NodeAt;
import io.trueup.statestore.testing.MemoryState.RunRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The tables of a batch of begins. The faults say which nodes another transaction has locked, and
 * which job's run cannot be stored.
 */
final class MemoryBeginTables implements BeginTables<RuntimeException> {

  private final MemoryState state;
  private final FaultPlan faults;

  private MemoryBeginTables(MemoryState state, FaultPlan faults) {
    this.state = state;
    this.faults = faults;
  }

  static Transactions<RuntimeException> of(InMemoryStateStore.Transactor transactor) {
    return new Transactions<>() {
      @Override
      public <T> T inTransaction(String what, Work<T, RuntimeException> work) {
        return transactor.in(
            "runs.begin",
            () -> work.run(new MemoryBeginTables(transactor.state(), transactor.faults())));
      }
    };
  }

  private Map<PlatformId, Integer> numbers(Collection<NodeName> nodes) {
    var numbers = new HashMap<PlatformId, Integer>();
    for (var node : nodes) {
      if (state.platforms.find(node.platform()) != null) {
        numbers.put(node.platform(), state.platformNumber(node.platform()));
      }
    }
    return numbers;
  }

  @Override
  public void keepPlatform(int platform) {}

  @Override
  public Located lockAll(Collection<NodeName> nodes) {
    var numbers = numbers(nodes);
    return new Located(numbers, found(placed(nodes, numbers)));
  }

  @Override
  public Located lockFree(Collection<NodeName> nodes) {
    var numbers = numbers(nodes);
    var free = placed(nodes, numbers).stream().filter(_ -> !faults.isLocked()).toList();
    return new Located(numbers, found(free));
  }

  /** The nodes of known platforms, in their order. */
  private static SortedSet<NodeAt> placed(
      Collection<NodeName> nodes, Map<PlatformId, Integer> numbers) {
    var placed = new TreeSet<NodeAt>();
    for (var node : nodes) {
      var number = numbers.get(node.platform());
      if (number != null) {
        placed.add(new NodeAt(number, node.node()));
      }
    }
    return placed;
  }

  private Map<NodeAt, LockedNode> found(Collection<NodeAt> nodes) {
    var found = new HashMap<NodeAt, LockedNode>();
    for (var node : nodes) {
      var row = state.nodes(state.platformAt(node.platform())).find(node.node());
      if (row != null) {
        found.put(node, new LockedNode(row.record(), row.realizedVersion()));
      }
    }
    return found;
  }

  @Override
  public void tell(Collection<? extends StateChange> changes) {
    changes.forEach(state::tell);
  }

  @Override
  public Set<NodeAt> existing(Collection<NodeAt> nodes) {
    return found(nodes).keySet();
  }

  @Override
  public Circumstances circumstances(Collection<NodeAt> nodes, Map<Integer, PlatformId> platforms) {
    var states = new HashMap<Integer, PlatformState>();
    platforms.forEach(
        (number, id) -> states.put(number, PlatformRows.show(state, state.platform(id))));
    return new Circumstances(state.now(), states, storedLive(nodes), holders(platforms));
  }

  private List<Map.Entry<NodeAt, Run>> storedLive(Collection<NodeAt> nodes) {
    var live = new ArrayList<Map.Entry<NodeAt, Run>>();
    for (var id : state.liveRuns.rows()) {
      var row = state.runs.find(id);
      if (row != null) {
        var at = new NodeAt(state.platformNumber(row.run().platform()), row.run().node());
        if (nodes.contains(at)) {
          live.add(Map.entry(at, row.run()));
        }
      }
    }
    return live;
  }

  @Override
  public void expire(Collection<RunId> runs, Instant now) {
    for (var run : runs) {
      var row = state.runs.find(run.value());
      if (row != null) {
        RunRows.put(state, row.with(RunRows.show(row.run(), now)));
      }
    }
  }

  private Map<NodeAt, String> holders(Map<Integer, PlatformId> platforms) {
    var holders = new HashMap<NodeAt, String>();
    platforms.forEach((number, platform) -> {
      for (var node : state.nodes(platform).rows()) {
        var holder = state.holder(platform, node.record().key());
        if (holder != null) {
          holders.put(new NodeAt(number, node.record().key()), holder);
        }
      }
    });
    return holders;
  }

  @Override
  public GateInputs inputs(PlatformState platform) {
    return MemoryPlatforms.inputs(state, platform);
  }

  @Override
  public Set<RunId> taken(Collection<RunId> ids) {
    var taken = new HashSet<RunId>();
    for (var row : state.runs.rows()) {
      taken.add(row.run().id());
      taken.add(row.run().whole());
    }
    taken.retainAll(ids);
    return taken;
  }

  @Override
  public int insert(List<NewRun> runs) {
    var inserted = 0;
    for (var each : runs) {
      faults.beforeInsert(each.run());
      if (state.runs.find(each.run().id().value()) == null) {
        RunRows.put(
            state,
            new RunRow(
                state.nextId(),
                each.run(),
                each.request().length(),
                each.reason(),
                List.of(),
                null));
        inserted++;
      }
    }
    return inserted;
  }

  @Override
  public void markRan(Collection<NodeAt> nodes) {
    nodes.forEach(it -> NodeRows.markRan(state, state.platformAt(it.platform()), it.node()));
  }

  @Override
  public void markUncertain(Collection<NodeAt> nodes) {
    nodes.forEach(it -> NodeRows.markUncertain(state, state.platformAt(it.platform()), it.node()));
  }
}
