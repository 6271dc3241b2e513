package io.trueup.model.persistent;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The results of a function for each node of a tree, in order. Not thread-safe. */
final class NodeItems<K, V, T> implements Iterator<T> {

  private final NodeCursor<K, V> cursor;
  private final Function<BalancedNode<K, V>, T> item;

  NodeItems(@Nullable Subtree<K, V> root, Function<BalancedNode<K, V>, T> item) {
    this(new NodeCursor<>(root), item);
  }

  NodeItems(NodeCursor<K, V> cursor, Function<BalancedNode<K, V>, T> item) {
    this.cursor = cursor;
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
