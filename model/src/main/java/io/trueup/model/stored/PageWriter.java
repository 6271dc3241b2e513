package io.trueup.model.stored;

import io.trueup.model.persistent.BalancedNode;
import io.trueup.model.persistent.StoredTree;
import io.trueup.model.persistent.Subtree;
import org.jspecify.annotations.Nullable;

/**
 * Writes a page: the top of a tree, and references to the pages below it. A subtree begins a page
 * of its own when it is of a smaller order of magnitude than the tree, so that trees that have much
 * in common are divided alike. Not thread-safe.
 */
final class PageWriter {

  /** The shape of a node: which subtrees it has, and where; two bits for each. */
  static final int NONE = 0;

  static final int HERE = 1;
  static final int ELSEWHERE = 2;

  /** The most entries of a page without references. */
  private static final int ENTRIES = 64;

  /** A larger value becomes a block of its own. */
  private static final int LARGEST_VALUE = 768;

  private final StoredWriter files;
  private final boolean isSet;
  private final BlockWriter block;
  private final ByteWriter shapes = new ByteWriter();

  PageWriter(StoredWriter files, boolean isSet) {
    this.files = files;
    this.isSet = isSet;
    this.block = new BlockWriter(files);
  }

  /** The page of a tree; the pages below it are written first. */
  ByteWriter page(BalancedNode<?, ?> root) {
    node(root, magnitude(root.size()));
    var body = block.body();
    var entries = new ByteWriter();
    entries.append(body);
    body.cut(0);
    body.put(isSet ? 1 : 0);
    body.number(shapes.length());
    body.append(shapes);
    body.append(entries);
    return block.whole();
  }

  /** The number of times that a size can be divided by the number of a page's entries. */
  private static int magnitude(int size) {
    var magnitude = 0;
    for (var left = size; left > ENTRIES; left /= ENTRIES) {
      magnitude++;
    }
    return magnitude;
  }

  private boolean isHere(@Nullable Subtree<?, ?> tree, int magnitude) {
    return tree != null
        && magnitude(tree.size()) == magnitude
        && !(tree instanceof StoredTree<?, ?> && files.isKept(tree));
  }

  private static int shape(@Nullable Subtree<?, ?> tree, boolean isHere) {
    return tree == null ? NONE : isHere ? HERE : ELSEWHERE;
  }

  private void node(BalancedNode<?, ?> node, int magnitude) {
    var isLeftHere = isHere(node.left(), magnitude);
    var isRightHere = isHere(node.right(), magnitude);
    shapes.put(shape(node.left(), isLeftHere) | shape(node.right(), isRightHere) << 2);
    subtree(node.left(), isLeftHere, magnitude);
    block.value(node.key());
    if (!isSet) {
      value(node);
    }
    subtree(node.right(), isRightHere, magnitude);
  }

  private void subtree(@Nullable Subtree<?, ?> tree, boolean isHere, int magnitude) {
    if (tree == null) {
      return;
    }
    if (isHere) {
      node(StoredWriter.opened(tree), magnitude);
    } else {
      block.place(files.written(tree, isSet));
      block.body().number(tree.size());
    }
  }

  /** The value's length and the value; or 0 and the place of its own block. */
  private void value(BalancedNode<?, ?> node) {
    var known = files.heldPlace(node.held());
    if (known == null) {
      var mark = block.mark();
      var value = node.value();
      var bytes = block.nested(value);
      if (bytes.length() <= LARGEST_VALUE) {
        block.body().number(bytes.length());
        block.body().append(bytes);
        return;
      }
      block.returnTo(mark);
      known = new Place(files.target(), files.value(value));
    }
    block.body().number(0);
    block.place(known);
  }
}
