package io.trueup.model.persistent;

import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map in the natural order of its keys that is never changed. Adding and removing give a new map
 * in {@code O(log n)} that shares the rest with this one, and comparing two maps costs what differs
 * between them as long as one was made from the other. Safe for any thread.
 *
 * <p>A weight-balanced tree after Hirai and Yamamoto, "Balancing weight-balanced trees" (2011),
 * whose parameters (3, 2) are proven: no order of keys, however chosen, makes it deep.
 *
 * @param <K> never null
 * @param <V> never null
 */
public final class PersistentMap<K extends Comparable<? super K>, V> extends AbstractMap<K, V> {

  private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(null);

  private static final int DELTA = 3;
  private static final int RATIO = 2;

  /** From this part of the entries on, making the map anew is cheaper than changing it. */
  private static final int REBUILT_BY = 8;

  private final @Nullable Node<K, V> root;

  private PersistentMap(@Nullable Node<K, V> root) {
    this.root = root;
  }

  /**
   * An entry with nothing below it, as half of all are: it takes half the memory. Two nodes are one
   * only when they are one object: that is how sharing is seen.
   */
  private static class Node<K, V> {
    private final K key;
    private final V value;

    Node(K key, V value) {
      this.key = key;
      this.value = value;
    }

    /** An entry with what lies before it and what lies after it. */
    static <K, V> Node<K, V> of(
        K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
      return left == null && right == null
          ? new Node<>(key, value)
          : new Branch<>(key, value, left, right);
    }

    final K key() {
      return key;
    }

    final V value() {
      return value;
    }

    final @Nullable Node<K, V> left() {
      return this instanceof Branch<K, V> branch ? branch.left : null;
    }

    final @Nullable Node<K, V> right() {
      return this instanceof Branch<K, V> branch ? branch.right : null;
    }

    final int size() {
      return this instanceof Branch<K, V> branch ? branch.size : 1;
    }
  }

  /** An entry with others below it. */
  private static final class Branch<K, V> extends Node<K, V> {
    private final @Nullable Node<K, V> left;
    private final @Nullable Node<K, V> right;
    private final int size;

    Branch(K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
      super(key, value);
      this.left = left;
      this.right = right;
      this.size = PersistentMap.size(left) + PersistentMap.size(right) + 1;
    }
  }

  /** Takes a key that differs between two maps, with what was there and what is. */
  @FunctionalInterface
  public interface Difference<K, V> {
    /** One of the two values is null: the key was added or removed. */
    void differs(K key, @Nullable V before, @Nullable V after);
  }

  /** A map with nothing in it. */
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
   * A map of values by what they are called.
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
      nodes[count++] = new Node<K, V>(next, value.apply(item));
      last = next;
    }
    if (!isSorted) {
      Arrays.sort(
          nodes,
          (left, right) ->
              PersistentMap.<K, V>node(left)
                  .key()
                  .compareTo(PersistentMap.<K, V>node(right).key()));
      for (var i = 1; i < count; i++) {
        var twice = PersistentMap.<K, V>node(nodes[i]).key();
        if (PersistentMap.<K, V>node(nodes[i - 1]).key().compareTo(twice) == 0) {
          throw new IllegalArgumentException("Key '%s' is given twice".formatted(twice));
        }
      }
    }
    return of(PersistentMap.<K, V>build(nodes, 0, count));
  }

  @SuppressWarnings("unchecked") // The array was filled with such nodes by the only caller.
  private static <K, V> Node<K, V> node(Object node) {
    return (Node<K, V>) node;
  }

  private static <K, V> @Nullable Node<K, V> build(Object[] nodes, int from, int to) {
    if (from == to) {
      return null;
    }
    var middle = (from + to) >>> 1;
    Node<K, V> it = node(nodes[middle]);
    return to - from == 1
        ? it
        : new Branch<>(
            it.key(), it.value(), build(nodes, from, middle), build(nodes, middle + 1, to));
  }

  private static <K extends Comparable<? super K>, V> PersistentMap<K, V> of(
      @Nullable Node<K, V> root) {
    return root == null ? empty() : new PersistentMap<>(root);
  }

  /** The value of a key; null when the key is not there. */
  public @Nullable V find(K key) {
    var at = root;
    while (at != null) {
      var order = key.compareTo(at.key());
      if (order == 0) {
        return at.value();
      }
      at = order < 0 ? at.left() : at.right();
    }
    return null;
  }

  @Override
  @SuppressWarnings(
      "unchecked") // A key of another type is a mistake of the caller, as in a TreeMap.
  public @Nullable V get(Object key) {
    return find((K) key);
  }

  @Override
  public boolean containsKey(Object key) {
    return get(key) != null;
  }

  @Override
  public int size() {
    return size(root);
  }

  private static int size(@Nullable Node<?, ?> node) {
    return node == null ? 0 : node.size();
  }

  /** The map with a key meaning another value; this map when it does already. */
  public PersistentMap<K, V> with(K key, V value) {
    var changed = with(root, key, value);
    return changed == root ? this : new PersistentMap<>(changed);
  }

  @SuppressWarnings("ReferenceEquality") // A value that is the same object changes nothing.
  private static <K extends Comparable<? super K>, V> Node<K, V> with(
      @Nullable Node<K, V> at, K key, V value) {
    if (at == null) {
      return new Node<>(key, value);
    }
    var order = key.compareTo(at.key());
    if (order == 0) {
      return at.value() == value ? at : Node.of(at.key(), value, at.left(), at.right());
    }
    if (order < 0) {
      var left = with(at.left(), key, value);
      return left == at.left() ? at : balanced(at, left, at.right());
    }
    var right = with(at.right(), key, value);
    return right == at.right() ? at : balanced(at, at.left(), right);
  }

  /** The map without a key; this map when it lacks it already. */
  public PersistentMap<K, V> without(K key) {
    var changed = without(root, key);
    return changed == root ? this : of(changed);
  }

  private static <K extends Comparable<? super K>, V> @Nullable Node<K, V> without(
      @Nullable Node<K, V> at, K key) {
    if (at == null) {
      return null;
    }
    var order = key.compareTo(at.key());
    if (order == 0) {
      return glued(at.left(), at.right());
    }
    if (order < 0) {
      var left = without(at.left(), key);
      return left == at.left() ? at : balanced(at, left, at.right());
    }
    var right = without(at.right(), key);
    return right == at.right() ? at : balanced(at, at.left(), right);
  }

  private static <K extends Comparable<? super K>, V> @Nullable Node<K, V> glued(
      @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    if (left == null) {
      return right;
    }
    if (right == null) {
      return left;
    }
    if (left.size() > right.size()) {
      var last = last(left);
      return balanced(last, without(left, last.key()), right);
    }
    var first = first(right);
    return balanced(first, left, without(right, first.key()));
  }

  private static <K, V> Node<K, V> first(Node<K, V> from) {
    var at = from;
    for (var next = at.left(); next != null; next = at.left()) {
      at = next;
    }
    return at;
  }

  private static <K, V> Node<K, V> last(Node<K, V> from) {
    var at = from;
    for (var next = at.right(); next != null; next = at.right()) {
      at = next;
    }
    return at;
  }

  /**
   * The map with what a function makes of a key's value; without the key when it makes null.
   *
   * @param change from the value that is there, or null
   */
  public PersistentMap<K, V> changed(K key, Function<@Nullable V, @Nullable V> change) {
    var value = change.apply(find(key));
    return value == null ? without(key) : with(key, value);
  }

  /**
   * The map with many changes at once.
   *
   * @param changes what each key is to mean; empty removes it
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

  /** A node of one entry and two subtrees, of which one has gained or lost at most one entry. */
  private static <K, V> Node<K, V> balanced(
      Node<K, V> entry, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    if (isHeavy(right, left)) {
      var heavy = Objects.requireNonNull(right);
      var inner = heavy.left();
      return inner == null || size(inner) + 1 < RATIO * (size(heavy.right()) + 1)
          ? node(heavy, node(entry, left, inner), heavy.right())
          : node(inner, node(entry, left, inner.left()), node(heavy, inner.right(), heavy.right()));
    }
    if (isHeavy(left, right)) {
      var heavy = Objects.requireNonNull(left);
      var inner = heavy.right();
      return inner == null || size(inner) + 1 < RATIO * (size(heavy.left()) + 1)
          ? node(heavy, heavy.left(), node(entry, inner, right))
          : node(inner, node(heavy, heavy.left(), inner.left()), node(entry, inner.right(), right));
    }
    return node(entry, left, right);
  }

  private static boolean isHeavy(@Nullable Node<?, ?> one, @Nullable Node<?, ?> other) {
    return size(one) + 1 > DELTA * (size(other) + 1);
  }

  private static <K, V> Node<K, V> node(
      Node<K, V> entry, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    return Node.of(entry.key(), entry.value(), left, right);
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> action) {
    forEach(root, action);
  }

  private static <K, V> void forEach(
      @Nullable Node<K, V> at, BiConsumer<? super K, ? super V> action) {
    if (at != null) {
      forEach(at.left(), action);
      action.accept(at.key(), at.value());
      forEach(at.right(), action);
    }
  }

  /** The first entry whose key is not before another; null when there is none. */
  public Map.@Nullable Entry<K, V> ceiling(K key) {
    Node<K, V> found = null;
    var at = root;
    while (at != null) {
      if (key.compareTo(at.key()) <= 0) {
        found = at;
        at = at.left();
      } else {
        at = at.right();
      }
    }
    return found == null ? null : Map.entry(found.key(), found.value());
  }

  /** The first key that comes after another; null when there is none. */
  public @Nullable K higher(K key) {
    K found = null;
    var at = root;
    while (at != null) {
      if (key.compareTo(at.key()) < 0) {
        found = at.key();
        at = at.left();
      } else {
        at = at.right();
      }
    }
    return found;
  }

  /**
   * Tells every key whose value is another in a newer map, in order. Values are compared by
   * identity first and with {@code equals} then; parts that both maps share are passed over.
   */
  public void differences(PersistentMap<K, V> newer, Difference<K, V> each) {
    differences(newer, Object::equals, each);
  }

  /**
   * Tells every key whose value is another in a newer map, in order.
   *
   * @param same whether two values that are not one object count as the same
   */
  @SuppressWarnings("ReferenceEquality") // Shared values need no comparison.
  public void differences(
      PersistentMap<K, V> newer, BiPredicate<V, V> same, Difference<K, V> each) {
    if (root == newer.root) {
      return;
    }
    var before = new Cursor<>(root);
    var after = new Cursor<>(newer.root);
    while (true) {
      Cursor.skipShared(before, after);
      var old = before.entry();
      var now = after.entry();
      if (old == null && now == null) {
        return;
      }
      var order = old == null ? 1 : now == null ? -1 : old.key().compareTo(now.key());
      if (order < 0) {
        each.differs(Objects.requireNonNull(old).key(), old.value(), null);
        before.next();
      } else if (order > 0) {
        each.differs(Objects.requireNonNull(now).key(), null, now.value());
        after.next();
      } else {
        var was = Objects.requireNonNull(old).value();
        var is = Objects.requireNonNull(now).value();
        if (was != is && !same.test(was, is)) {
          each.differs(now.key(), was, is);
        }
        before.next();
        after.next();
      }
    }
  }

  /** A place in a tree's order: the subtrees and entries that are still to come. */
  private static final class Cursor<K, V> {

    private Object[] pending = new Object[48];
    private int depth;

    Cursor(@Nullable Node<K, V> root) {
      push(root);
    }

    /** An entry alone that is to come, its left subtree being done. */
    private record Visited<K, V>(Node<K, V> node) {}

    private void push(@Nullable Object part) {
      if (part != null) {
        if (depth == pending.length) {
          pending = Arrays.copyOf(pending, 2 * depth);
        }
        pending[depth++] = part;
      }
    }

    /** The subtree that comes next as a whole; null when an entry comes next, or nothing. */
    private @Nullable Node<?, ?> subtree() {
      return depth > 0 && pending[depth - 1] instanceof Node<?, ?> node ? node : null;
    }

    private void open() {
      var node = PersistentMap.<K, V>node(pending[--depth]);
      push(node.right());
      push(new Visited<>(node));
      push(node.left());
    }

    @SuppressWarnings("unchecked") // Only such entries are pushed.
    @Nullable Node<K, V> entry() {
      while (subtree() != null) {
        open();
      }
      return depth == 0 ? null : ((Visited<K, V>) pending[depth - 1]).node();
    }

    void next() {
      depth--;
    }

    /** Passes over what both have in common, opening the larger of two that differ. */
    static <K, V> void skipShared(Cursor<K, V> one, Cursor<K, V> other) {
      while (true) {
        var left = one.subtree();
        var right = other.subtree();
        if (left != null && left == right) {
          one.depth--;
          other.depth--;
        } else if (left != null && (right == null || left.size() >= right.size())) {
          one.open();
        } else if (right != null) {
          other.open();
        } else if (one.depth == 0 || other.depth == 0 || !one.skipEntry(other)) {
          return;
        }
      }
    }

    private boolean skipEntry(Cursor<K, V> other) {
      if (Objects.requireNonNull(entry()) == Objects.requireNonNull(other.entry())) {
        next();
        other.next();
        return true;
      }
      return false;
    }
  }

  /** Not kept, as that of other maps is: it would be as large as a small map. */
  @Override
  public Set<K> keySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<K> iterator() {
        return new Items<>(root, Node::key);
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
        return new Items<>(root, Node::value);
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
        return new Items<>(root, it -> Map.entry(it.key(), it.value()));
      }

      @Override
      public int size() {
        return PersistentMap.this.size();
      }
    };
  }

  /** What is made of each node, in order. */
  private static final class Items<K, V, T> implements Iterator<T> {

    private final Cursor<K, V> cursor;
    private final Function<Node<K, V>, T> item;

    Items(@Nullable Node<K, V> root, Function<Node<K, V>, T> item) {
      this.cursor = new Cursor<>(root);
      this.item = item;
    }

    @Override
    public boolean hasNext() {
      return cursor.entry() != null;
    }

    @Override
    public T next() {
      var node = cursor.entry();
      if (node == null) {
        throw new NoSuchElementException("No entry is left");
      }
      cursor.next();
      return item.apply(node);
    }
  }
}
