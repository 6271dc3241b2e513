package io.trueup.model.stored;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.stored.StoredSamples.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Values that are written and read are equal, in files that refer to others or not. */
class StoredValuesTest {

  private static final int ROUNDS = 40;

  private final MemoryFolder folder = new MemoryFolder(StoredSamples.FORM, new BlockCache(64));

  private long write(Object value, int kept, Random random) {
    var file = folder.begin(random.nextLong());
    return new StoredWriter(file.file(), file, it -> Math.floorMod(it.salt(), 4) >= kept)
        .value(value);
  }

  private Object last(long address) {
    return folder.file(folder.size() - 1).read(address);
  }

  @Test
  void readsRecordsOfEverythingAsTheyWere() {
    for (var seed = 1; seed <= ROUNDS; seed++) {
      var random = new Random(seed);
      var sample = new StoredSamples(random).sample(random.nextInt(20));

      var address = write(sample, 0, random);
      folder.restart(new BlockCache(16));

      assertThat(last(address).equals(sample)).as("seed %d", seed).isTrue();
    }
  }

  /** Maps that are changed, written and read again and again, some as if in another process. */
  @Test
  void readsMapsAsTheyWereAfterAnyHistory() {
    for (var size : List.of(0, 1, 4, 5, 63, 64, 65, 1500)) {
      var random = new Random(size);
      var samples = new StoredSamples(random);
      var expected = new TreeMap<String, Sample>();
      var map = PersistentMap.<String, Sample>empty();
      while (expected.size() < size) {
        var key = samples.text() + random.nextInt();
        var value = samples.sample(0);
        expected.put(key, value);
        map = map.with(key, value);
      }
      for (var version = 0; version < (size > 1000 ? 2 : 6); version++) {
        var before = map;
        var old = new TreeMap<>(expected);
        for (var change = random.nextInt(5); change > 0; change--) {
          map = changed(map, expected, samples, random);
        }
        var address = write(map, random.nextInt(4) == 0 ? random.nextInt(4) : 0, random);
        var isOther = random.nextInt(3) == 0;
        if (isOther) {
          folder.restart(new BlockCache(16));
        }
        map = read(address);
        // Their texts would be too long for a message.
        assertThat(map.equals(expected)).as("size %d, version %d", size, version).isTrue();
        assertThat(map.keySet().equals(expected.keySet())).isTrue();
        if (!isOther) {
          assertThat(differences(before, map)).isEqualTo(differences(old, expected));
        }
      }
    }
  }

  @SuppressWarnings("unchecked") // What was written.
  private PersistentMap<String, Sample> read(long address) {
    return (PersistentMap<String, Sample>) last(address);
  }

  private static PersistentMap<String, Sample> changed(
      PersistentMap<String, Sample> map,
      SortedMap<String, Sample> expected,
      StoredSamples samples,
      Random random) {
    var key = samples.text();
    if (!expected.isEmpty() && random.nextBoolean()) {
      var near = expected.tailMap("name/" + random.nextInt(1000));
      key = near.isEmpty() ? expected.firstKey() : near.firstKey();
    }
    if (random.nextInt(3) == 0) {
      expected.remove(key);
      return map.without(key);
    }
    var value = samples.sample(0);
    expected.put(key, value);
    return map.with(key, value);
  }

  private static List<String> differences(
      PersistentMap<String, Sample> before, PersistentMap<String, Sample> after) {
    var found = new ArrayList<String>();
    before.differences(after, (key, _, _) -> found.add(key));
    return found;
  }

  private static List<String> differences(Map<String, Sample> before, Map<String, Sample> after) {
    var keys = new TreeMap<String, Sample>(before);
    keys.putAll(after);
    return keys.keySet().stream()
        .filter(it ->
            !before.containsKey(it)
                || !after.containsKey(it)
                || !before.get(it).equals(after.get(it)))
        .toList();
  }

  /** Two maps that have most pages in common are compared without reading these. */
  @Test
  void comparesMapsByTheirDifferences() {
    var random = new Random(1);
    var map = numbers(100_000);
    var first = write(map, 0, random);
    map = read(0, first);
    for (var version = 1; version <= 3; version++) {
      map = map.with("key" + version * 20_000, "other").without("key" + version * 20_001);
    }
    var second = write(map, 0, random);
    folder.restart(new BlockCache(1024));
    var before = read(0, first);
    var after = read(1, second);

    var found = new ArrayList<String>();
    before.differences(after, (key, _, _) -> found.add(key));

    assertThat(found).hasSize(6);
    // Two copies a block; the whole map has thousands of blocks.
    assertThat(folder.copies()).isLessThan(2 * 60);
  }

  @SuppressWarnings("unchecked") // What was written.
  private PersistentMap<String, String> read(int file, long address) {
    return (PersistentMap<String, String>) folder.file(file).read(address);
  }

  private static PersistentMap<String, String> numbers(int size) {
    var entries = new TreeMap<String, String>();
    for (var i = 0; i < size; i++) {
      entries.put("key" + i, "value " + i);
    }
    return PersistentMap.copyOf(entries);
  }

  @Test
  void keepsTwentyVersionsAtTheCostOfTheirDifferences() {
    var random = new Random(1);
    var map = numbers(100_000);
    for (var version = 0; version < 20; version++) {
      var address = write(map, 0, random);
      map = read(version, address).with("key" + random.nextInt(100_000), "changed " + version);
    }

    var bytes = folder.bytes().stream().mapToLong(it -> it.length).toArray();
    assertThat(bytes[0]).isGreaterThan(1_000_000);
    for (var version = 1; version < 20; version++) {
      assertThat(bytes[version]).as("version %d", version).isLessThan(20_000);
    }
  }
}
