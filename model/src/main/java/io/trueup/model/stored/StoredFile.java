package io.trueup.model.stored;

import io.trueup.model.persistent.BalancedNode;
import io.trueup.model.persistent.TreePages;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * A file of blocks that never change, whose maps and values are read when they are needed. Blocks
 * may refer to blocks of older files. Thread-safe; equal only to itself, so that a process must
 * open a file once.
 */
public final class StoredFile implements TreePages {

  private final BlockSource source;
  private final long salt;
  private final StoredForm form;
  private final BlockCache cache;

  /** The files that blocks of this one refer to by their index; the first is this one. */
  private final List<StoredFile> table = new CopyOnWriteArrayList<>();

  private volatile boolean isDamaged;
  private volatile boolean isForgotten;

  /**
   * A file.
   *
   * @param salt of its checksums
   * @param older the files that its blocks refer to, in the order in which they were when it was
   *     written; a file that is being written has none yet
   */
  public StoredFile(
      BlockSource source, long salt, StoredForm form, BlockCache cache, List<StoredFile> older) {
    this.source = source;
    this.salt = salt;
    this.form = form;
    this.cache = cache;
    table.add(this);
    table.addAll(older);
  }

  /** The older files that its blocks refer to, in their order. */
  public List<StoredFile> older() {
    return List.copyOf(table.subList(1, table.size()));
  }

  /** The number of its bytes. */
  public long bytes() {
    return source.size();
  }

  /** Whether this file has been found damaged. */
  public boolean isDamaged() {
    return isDamaged;
  }

  /** Whether neither this file nor one that it refers to, by whatever way, has been damaged. */
  public boolean isSound() {
    return withOlder().stream().noneMatch(StoredFile::isDamaged);
  }

  /** This file, and all to which it and they refer. */
  public Set<StoredFile> withOlder() {
    var found = new LinkedHashSet<StoredFile>();
    addTo(found);
    return found;
  }

  private void addTo(Set<StoredFile> found) {
    if (found.add(this)) {
      table.forEach(it -> it.addTo(found));
    }
  }

  /** The salt of its checksums. */
  public long salt() {
    return salt;
  }

  /** Has nothing of it cached any more. */
  void forget() {
    isForgotten = true;
  }

  /** Whether its owner has removed it, so that nothing of it is cached any more. */
  public boolean isForgotten() {
    return isForgotten;
  }

  StoredForm form() {
    return form;
  }

  BlockCache cache() {
    return cache;
  }

  /** The index of a file in references; a file that is not known is added. */
  synchronized int indexOf(StoredFile file) {
    var known = table.indexOf(file);
    if (known >= 0) {
      return known;
    }
    table.add(file);
    return table.size() - 1;
  }

  StoredFile file(int index) {
    return table.get(index);
  }

  /**
   * Reads a value that {@link StoredWriter#value} wrote.
   *
   * @throws DamagedFileException when the file is damaged
   */
  public Object read(long offset) {
    return reading(offset, () -> new BlockReader(this, offset, content(offset)).value());
  }

  /** Reads a value of a class; the file is damaged when it is another one. */
  public <T> T read(long offset, Class<T> type) {
    return reading(offset, () -> type.cast(read(offset)));
  }

  /** A shared value, which is kept in the cache. */
  Object shared(long offset) {
    var known = cache.find(this, offset);
    if (known != null) {
      return known;
    }
    var place = new Place(this, offset);
    var used = cache.parts().at(place);
    var value = used == null ? read(offset) : used;
    if (used == null) {
      cache.parts().note(value, place);
    }
    cache.put(this, offset, value);
    return value;
  }

  @Override
  public BalancedNode<?, ?> open(long address, int size) {
    if (cache.find(this, address) instanceof BalancedNode<?, ?> known && known.size() == size) {
      return known;
    }
    var node = reading(address, () -> page(address, size));
    cache.put(this, address, node);
    return node;
  }

  private BalancedNode<?, ?> page(long address, int size) {
    var node = new PageReader(new BlockReader(this, address, content(address))).root();
    if (node.size() != size) {
      throw new IllegalArgumentException(
          "the page at byte %d has %d entries instead of %d".formatted(address, node.size(), size));
    }
    return node;
  }

  private byte[] content(long offset) {
    return BlockFrame.read(source, salt, offset);
  }

  /** Reads, and takes whatever fails for damage: constructors throw on what was never written. */
  <T> T reading(long offset, Supplier<T> read) {
    try {
      return read.get();
    } catch (DamagedFileException e) {
      throw e;
    } catch (RuntimeException | InternalError | StackOverflowError e) {
      // A mapped file that was cut gives an InternalError instead of its bytes.
      isDamaged = true;
      throw new DamagedFileException(this, reason(offset, e), e);
    }
  }

  private static String reason(long offset, Throwable cause) {
    return cause instanceof IllegalArgumentException && cause.getMessage() != null
        ? cause.getMessage()
        : cause instanceof InternalError
            ? "it was cut or its device fails at byte %d".formatted(offset)
            : "the block at byte %d cannot be read as what was written".formatted(offset);
  }
}
