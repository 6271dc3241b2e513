package io.trueup.model.persistent;

import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A node in memory of an immutable tree of entries in the order of their keys; null is the empty
 * tree. It is weight-balanced after Hirai and Yamamoto, "Balancing weight-balanced trees" (2011),
 * whose parameters (3, 2) are proven: no order of keys, however chosen, makes it deep.
 *
 * <p>An object of this class itself is a leaf, as half of all nodes are, and takes half the memory.
 * Nodes are compared by identity, which shows what trees share.
 */
public sealed class BalancedNode<K, V> extends Subtree<K, V> {

  private static final int DELTA = 3;
  private static final int RATIO = 2;

  private final K key;

  /** The value, or a {@link StoredValue} that reads it. */
  private final Object held;

  BalancedNode(K key, Object held) {
    this.key = key;
    this.held = held;
  }

  /**
   * A node with the subtrees before and after its entry.
   *
   * @param held the value, or a {@link StoredValue} that reads it
   */
  public static <K, V> BalancedNode<K, V> of(
      K key, Object held, @Nullable Subtree<K, V> left, @Nullable Subtree<K, V> right) {
    return left == null && right == null
        ? new BalancedNode<>(key, held)
        : new Branch<>(key, held, left, right);
  }

  /** The key of its entry. */
  public final K key() {
    return key;
  }

  /** The value of its entry, which is read now if it is in a file. */
  @SuppressWarnings("unchecked") // Nodes are made with values of this type only.
  public final V value() {
    return held instanceof StoredValue stored ? (V) stored.get() : (V) held;
  }

  /** The value, or the {@link StoredValue} that reads it. */
  public final Object held() {
    return held;
  }

  /** The entries before this one; null for none. */
  public final @Nullable Subtree<K, V> left() {
    return this instanceof Branch<K, V> branch ? branch.left : null;
  }

  /** The entries after this one; null for none. */
  public final @Nullable Subtree<K, V> right() {
    return this instanceof Branch<K, V> branch ? branch.right : null;
  }

  @Override
  public final int size() {
    return this instanceof Branch<K, V> branch ? branch.size : 1;
  }

  @Override
  final BalancedNode<K, V> opened() {
    return this;
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
        it.key(), it.held(), build(nodes, from, middle), build(nodes, middle + 1, to));
  }

  /** The number of entries of a tree. */
  static int count(@Nullable Subtree<?, ?> node) {
    return node == null ? 0 : node.size();
  }

  /** The tree with a value for a key; the tree itself when the key has that value already. */
  @SuppressWarnings("ReferenceEquality") // A value that is the same object changes nothing.
  static <K extends Comparable<? super K>, V> Subtree<K, V> with(
      @Nullable Subtree<K, V> tree, K key, V value) {
    if (tree == null) {
      return new BalancedNode<>(key, value);
    }
    var at = tree.opened();
    var order = key.compareTo(at.key());
    if (order == 0) {
      return at.value() == value ? tree : BalancedNode.of(at.key(), value, at.left(), at.right());
    }
    if (order < 0) {
      var left = with(at.left(), key, value);
      return left == at.left() ? tree : balanced(at, left, at.right());
    }
    var right = with(at.right(), key, value);
    return right == at.right() ? tree : balanced(at, at.left(), right);
  }

  /** The tree without a key; the tree itself when it does not have the key. */
  @SuppressWarnings("ReferenceEquality") // An unchanged subtree is the same object.
  static <K extends Comparable<? super K>, V> @Nullable Subtree<K, V> without(
      @Nullable Subtree<K, V> tree, K key) {
    if (tree == null) {
      return null;
    }
    var at = tree.opened();
    var order = key.compareTo(at.key());
    if (order == 0) {
      return joined(at.left(), at.right());
    }
    if (order < 0) {
      var left = without(at.left(), key);
      return left == at.left() ? tree : balanced(at, left, at.right());
    }
    var right = without(at.right(), key);
    return right == at.right() ? tree : balanced(at, at.left(), right);
  }

  private static <K extends Comparable<? super K>, V> @Nullable Subtree<K, V> joined(
      @Nullable Subtree<K, V> left, @Nullable Subtree<K, V> right) {
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

  private static <K, V> BalancedNode<K, V> first(Subtree<K, V> from) {
    var at = from.opened();
    for (var next = at.left(); next != null; next = at.left()) {
      at = next.opened();
    }
    return at;
  }

  private static <K, V> BalancedNode<K, V> last(Subtree<K, V> from) {
    var at = from.opened();
    for (var next = at.right(); next != null; next = at.right()) {
      at = next.opened();
    }
    return at;
  }

  /** A node of one entry and two subtrees, of which one has gained or lost at most one entry. */
  private static <K, V> BalancedNode<K, V> balanced(
      BalancedNode<K, V> entry, @Nullable Subtree<K, V> left, @Nullable Subtree<K, V> right) {
    if (isHeavy(right, left)) {
      var heavy = Objects.requireNonNull(right).opened();
      var inner = heavy.left();
      if (inner == null || count(inner) + 1 < RATIO * (count(heavy.right()) + 1)) {
        return node(heavy, node(entry, left, inner), heavy.right());
      }
      var middle = inner.opened();
      return node(
          middle, node(entry, left, middle.left()), node(heavy, middle.right(), heavy.right()));
    }
    if (isHeavy(left, right)) {
      var heavy = Objects.requireNonNull(left).opened();
      var inner = heavy.right();
      if (inner == null || count(inner) + 1 < RATIO * (count(heavy.left()) + 1)) {
        return node(heavy, heavy.left(), node(entry, inner, right));
      }
      var middle = inner.opened();
      return node(
          middle, node(heavy, heavy.left(), middle.left()), node(entry, middle.right(), right));
    }
    return node(entry, left, right);
  }

  private static boolean isHeavy(@Nullable Subtree<?, ?> one, @Nullable Subtree<?, ?> other) {
    return count(one) + 1 > DELTA * (count(other) + 1);
  }

  private static <K, V> BalancedNode<K, V> node(
      BalancedNode<K, V> entry, @Nullable Subtree<K, V> left, @Nullable Subtree<K, V> right) {
    return BalancedNode.of(entry.key(), entry.held(), left, right);
  }

  static <K, V> void forEach(
      @Nullable Subtree<K, V> tree, BiConsumer<? super K, ? super V> action) {
    if (tree != null) {
      var at = tree.opened();
      forEach(at.left(), action);
      action.accept(at.key(), at.value());
      forEach(at.right(), action);
    }
  }

  /** A node with subtrees. */
  private static final class Branch<K, V> extends BalancedNode<K, V> {
    private final @Nullable Subtree<K, V> left;
    private final @Nullable Subtree<K, V> right;
    private final int size;

    Branch(K key, Object held, @Nullable Subtree<K, V> left, @Nullable Subtree<K, V> right) {
      super(key, held);
      this.left = left;
      this.right = right;
      this.size = BalancedNode.count(left) + BalancedNode.count(right) + 1;
    }
  }
}
