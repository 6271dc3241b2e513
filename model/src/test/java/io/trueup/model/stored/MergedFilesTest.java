package io.trueup.model.stored;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.record.RecordClasses;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MergedFilesTest {

  private static final int ENTRIES = 20_000;
  private static final int SCHEMAS = 200;

  private static final StoredForm FORM =
      new StoredForm(
          RecordClasses.reachableFrom(Thing.class), Schema.class::isInstance, _ -> false);

  record Thing(String name, Schema schema) {}

  record Schema(String name, PersistentMap<String, String> columns) {}

  @Test
  void repeatsWhatManyShareOnce() {
    // So small that each shared value is read many times, each time as another object.
    var cache = new BlockCache(16);
    var old = new MemoryFile(1, FORM, cache);
    var stored = writer(old).stored(things());
    var merged = new MemoryFile(2, FORM, cache);

    var copy = writer(merged).stored(stored);

    assertThat(merged.size()).isEqualTo(old.size());
    assertThat(copy).isEqualTo(stored).isEqualTo(things());
    assertThat(merged.file().older()).isEmpty();
  }

  private static StoredWriter writer(MemoryFile file) {
    return new StoredWriter(file.file(), file, _ -> false);
  }

  private static PersistentMap<String, Thing> things() {
    var schemas = IntStream.range(0, SCHEMAS).mapToObj(MergedFilesTest::schema).toList();
    var things = new TreeMap<String, Thing>();
    for (var i = 0; i < ENTRIES; i++) {
      var name = "thing %05d".formatted(i);
      things.put(name, new Thing(name, schemas.get(i * 7919 % SCHEMAS)));
    }
    return PersistentMap.copyOf(things);
  }

  private static Schema schema(int number) {
    var columns = new TreeMap<String, String>();
    for (var column = 0; column < 40; column++) {
      columns.put("column " + column, number + " of " + column);
    }
    return new Schema("schema " + number, PersistentMap.copyOf(columns));
  }
}
