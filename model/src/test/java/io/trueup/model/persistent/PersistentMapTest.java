package io.trueup.model.persistent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A persistent map agrees with a sorted map, and reports what changed. */
class PersistentMapTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void holdsWhatASortedMapWould(long seed) {
    var random = new Random(seed);
    var expected = new TreeMap<Integer, Integer>();
    var actual = PersistentMap.<Integer, Integer>empty();

    for (var act = 0; act < 3_000; act++) {
      var before = actual;
      var was = new TreeMap<>(expected);
      for (var change = random.nextInt(4); change >= 0; change--) {
        var key = random.nextInt(200);
        if (random.nextInt(3) == 0) {
          actual = actual.without(key);
          expected.remove(key);
        } else {
          var value = random.nextInt(5);
          actual = actual.with(key, value);
          expected.put(key, value);
        }
      }

      assertThat(List.copyOf(actual.entrySet())).isEqualTo(List.copyOf(expected.entrySet()));
      assertThat(actual).hasSameSizeAs(expected);
      assertThat(differences(before, actual)).isEqualTo(differencesOf(was, expected));
      var probe = random.nextInt(220);
      assertThat(actual.get(probe)).isEqualTo(expected.get(probe));
      assertThat(actual.ceiling(probe)).isEqualTo(expected.ceilingEntry(probe));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 40, 500})
  void takesManyChangesAtOnce(int count) {
    var random = new Random(count);
    var map = numbers(0, 300);
    var expected = new TreeMap<>(map);
    var changes = new HashMap<Integer, Optional<Integer>>();
    for (var i = 0; i < count; i++) {
      var key = random.nextInt(400);
      changes.put(key, random.nextBoolean() ? Optional.empty() : Optional.of(-i));
    }
    changes.forEach((key, value) ->
        value.ifPresentOrElse(it -> expected.put(key, it), () -> expected.remove(key)));

    assertThat(new ArrayList<>(map.withAll(changes).entrySet()))
        .isEqualTo(new ArrayList<>(expected.entrySet()));
  }

  @Test
  void staysBalancedInAnyOrder() {
    var rising = PersistentMap.<Integer, Integer>empty();
    for (var i = 0; i < 100_000; i++) {
      rising = rising.with(i, i);
    }
    for (var i = 0; i < 99_000; i++) {
      rising = rising.without(i);
    }

    assertThat(rising).hasSize(1_000).containsEntry(99_500, 99_500);
  }

  @Test
  void comparesMapsMadeApart() {
    var one = numbers(0, 100);
    var other = PersistentMap.copyOf(Map.of(3, 4, 99, 99, 200, 200));

    assertThat(differences(one, other)).isEqualTo(differencesOf(one, other));
  }

  @Test
  void comparesOnlyUnsharedParts() {
    var looks = new AtomicInteger();
    var before =
        PersistentMap.index(
            IntStream.range(0, 10_000).mapToObj(it -> new Counted(it, looks)).toList(),
            Counted::key);
    var after = before.with(5_000, new Counted(-1, looks)).without(77);

    before.differences(after, (_, _, _) -> {});

    assertThat(looks.get()).isLessThan(100);
  }

  /** A value that counts its comparisons. */
  private record Counted(int key, AtomicInteger looks) {
    @Override
    public boolean equals(Object other) {
      looks.incrementAndGet();
      return other instanceof Counted counted && counted.key == key;
    }

    @Override
    public int hashCode() {
      return key;
    }
  }

  @Test
  void isItselfWhenNothingChanges() {
    var map = numbers(0, 10);

    assertThat(map.without(77)).isSameAs(map);
    assertThat(map.with(3, map.getOrDefault(3, 0))).isSameAs(map);
  }

  @Test
  void refusesOneKeyForTwoValues() {
    assertThatThrownBy(() -> PersistentMap.index(List.of("b", "a", "b"), Function.identity()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Key 'b' is given twice");
  }

  private static PersistentMap<Integer, Integer> numbers(int from, int to) {
    return PersistentMap.index(IntStream.range(from, to).boxed().toList(), Function.identity());
  }

  private static List<String> differences(
      PersistentMap<Integer, Integer> before, PersistentMap<Integer, Integer> after) {
    var found = new ArrayList<String>();
    before.differences(after, (key, was, now) -> found.add(key + ": " + was + " → " + now));
    return found;
  }

  private static List<String> differencesOf(
      Map<Integer, Integer> before, Map<Integer, Integer> after) {
    var keys = new TreeMap<>(before);
    keys.putAll(after);
    return keys.keySet().stream()
        .filter(key ->
            !Optional.ofNullable(before.get(key)).equals(Optional.ofNullable(after.get(key))))
        .map(key -> key + ": " + before.get(key) + " → " + after.get(key))
        .toList();
  }

  @Test
  void findsWhatComesAfterAnyKeyAndCountsWhatComesBeforeIt() {
    var random = new Random(7);
    for (var size = 0; size < 60; size++) {
      var expected = new TreeMap<Integer, String>();
      var map = PersistentMap.<Integer, String>empty();
      for (var i = 0; i < size; i++) {
        var key = random.nextInt(100);
        expected.put(key, "v" + key);
        map = map.with(key, "v" + key);
      }
      for (var key = -1; key <= 100; key++) {
        var after = new ArrayList<Map.Entry<Integer, String>>();
        map.entriesAfter(key).forEachRemaining(after::add);
        assertThat(after).isEqualTo(List.copyOf(expected.tailMap(key, false).entrySet()));
        assertThat(map.countBefore(key)).isEqualTo(expected.headMap(key).size());
      }
      var all = new ArrayList<Map.Entry<Integer, String>>();
      map.entriesAfter(null).forEachRemaining(all::add);
      assertThat(all).isEqualTo(List.copyOf(expected.entrySet()));
    }
  }
}
