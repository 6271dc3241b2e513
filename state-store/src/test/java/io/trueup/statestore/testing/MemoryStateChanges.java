package io.trueup.statestore.testing;

import io.trueup.statestore.ChangeForms;
import io.trueup.statestore.Lease;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.StateChanges;
import io.trueup.statestore.testing.MemoryState.ChangeRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The changes of state, an append-only list. */
final class MemoryStateChanges implements StateChanges {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemoryStateChanges(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
  }

  @Override
  public int number(int limit) {
    return transactor.in(
        "changes.number",
        () -> {
          var position = last();
          var unnumbered =
              state.changes.map().tailMap(state.lastNumbered, false).values().stream()
                  .limit(limit)
                  .toList();
          for (var row : unnumbered) {
            position++;
            state.changes.put(row.id(), new ChangeRow(row.id(), position, row.at(), row.change()));
            state.numbered(row.id(), position);
          }
          return unnumbered.size();
        });
  }

  private long last() {
    return state.positions.map().isEmpty() ? 0 : state.positions.map().lastKey();
  }

  @Override
  public List<RecordedChange> after(long position, int limit) {
    return transactor.in(
        "changes.after",
        () ->
            state.positions.map().tailMap(position, false).values().stream()
                .limit(limit)
                .map(id -> Objects.requireNonNull(state.changes.find(id)))
                .map(MemoryStateChanges::recorded)
                .toList());
  }

  private static RecordedChange recorded(ChangeRow row) {
    var change = row.change();
    var platform = change.platform();
    return new RecordedChange(
        Objects.requireNonNull(row.position()),
        row.at(),
        ChangeForms.type(change),
        ChangeForms.version(change),
        change.about(),
        change.source(),
        platform == null ? null : platform.name(),
        ChangeForms.write(change));
  }

  @Override
  public Range range() {
    return transactor.in("changes.range", () -> new Range(1, last()));
  }

  @Override
  public Map<String, Long> readers() {
    return transactor.in("changes.readers", () -> new TreeMap<>(state.changeReaders.map()));
  }

  @Override
  public List<Backlog> backlogs() {
    return transactor.in(
        "changes.backlogs",
        () ->
            new TreeMap<>(state.changeReaders.map())
                .entrySet().stream()
                    .map(it ->
                        new Backlog(
                            it.getKey(),
                            Math.max(0, last() - it.getValue()),
                            writtenAfter(it.getValue())))
                    .toList());
  }

  private @Nullable Instant writtenAfter(long position) {
    var next = state.positions.map().higherEntry(position);
    return next == null ? null : Objects.requireNonNull(state.changes.find(next.getValue())).at();
  }

  @Override
  public long register(String reader, long position) {
    return transactor.in(
        "changes.register",
        () -> {
          var known = state.changeReaders.find(reader);
          if (known == null) {
            state.changeReaders.put(reader, position);
          }
          return known == null ? position : known;
        });
  }

  @Override
  public OptionalLong position(String reader) {
    return transactor.in(
        "changes.position",
        () -> {
          var known = state.changeReaders.find(reader);
          return known == null ? OptionalLong.empty() : OptionalLong.of(known);
        });
  }

  @Override
  public boolean advance(Lease lease, String reader, long position) {
    return transactor.in(
        "changes.advance",
        () -> {
          state.fence(lease, StateChanges.resource(reader));
          var known = state.changeReaders.find(reader);
          if (known == null) {
            return false;
          }
          if (known > position) {
            throw new IllegalArgumentException(
                "Cannot move reader '%s' to position %d: it is at %d already"
                    .formatted(reader, position, known));
          }
          state.changeReaders.put(reader, position);
          return true;
        });
  }

  @Override
  public void forget(String reader) {
    transactor.run("changes.forget", () -> state.changeReaders.remove(reader));
  }

  @Override
  public void onRecorded(Runnable signal) {
    state.recorded.put(transactor.faults(), signal);
  }
}
