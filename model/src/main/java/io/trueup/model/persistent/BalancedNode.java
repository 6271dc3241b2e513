package io.trueup.model.persistent;

import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable tree of entries in the order of their keys; null is the empty tree. It is
 * weight-balanced after Hirai and Yamamoto, "Balancing weight-balanced trees" (2011), whose
 * parameters (3, 2) are proven: no order of keys, however chosen, makes it deep.
 *
 * <p>An object of this class itself is a leaf, as half of all nodes are, and takes half the memory.
 * Nodes are compared by identity, which shows what trees share.
 */
class BalancedNode<K, V> {

  private static final int DELTA = 3;
  private static final int RATIO = 2;

  private final K key;
  private final V value;

  BalancedNode(K key, V value) {
    this.key = key;
    this.value = value;
  }

  /** A node with the subtrees before and after its entry. */
  static <K, V> BalancedNode<K, V> of(
      K key, V value, @Nullable BalancedNode<K, V> left, @Nullable BalancedNode<K, V> right) {
    return left == null && right == null
        ? new BalancedNode<>(key, value)
        : new Branch<>(key, value, left, right);
  }

  final K key() {
    return key;
  }

  final V value() {
    return value;
  }

  final @Nullable BalancedNode<K, V> left() {
    return this instanceof Branch<K, V> branch ? branch.left : null;
  }

  final @Nullable BalancedNode<K, V> right() {
    return this instanceof Branch<K, V> branch ? branch.right : null;
  }

  final int size() {
    return this instanceof Branch<K, V> branch ? branch.size : 1;
  }

  @SuppressWarnings("unchecked") // Callers pass nodes of these types only.
  static <K, V> BalancedNode<K, V> cast(Object node) {
    return (BalancedNode<K, V>) node;
  }

  /** A balanced tree of leaves that are in order. */
  static <K, V> @Nullable BalancedNode<K, V> build(Object[] nodes, int from, int to) {
    if (from == to) {
      return null;
    }
    if (to - from == 1) {
      return cast(nodes[from]);
    }
    // With an odd number before the middle, most nodes are leaves.
    var middle = from + ((to - from) / 2 - 1 | 1);
    BalancedNode<K, V> it = cast(nodes[middle]);
    return new Branch<>(
        it.key(), it.value(), build(nodes, from, middle), build(nodes, middle + 1, to));
  }

  /** The number of entries of a tree. */
  static int count(@Nullable BalancedNode<?, ?> node) {
    return node == null ? 0 : node.size();
  }

  /** The tree with a value for a key; the tree itself when the key has that value already. */
  @SuppressWarnings("ReferenceEquality") // A value that is the same object changes nothing.
  static <K extends Comparable<? super K>, V> BalancedNode<K, V> with(
      @Nullable BalancedNode<K, V> at, K key, V value) {
    if (at == null) {
      return new BalancedNode<>(key, value);
    }
    var order = key.compareTo(at.key());
    if (order == 0) {
      return at.value() == value ? at : BalancedNode.of(at.key(), value, at.left(), at.right());
    }
    if (order < 0) {
      var left = with(at.left(), key, value);
      return left == at.left() ? at : balanced(at, left, at.right());
    }
    var right = with(at.right(), key, value);
    return right == at.right() ? at : balanced(at, at.left(), right);
  }

  /** The tree without a key; the tree itself when it does not have the key. */
  @SuppressWarnings("ReferenceEquality") // An unchanged subtree is the same object.
  static <K extends Comparable<? super K>, V> @Nullable BalancedNode<K, V> without(
      @Nullable BalancedNode<K, V> at, K key) {
    if (at == null) {
      return null;
    }
    var order = key.compareTo(at.key());
    if (order == 0) {
      return joined(at.left(), at.right());
    }
    if (order < 0) {
      var left = without(at.left(), key);
      return left == at.left() ? at : balanced(at, left, at.right());
    }
    var right = without(at.right(), key);
    return right == at.right() ? at : balanced(at, at.left(), right);
  }

  private static <K extends Comparable<? super K>, V> @Nullable BalancedNode<K, V> joined(
      @Nullable BalancedNode<K, V> left, @Nullable BalancedNode<K, V> right) {
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

  private static <K, V> BalancedNode<K, V> first(BalancedNode<K, V> from) {
    var at = from;
    for (var next = at.left(); next != null; next = at.left()) {
      at = next;
    }
    return at;
  }

  private static <K, V> BalancedNode<K, V> last(BalancedNode<K, V> from) {
    var at = from;
    for (var next = at.right(); next != null; next = at.right()) {
      at = next;
    }
    return at;
  }

  /** A node of one entry and two subtrees, of which one has gained or lost at most one entry. */
  private static <K, V> BalancedNode<K, V> balanced(
      BalancedNode<K, V> entry,
      @Nullable BalancedNode<K, V> left,
      @Nullable BalancedNode<K, V> right) {
    if (isHeavy(right, left)) {
      var heavy = Objects.requireNonNull(right);
      var inner = heavy.left();
      return inner == null || count(inner) + 1 < RATIO * (count(heavy.right()) + 1)
          ? node(heavy, node(entry, left, inner), heavy.right())
          : node(inner, node(entry, left, inner.left()), node(heavy, inner.right(), heavy.right()));
    }
    if (isHeavy(left, right)) {
      var heavy = Objects.requireNonNull(left);
      var inner = heavy.right();
      return inner == null || count(inner) + 1 < RATIO * (count(heavy.left()) + 1)
          ? node(heavy, heavy.left(), node(entry, inner, right))
          : node(inner, node(heavy, heavy.left(), inner.left()), node(entry, inner.right(), right));
    }
    return node(entry, left, right);
  }

  private static boolean isHeavy(
      @Nullable BalancedNode<?, ?> one, @Nullable BalancedNode<?, ?> other) {
    return count(one) + 1 > DELTA * (count(other) + 1);
  }

  private static <K, V> BalancedNode<K, V> node(
      BalancedNode<K, V> entry,
      @Nullable BalancedNode<K, V> left,
      @Nullable BalancedNode<K, V> right) {
    return BalancedNode.of(entry.key(), entry.value(), left, right);
  }

  static <K, V> void forEach(
      @Nullable BalancedNode<K, V> at, BiConsumer<? super K, ? super V> action) {
    if (at != null) {
      forEach(at.left(), action);
      action.accept(at.key(), at.value());
      forEach(at.right(), action);
    }
  }

  /** A node with subtrees. */
  private static final class Branch<K, V> extends BalancedNode<K, V> {
    private final @Nullable BalancedNode<K, V> left;
    private final @Nullable BalancedNode<K, V> right;
    private final int size;

    Branch(K key, V value, @Nullable BalancedNode<K, V> left, @Nullable BalancedNode<K, V> right) {
      super(key, value);
      this.left = left;
      this.right = right;
      this.size = BalancedNode.count(left) + BalancedNode.count(right) + 1;
    }
  }
}
