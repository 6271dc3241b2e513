package io.trueup.model.persistent;

/**
 * A part of the tree of a map, never empty: a node in memory, or a part in a file that is read when
 * it is needed. Immutable. Only maps, and what stores them, see it.
 */
public abstract sealed class Subtree<K, V> permits BalancedNode, StoredTree {

  /** The number of its entries, which is known without reading it. */
  public abstract int size();

  /**
   * Its topmost node. Reads the part if it is in a file; throws what its {@link TreePages} throw.
   */
  abstract BalancedNode<K, V> opened();

  /** Whether two parts are the same one, in memory or in a file. */
  @SuppressWarnings("ReferenceEquality") // A part in memory is the same only as itself.
  static boolean isSame(Subtree<?, ?> one, Subtree<?, ?> other) {
    return one == other
        || (one instanceof StoredTree<?, ?> left
            && other instanceof StoredTree<?, ?> right
            && left.isAtSamePlace(right));
  }
}
