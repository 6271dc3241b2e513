package io.trueup.model.persistent;

/**
 * A part of a tree that is kept outside memory. It is read whenever it is needed, and not kept
 * here, so that a map takes no more memory than what its readers use of it.
 */
public final class StoredTree<K, V> extends Subtree<K, V> {

  private final TreePages pages;
  private final long address;
  private final int size;

  /**
   * A stored part.
   *
   * @param address of its page among the pages
   * @param size the number of its entries
   */
  public StoredTree(TreePages pages, long address, int size) {
    this.pages = pages;
    this.address = address;
    this.size = size;
  }

  /** Where it is kept. */
  public TreePages pages() {
    return pages;
  }

  /** The address of its page. */
  public long address() {
    return address;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  BalancedNode<K, V> opened() {
    return BalancedNode.cast(pages.open(address, size));
  }

  boolean isAtSamePlace(StoredTree<?, ?> other) {
    return address == other.address && pages.equals(other.pages);
  }
}
