package io.trueup.model.stored;

import io.trueup.model.persistent.StoredValue;
import org.jspecify.annotations.Nullable;

/**
 * A value on a page, or in a block of its own, that is read when it is first asked for.
 * Thread-safe: two threads may read it, and get equal values.
 */
final class LazyValue implements StoredValue {

  private final @Nullable BlockReader block;
  private final StoredFile file;
  private final long offset;

  private volatile @Nullable Object value;

  private LazyValue(@Nullable BlockReader block, StoredFile file, long offset) {
    this.block = block;
    this.file = file;
    this.offset = offset;
  }

  static LazyValue inBlock(BlockReader block, int position) {
    return new LazyValue(block, block.file(), position);
  }

  static LazyValue elsewhere(Place place) {
    return new LazyValue(null, place.file(), place.offset());
  }

  /** Where it is, if it is a block of its own. */
  @Nullable Place place() {
    return block == null ? new Place(file, offset) : null;
  }

  @Override
  public Object get() {
    var known = value;
    if (known == null) {
      known =
          block == null
              ? file.read(offset)
              : file.reading(block.offset(), () -> block.value((int) offset));
      value = known;
    }
    return known;
  }

  @Override
  public boolean isAtSamePlace(StoredValue other) {
    return other instanceof LazyValue it
        && file == it.file
        && offset == it.offset
        && (block == null) == (it.block == null)
        && (block == null || (it.block != null && block.offset() == it.block.offset()));
  }
}
