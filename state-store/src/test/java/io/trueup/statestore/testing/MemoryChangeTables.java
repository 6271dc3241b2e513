package io.trueup.statestore.testing;

import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.StateChange;
import io.trueup.statestore.batch.ChangeTables;
import io.trueup.statestore.testing.MemoryState.RunRow;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The tables of a batch of prolongations and ends. The faults say which runs are locked. */
final class MemoryChangeTables implements ChangeTables<RuntimeException> {

  private final MemoryState state;
  private final FaultPlan faults;

  private MemoryChangeTables(MemoryState state, FaultPlan faults) {
    this.state = state;
    this.faults = faults;
  }

  static Transactions<RuntimeException> of(InMemoryStateStore.Transactor transactor) {
    return new Transactions<>() {
      @Override
      public <T> T inTransaction(String what, Work<T, RuntimeException> work) {
        return transactor.in(
            "runs.change",
            () -> work.run(new MemoryChangeTables(transactor.state(), transactor.faults())));
      }
    };
  }

  private List<Run> stored(Predicate<Run> which) {
    return state.runs.rows().stream()
        .filter(it -> which.test(it.run()))
        .sorted(Comparator.comparingLong(RunRow::order))
        .map(RunRow::run)
        .toList();
  }

  private Locked locked(List<Run> runs) {
    return new Locked(runs, state.now());
  }

  private Locked free(List<Run> runs) {
    return locked(runs.stream().filter(_ -> !faults.isLocked()).toList());
  }

  private List<Run> runs(Collection<RunId> ids) {
    return stored(it -> ids.contains(it.id()));
  }

  private List<Run> partsOf(Collection<RunId> wholes) {
    return stored(it -> it.partOf() != null && wholes.contains(it.partOf()));
  }

  @Override
  public Locked lockAll(Collection<RunId> runs) {
    return locked(runs(runs));
  }

  @Override
  public Locked lockFree(Collection<RunId> runs) {
    return free(runs(runs));
  }

  @Override
  public Locked lockAllParts(Collection<RunId> wholes) {
    return locked(partsOf(wholes));
  }

  @Override
  public Locked lockFreeParts(Collection<RunId> wholes) {
    return free(partsOf(wholes));
  }

  @Override
  public void tell(Collection<? extends StateChange> changes) {
    changes.forEach(state::tell);
  }

  @Override
  public Set<RunId> existing(Collection<RunId> runs) {
    var existing = new HashSet<RunId>();
    runs(runs).forEach(it -> existing.add(it.id()));
    return existing;
  }

  @Override
  public Map<RunId, RunId> parts(Collection<RunId> wholes) {
    var parts = new HashMap<RunId, RunId>();
    partsOf(wholes).forEach(it -> parts.put(it.id(), it.whole()));
    return parts;
  }

  @Override
  public void update(Collection<Run> runs) {
    for (var run : runs) {
      var row = state.runs.find(run.id().value());
      if (row == null) {
        throw new IllegalStateException("Run '%s' is not stored".formatted(run.id()));
      }
      RunRows.put(state, row.with(run));
    }
  }
}
