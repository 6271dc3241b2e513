package io.trueup.model.persistent;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A position in the order of a tree: the subtrees and entries that are still to come. Not
 * thread-safe.
 */
final class NodeCursor<K, V> {

  private Object[] pending = new Object[48];
  private int depth;

  NodeCursor(@Nullable Subtree<K, V> root) {
    push(root);
  }

  /** The position after a key, whether the tree has it or not. */
  static <K extends Comparable<? super K>, V> NodeCursor<K, V> after(
      @Nullable Subtree<K, V> root, K key) {
    var cursor = new NodeCursor<K, V>(null);
    var tree = root;
    while (tree != null) {
      var node = tree.opened();
      if (key.compareTo(node.key()) < 0) {
        cursor.push(node.right());
        cursor.push(new Visited<>(node));
        tree = node.left();
      } else {
        tree = node.right();
      }
    }
    return cursor;
  }

  /** An entry still to come whose left subtree is done. */
  private record Visited<K, V>(BalancedNode<K, V> node) {}

  private void push(@Nullable Object part) {
    if (part != null) {
      if (depth == pending.length) {
        pending = Arrays.copyOf(pending, 2 * depth);
      }
      pending[depth++] = part;
    }
  }

  /** The whole subtree that comes next; null when an entry or nothing comes next. */
  private @Nullable Subtree<?, ?> subtree() {
    return depth > 0 && pending[depth - 1] instanceof Subtree<?, ?> part ? part : null;
  }

  private void open() {
    var node = BalancedNode.<K, V>cast(((Subtree<?, ?>) pending[--depth]).opened());
    push(node.right());
    push(new Visited<>(node));
    push(node.left());
  }

  @SuppressWarnings("unchecked") // Only such entries are pushed.
  @Nullable BalancedNode<K, V> entry() {
    while (subtree() != null) {
      open();
    }
    return depth == 0 ? null : ((Visited<K, V>) pending[depth - 1]).node();
  }

  void next() {
    depth--;
  }

  /** Skips what both trees share, and opens the larger of two subtrees that differ. */
  static <K, V> void skipShared(NodeCursor<K, V> one, NodeCursor<K, V> other) {
    while (true) {
      var left = one.subtree();
      var right = other.subtree();
      if (left != null && right != null && Subtree.isSame(left, right)) {
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

  @SuppressWarnings("ReferenceEquality") // Shared nodes are the same object.
  private boolean skipEntry(NodeCursor<K, V> other) {
    if (Objects.requireNonNull(entry()) == Objects.requireNonNull(other.entry())) {
      next();
      other.next();
      return true;
    }
    return false;
  }
}
