package io.trueup.platforms.testing;

import io.trueup.platforms.spi.StatementJournal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A journal in memory, whose batches all start at one moment. Safe for any thread. */
public final class MemoryStatementJournal implements StatementJournal {

  /** How a batch ended. */
  public enum State {
    OPEN,
    UNCERTAIN,
    RESOLVED,
    LANDED,
    FAILED
  }

  /**
   * The record of a batch.
   *
   * @param word the error, or how it was resolved; empty for neither
   */
  public record Entry(long id, Batch batch, State state, String word) {}

  private final List<Entry> entries = new ArrayList<>();

  /** Done whenever a batch is about to run. */
  public volatile Runnable beforeBatch = () -> {};

  /** All batches, in the order in which they started. */
  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  @Override
  public synchronized long begin(Batch batch) {
    beforeBatch.run();
    entries.add(new Entry(entries.size() + 1, batch, State.OPEN, ""));
    return entries.size();
  }

  @Override
  public void landed(long id) {
    become(id, State.LANDED, "", EnumSet.of(State.OPEN, State.UNCERTAIN, State.RESOLVED));
  }

  @Override
  public void failed(long id, String error, boolean isUncertain) {
    if (isUncertain) {
      become(id, State.UNCERTAIN, error, EnumSet.of(State.OPEN));
    } else {
      become(id, State.FAILED, error, EnumSet.of(State.OPEN, State.UNCERTAIN, State.RESOLVED));
    }
  }

  @Override
  public void resolved(long id, String how) {
    become(id, State.RESOLVED, how, EnumSet.of(State.OPEN, State.UNCERTAIN));
  }

  private synchronized void become(long id, State state, String word, Set<State> from) {
    var index = Math.toIntExact(id) - 1;
    var entry = entries.get(index);
    if (from.contains(entry.state())) {
      entries.set(index, new Entry(id, entry.batch(), state, word));
    }
  }

  @Override
  public synchronized List<OpenBatch> open(String container, String platform) {
    return entries.stream()
        .filter(it -> it.state() == State.OPEN || it.state() == State.UNCERTAIN)
        .filter(it -> it.batch().container().equals(container))
        .filter(it -> it.batch().platform().equals(platform))
        .map(it -> new OpenBatch(it.id(), it.batch(), MemoryNameRegistry.NOON))
        .toList();
  }
}
