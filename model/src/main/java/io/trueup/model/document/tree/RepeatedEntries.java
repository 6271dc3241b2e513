package io.trueup.model.document.tree;

import io.trueup.model.document.tree.Tree.Entry;
import io.trueup.model.document.tree.Tree.Mapping;
import java.util.AbstractList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a mapping that other places repeat byte by byte, with what was made of them. They
 * are like other entries, with their own places; those that something was made of are read only
 * when they are asked for. Not thread-safe.
 */
public final class RepeatedEntries extends AbstractList<Entry> {

  private @Nullable List<Entry> entries;
  private final Supplier<List<Entry>> reading;
  private final @Nullable Object made;
  private final Consumer<Object> keeping;

  private RepeatedEntries(
      @Nullable List<Entry> entries,
      Supplier<List<Entry>> reading,
      @Nullable Object made,
      Consumer<Object> keeping) {
    this.entries = entries;
    this.reading = reading;
    this.made = made;
    this.keeping = keeping;
  }

  /** Entries that something was made of at another place. */
  static RepeatedEntries known(Object made, Supplier<List<Entry>> reading) {
    return new RepeatedEntries(null, reading, made, _ -> {});
  }

  /** Entries that nothing was made of yet. */
  static RepeatedEntries read(List<Entry> entries, Consumer<Object> keeping) {
    return new RepeatedEntries(entries, () -> entries, null, keeping);
  }

  /** The repeated entries of a value; null when it has none. */
  public static @Nullable RepeatedEntries of(Tree value) {
    return value instanceof Mapping mapping && mapping.entries() instanceof RepeatedEntries it
        ? it
        : null;
  }

  /** What was made of equal entries; null when nothing of this type was. */
  public <T> @Nullable T made(Class<T> type) {
    return type.isInstance(made) ? type.cast(made) : null;
  }

  /**
   * Keeps what was made of these entries, for all places that repeat them.
   *
   * @param made immutable, and the same for these entries everywhere: without a problem to report
   */
  public void keep(Object made) {
    keeping.accept(made);
  }

  private List<Entry> entries() {
    if (entries == null) {
      entries = reading.get();
    }
    return entries;
  }

  @Override
  public Entry get(int index) {
    return entries().get(index);
  }

  @Override
  public int size() {
    return entries().size();
  }
}
