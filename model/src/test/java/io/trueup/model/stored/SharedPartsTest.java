package io.trueup.model.stored;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

/** What is kept of shared values and of their files when nothing uses them any more. */
class SharedPartsTest {

  private static final int MOST_COLLECTIONS = 200;

  private final SharedParts parts = new SharedParts();

  private static StoredFile file() {
    return new MemoryFile(1, StoredSamples.FORM, new BlockCache(16)).file();
  }

  @Test
  void letGoOfTheFileThatAValueWasReadFromBeforeItWasWrittenElsewhere() {
    var newer = file();
    var older = readAndMoved(newer);
    for (var left = MOST_COLLECTIONS; left > 0 && !older.refersTo(null); left--) {
      System.gc();
      parts.note(new Object(), new Place(newer, left));
    }
    assertThat(older.refersTo(null)).isTrue();
  }

  /** Reads a value from an older file and writes it into a newer one, as compaction does. */
  private WeakReference<StoredFile> readAndMoved(StoredFile newer) {
    var older = file();
    var value = new Object();
    parts.note(value, new Place(older, 8));
    var moved = new Place(newer, 8);
    assertThat(parts.find(value, it -> it.file() == newer, _ -> moved)).isEqualTo(moved);
    return new WeakReference<>(older);
  }
}
