package io.trueup.model.stored;

import io.trueup.model.persistent.BalancedNode;
import io.trueup.model.persistent.Subtree;
import org.jspecify.annotations.Nullable;

/** Reads a page that {@link PageWriter} wrote. Its values are read later. Not thread-safe. */
final class PageReader {

  private final BlockReader block;
  private final ByteCursor shapes;
  private final ByteCursor entries;
  private final boolean isSet;
  private int nodes;

  PageReader(BlockReader block) {
    this.block = block;
    this.shapes = block.body();
    this.isSet = shapes.get() == 1;
    this.nodes = shapes.count();
    this.entries = block.body();
    entries.get();
    entries.skip(entries.count());
  }

  /** The topmost node. */
  BalancedNode<?, ?> root() {
    return node();
  }

  private BalancedNode<Object, Object> node() {
    if (nodes-- == 0) {
      throw new IllegalArgumentException("A page has fewer nodes than its tree");
    }
    var shape = shapes.get();
    var left = subtree(shape & 3);
    var key = block.required(entries, 0);
    var held = isSet ? key : held();
    return BalancedNode.of(key, held, left, subtree(shape >> 2 & 3));
  }

  private Object held() {
    var length = entries.count();
    if (length == 0) {
      return LazyValue.elsewhere(block.place(entries));
    }
    var position = entries.position();
    entries.skip(length);
    return LazyValue.inBlock(block, position);
  }

  private @Nullable Subtree<Object, Object> subtree(int shape) {
    return switch (shape) {
      case PageWriter.NONE -> null;
      case PageWriter.HERE -> node();
      case PageWriter.ELSEWHERE -> block.tree(entries);
      default -> throw new IllegalArgumentException("The shape of a page is unknown");
    };
  }
}
