package io.trueup.model.stored;

import io.trueup.model.persistent.BalancedNode;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.persistent.StoredTree;
import io.trueup.model.persistent.Subtree;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes maps and values into a file. What is in older files already, and in those that are kept,
 * is not written again, so that the next version of a large value costs what differs. Thread-safe.
 */
public final class StoredWriter {

  private final StoredFile target;
  private final BlockSink sink;
  private final Predicate<StoredFile> kept;

  /**
   * The trees that were written, by themselves or by the place where they were: several values
   * often have one.
   */
  private final ConcurrentHashMap<Object, Place> trees = new ConcurrentHashMap<>();

  /** Where shared values of files that are not kept are now, however often they are read there. */
  private final ConcurrentHashMap<Place, Place> moved = new ConcurrentHashMap<>();

  /**
   * A writer.
   *
   * @param target the file that is written; its source must give what the sink has got
   * @param kept whether the new file may refer to an older one; what is in others is written again
   */
  public StoredWriter(StoredFile target, BlockSink sink, Predicate<StoredFile> kept) {
    this.target = target;
    this.sink = sink;
    this.kept = kept;
  }

  StoredFile target() {
    return target;
  }

  StoredForm form() {
    return target.form();
  }

  /**
   * Writes a value.
   *
   * @return where {@link StoredFile#read} finds it
   * @throws IllegalStateException when it has parts that cannot be written
   */
  public long value(Object value) {
    var block = new BlockWriter(this);
    block.value(value);
    return append(block);
  }

  /** Writes a map, and gives the same map as it is in the file; a small one stays in memory. */
  public <K extends Comparable<? super K>, V> PersistentMap<K, V> stored(PersistentMap<K, V> map) {
    var tree = map.tree();
    if (tree == null || tree.size() < BlockWriter.FEWEST_FOR_A_PAGE) {
      return map;
    }
    var place = written(tree, false);
    return PersistentMap.ofTree(new StoredTree<K, V>(place.file(), place.offset(), tree.size()));
  }

  /** Whether a place may be referred to. */
  private boolean isUsable(Place place) {
    return place.file() == target || kept.test(place.file());
  }

  private @Nullable Place place(Subtree<?, ?> tree) {
    return tree instanceof StoredTree<?, ?> stored
            && stored.pages() instanceof StoredFile file
            && isUsable(new Place(file, stored.address()))
        ? new Place(file, stored.address())
        : null;
  }

  /** Whether a tree is in a file that is kept. */
  boolean isKept(Subtree<?, ?> tree) {
    return place(tree) != null;
  }

  /** Where a tree is, written now if it must be. */
  Place tree(Subtree<?, ?> tree, boolean isSet) {
    var known = place(tree);
    var key = key(tree);
    if (known == null) {
      known = trees.get(key);
    }
    if (known == null) {
      known = written(tree, isSet);
      trees.put(key, known);
    }
    return known;
  }

  private static Object key(Subtree<?, ?> tree) {
    return tree instanceof StoredTree<?, ?> stored && stored.pages() instanceof StoredFile file
        ? new Place(file, stored.address())
        : tree;
  }

  Place written(Subtree<?, ?> tree, boolean isSet) {
    var known = place(tree);
    return known != null
        ? known
        : new Place(target, append(new PageWriter(this, isSet).page(opened(tree))));
  }

  /** Where a shared value is, written now if it must be. */
  Place shared(Object value) {
    return target
        .cache()
        .parts()
        .find(
            value,
            this::isUsable,
            known ->
                known == null ? alone(value) : moved.computeIfAbsent(known, _ -> alone(value)));
  }

  private Place alone(Object value) {
    var block = new BlockWriter(this);
    block.alone(value);
    return new Place(target, append(block));
  }

  /** The place of a value that is a block of its own and need not be written again; or null. */
  @Nullable Place heldPlace(Object held) {
    var place = held instanceof LazyValue lazy ? lazy.place() : null;
    return place != null && isUsable(place) ? place : null;
  }

  private long append(BlockWriter block) {
    var whole = block.whole();
    return sink.append(whole.array(), whole.length());
  }

  long append(ByteWriter whole) {
    return sink.append(whole.array(), whole.length());
  }

  static BalancedNode<?, ?> opened(Subtree<?, ?> tree) {
    return tree instanceof StoredTree<?, ?> stored
        ? stored.pages().open(stored.address(), stored.size())
        : (BalancedNode<?, ?>) tree;
  }

  /** All nodes of a tree, in order. */
  static void forEach(@Nullable Subtree<?, ?> tree, Consumer<BalancedNode<?, ?>> each) {
    if (tree != null) {
      var node = opened(tree);
      forEach(node.left(), each);
      each.accept(node);
      forEach(node.right(), each);
    }
  }
}
