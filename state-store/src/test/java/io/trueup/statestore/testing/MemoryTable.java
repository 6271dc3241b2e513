package io.trueup.statestore.testing;

import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Immutable rows by key; every change is journalled. Not thread-safe. */
final class MemoryTable<K extends Comparable<? super K>, V> {

  private final UndoLog journal;
  private final TreeMap<K, V> rows = new TreeMap<>();

  MemoryTable(UndoLog journal) {
    this.journal = journal;
  }

  @Nullable V find(K key) {
    return rows.get(key);
  }

  void put(K key, V value) {
    var before = rows.put(key, value);
    journal.add(() -> restore(key, before));
  }

  void remove(K key) {
    var before = rows.remove(key);
    journal.add(() -> restore(key, before));
  }

  /** By key. */
  Collection<V> rows() {
    return Collections.unmodifiableCollection(rows.values());
  }

  /** By key, the greatest first. */
  Collection<V> newestFirst() {
    return Collections.unmodifiableCollection(rows.descendingMap().values());
  }

  NavigableMap<K, V> map() {
    return Collections.unmodifiableNavigableMap(rows);
  }

  private void restore(K key, @Nullable V before) {
    if (before == null) {
      rows.remove(key);
    } else {
      rows.put(key, before);
    }
  }
}
