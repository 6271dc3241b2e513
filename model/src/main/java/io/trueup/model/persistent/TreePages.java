package io.trueup.model.persistent;

/**
 * Keeps parts of trees outside memory, in pages of neighbouring nodes. What an address gives never
 * changes. Thread-safe. Two are equal when they keep the same pages.
 */
public interface TreePages {

  /**
   * The topmost node of a page; it has the page's other nodes below it, and parts on other pages.
   *
   * @param size the number of entries of the tree that begins there
   * @throws RuntimeException of the implementation when the page cannot be read, or has a tree of
   *     another size, so that no tree is without end
   */
  BalancedNode<?, ?> open(long address, int size);
}
