package io.trueup.model.stored;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockCacheTest {

  private static final int MOST_COLLECTIONS = 200;

  private final BlockCache cache = new BlockCache(1024);

  /** A removed file takes space on the disk for as long as it is open. */
  @Test
  void letsGoOfRemovedFiles() {
    var file = removed();
    for (var left = MOST_COLLECTIONS; left > 0 && !file.refersTo(null); left--) {
      System.gc();
    }
    assertThat(file.refersTo(null)).isTrue();
  }

  /** A file that was read before and after it was removed. */
  private WeakReference<StoredFile> removed() {
    var written = new MemoryFile(7, StoredSamples.FORM, cache);
    var writer = new StoredWriter(written.file(), written, _ -> true);
    var map = new StoredSamples(new Random(1)).map(1000);
    var address = writer.value(map);
    assertThat(written.file().read(address)).isEqualTo(map);
    assertThat(written.copies()).isPositive();

    cache.forget(written.file());

    assertThat(written.file().read(address)).isEqualTo(map);
    return new WeakReference<>(written.file());
  }
}
