package io.trueup.model.persistent;

import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map in the natural order of its keys, kept as a tree of {@link BalancedNode}s, parts
 * of which may be in files ({@link StoredTree}). Adding and removing give a new map in {@code O(log
 * n)} that shares the rest with this one. The time to compare two maps grows with their
 * differences, provided that one was made from the other. Thread-safe.
 *
 * @param <K> never null
 * @param <V> never null
 */
public final class PersistentMap<K extends Comparable<? super K>, V> extends AbstractMap<K, V> {

  private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(null);

  /** Changing more than this part of the entries takes longer than building a new map. */
  private static final int REBUILT_BY = 8;

  private final @Nullable Subtree<K, V> root;

  private PersistentMap(@Nullable Subtree<K, V> root) {
    this.root = root;
  }

  /** Receives a key that differs between two maps, with both values. */
  @FunctionalInterface
  public interface Difference<K, V> {
    /** Called with null for a value where the key was added or removed. */
    void differs(K key, @Nullable V before, @Nullable V after);
  }

  /** The empty map. */
  @SuppressWarnings("unchecked") // It holds no entry of any type.
  public static <K extends Comparable<? super K>, V> PersistentMap<K, V> empty() {
    return (PersistentMap<K, V>) EMPTY;
  }

  /** A map of the same entries. */
  public static <K extends Comparable<? super K>, V> PersistentMap<K, V> copyOf(Map<K, V> entries) {
    if (entries instanceof PersistentMap<K, V> already) {
      return already;
    }
    return index(entries.entrySet(), Map.Entry::getKey, Map.Entry::getValue);
  }

  /**
   * A map of entries, in any order.
   *
   * @throws IllegalArgumentException when two of them have one key
   */
  public static <K extends Comparable<? super K>, V> PersistentMap<K, V> ofEntries(
      Collection<Map.Entry<K, V>> entries) {
    return index(entries, Map.Entry::getKey, Map.Entry::getValue);
  }

  /**
   * A map of values, each by the key that a function gives.
   *
   * @throws IllegalArgumentException when two of them have one key
   */
  public static <K extends Comparable<? super K>, V> PersistentMap<K, V> index(
      Collection<V> values, Function<? super V, K> key) {
    return index(values, key, Function.identity());
  }

  private static <K extends Comparable<? super K>, V, T> PersistentMap<K, V> index(
      Collection<T> items, Function<? super T, K> key, Function<? super T, V> value) {
    var nodes = new Object[items.size()];
    var count = 0;
    var isSorted = true;
    K last = null;
    for (var item : items) {
      var next = key.apply(item);
      isSorted = isSorted && (last == null || last.compareTo(next) < 0);
      nodes[count++] = new BalancedNode<K, V>(next, value.apply(item));
      last = next;
    }
    if (!isSorted) {
      Arrays.sort(
          nodes,
          (left, right) ->
              BalancedNode.<K, V>cast(left).key().compareTo(BalancedNode.<K, V>cast(right).key()));
      for (var i = 1; i < count; i++) {
        var duplicate = BalancedNode.<K, V>cast(nodes[i]).key();
        if (BalancedNode.<K, V>cast(nodes[i - 1]).key().compareTo(duplicate) == 0) {
          throw new IllegalArgumentException("Key '%s' is given twice".formatted(duplicate));
        }
      }
    }
    return of(BalancedNode.<K, V>build(nodes, 0, count));
  }

  private static <K extends Comparable<? super K>, V> PersistentMap<K, V> of(
      @Nullable Subtree<K, V> root) {
    return root == null ? empty() : new PersistentMap<>(root);
  }

  /**
   * The map of a tree.
   *
   * @param root whose keys are in order and which is balanced; null for the empty map
   */
  public static <K extends Comparable<? super K>, V> PersistentMap<K, V> ofTree(
      @Nullable Subtree<K, V> root) {
    return of(root);
  }

  /** The map's tree; null when the map is empty. */
  public @Nullable Subtree<K, V> tree() {
    return root;
  }

  /** The value of a key; null when the key is not there. */
  public @Nullable V find(K key) {
    var tree = root;
    while (tree != null) {
      var at = tree.opened();
      var order = key.compareTo(at.key());
      if (order == 0) {
        return at.value();
      }
      tree = order < 0 ? at.left() : at.right();
    }
    return null;
  }

  @Override
  @SuppressWarnings("unchecked") // A key of another type is the caller's mistake, as in a TreeMap.
  public @Nullable V get(Object key) {
    return find((K) key);
  }

  @Override
  @SuppressWarnings("unchecked") // As above.
  public boolean containsKey(Object key) {
    var entry = ceilingNode((K) key);
    return entry != null && entry.key().compareTo((K) key) == 0;
  }

  @Override
  public int size() {
    return BalancedNode.count(root);
  }

  /** The map with a value for a key; this map when the key has that value already. */
  @SuppressWarnings("ReferenceEquality") // An unchanged tree is the same object.
  public PersistentMap<K, V> with(K key, V value) {
    var changed = BalancedNode.with(root, key, value);
    return changed == root ? this : new PersistentMap<>(changed);
  }

  /** The map without a key; this map when it does not have the key. */
  @SuppressWarnings("ReferenceEquality") // An unchanged tree is the same object.
  public PersistentMap<K, V> without(K key) {
    var changed = BalancedNode.without(root, key);
    return changed == root ? this : of(changed);
  }

  /**
   * The map with the value that a function gives for a key; without the key when it gives null.
   *
   * @param change receives the current value, or null
   */
  public PersistentMap<K, V> updated(K key, Function<@Nullable V, @Nullable V> change) {
    var value = change.apply(find(key));
    return value == null ? without(key) : with(key, value);
  }

  /**
   * The map with many changes at once.
   *
   * @param changes the new value of each key; empty removes the key
   */
  public PersistentMap<K, V> withAll(Map<K, Optional<V>> changes) {
    if (changes.size() < size() / REBUILT_BY) {
      var changed = this;
      for (var change : changes.entrySet()) {
        var value = change.getValue();
        changed =
            value.isPresent()
                ? changed.with(change.getKey(), value.get())
                : changed.without(change.getKey());
      }
      return changed;
    }
    if (isEmpty()) {
      var added = new ArrayList<Map.Entry<K, V>>(changes.size());
      changes.forEach((key, value) -> value.ifPresent(it -> added.add(Map.entry(key, it))));
      return ofEntries(added);
    }
    var entries = new TreeMap<K, V>(this);
    changes.forEach((key, value) ->
        value.ifPresentOrElse(it -> entries.put(key, it), () -> entries.remove(key)));
    return copyOf(entries);
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> action) {
    BalancedNode.forEach(root, action);
  }

  /** The first entry whose key is not less than a key; null when there is none. */
  public Map.@Nullable Entry<K, V> ceiling(K key) {
    var found = ceilingNode(key);
    return found == null ? null : Map.entry(found.key(), found.value());
  }

  private @Nullable BalancedNode<K, V> ceilingNode(K key) {
    BalancedNode<K, V> found = null;
    var tree = root;
    while (tree != null) {
      var at = tree.opened();
      var order = key.compareTo(at.key());
      if (order == 0) {
        return at;
      }
      found = order < 0 ? at : found;
      tree = order < 0 ? at.left() : at.right();
    }
    return found;
  }

  /** The first key that is greater than a key; null when there is none. */
  public @Nullable K higher(K key) {
    K found = null;
    var tree = root;
    while (tree != null) {
      var at = tree.opened();
      var isGreater = key.compareTo(at.key()) < 0;
      found = isGreater ? at.key() : found;
      tree = isGreater ? at.left() : at.right();
    }
    return found;
  }

  /**
   * The entries after a key, in order. Reads only what it passes.
   *
   * @param key need not be in the map; null for all entries
   */
  public Iterator<Map.Entry<K, V>> entriesAfter(@Nullable K key) {
    return new NodeItems<>(
        key == null ? new NodeCursor<>(root) : NodeCursor.after(root, key),
        it -> Map.entry(it.key(), it.value()));
  }

  /** The number of keys that are less than a key. Costs as much as finding a key. */
  public int countBefore(K key) {
    var count = 0;
    var tree = root;
    while (tree != null) {
      var at = tree.opened();
      if (key.compareTo(at.key()) > 0) {
        count += BalancedNode.count(at.left()) + 1;
        tree = at.right();
      } else {
        tree = at.left();
      }
    }
    return count;
  }

  /**
   * Reports every key whose value differs in a newer map, in order. Values are compared by
   * identity, then with {@code equals}; subtrees that both maps share are skipped.
   */
  public void differences(PersistentMap<K, V> newer, Difference<K, V> each) {
    differences(newer, Object::equals, each);
  }

  /**
   * Reports every key whose value differs in a newer map, in order.
   *
   * @param same whether two values that are not the same object count as equal
   */
  public void differences(
      PersistentMap<K, V> newer, BiPredicate<V, V> same, Difference<K, V> each) {
    TreeComparison.search(
        root,
        newer.root,
        same,
        (key, before, after) -> {
          each.differs(key, before, after);
          return true;
        });
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PersistentMap<?, ?> map
        ? size() == map.size() && isEqual(map)
        : super.equals(other);
  }

  @SuppressWarnings("unchecked") // Keys of another type cannot be compared: a ClassCastException.
  private boolean isEqual(PersistentMap<?, ?> other) {
    try {
      return TreeComparison.search(
          root, ((PersistentMap<K, V>) other).root, Object::equals, (_, _, _) -> false);
    } catch (ClassCastException _) {
      return false;
    }
  }

  /** Computed from all entries. */
  @Override
  public int hashCode() {
    return super.hashCode();
  }

  /** Not cached as in other maps, because it would be as large as a small map. */
  @Override
  public Set<K> keySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<K> iterator() {
        return new NodeItems<>(root, BalancedNode::key);
      }

      @Override
      public int size() {
        return PersistentMap.this.size();
      }

      @Override
      public boolean contains(Object key) {
        return containsKey(key);
      }
    };
  }

  @Override
  public Collection<V> values() {
    return new AbstractCollection<>() {
      @Override
      public Iterator<V> iterator() {
        return new NodeItems<>(root, BalancedNode::value);
      }

      @Override
      public int size() {
        return PersistentMap.this.size();
      }
    };
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<K, V>> iterator() {
        return new NodeItems<>(root, it -> Map.entry(it.key(), it.value()));
      }

      @Override
      public int size() {
        return PersistentMap.this.size();
      }
    };
  }
}
