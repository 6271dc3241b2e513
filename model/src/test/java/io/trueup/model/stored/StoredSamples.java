package io.trueup.model.stored;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.persistent.PersistentSet;
import io.trueup.model.record.RecordClasses;
import io.trueup.model.type.DataType;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Random values of every kind that can be written to a file. */
final class StoredSamples {

  static final StoredForm FORM =
      new StoredForm(
          RecordClasses.reachableFrom(Sample.class, Bulk.class),
          Bulk.class::isInstance,
          Duration.class::isInstance);

  /** Texts in which codecs go wrong. */
  private static final List<String> TEXTS =
      List.of(
          "",
          "?",
          "a",
          "a?",
          "\0",
          "\0\0b",
          "\ud800",
          "\udc00",
          "x\ud800y",
          "\ud83d\ude00",
          "ä",
          "äö",
          "\uffff",
          "\udbff\udfff",
          "a\nb",
          "REPEATED",
          "\ud83d",
          "a\ud83d\ude00");

  private final Random random;

  StoredSamples(Random random) {
    this.random = random;
  }

  /** A word. */
  enum Word {
    ONE,
    TWO {
      @Override
      public String toString() {
        return "two";
      }
    }
  }

  /** A large value that many have. */
  record Bulk(String text, List<Word> words) {}

  /** A record of everything. */
  record Sample(
      String text,
      Word word,
      @Nullable Integer small,
      long large,
      boolean flag,
      BigInteger big,
      Fingerprint fingerprint,
      DataType type,
      Duration duration,
      LocalDateTime time,
      List<String> words,
      SortedSet<String> sorted,
      SortedMap<String, Integer> numbers,
      Optional<Long> maybe,
      PersistentMap<String, String> map,
      PersistentSet<String> set,
      PersistentMap<String, PersistentMap<String, Long>> nested,
      Bulk bulk,
      @Nullable Sample inner) {}

  String text() {
    return switch (random.nextInt(40)) {
      case 0 -> "long " + "täxt?".repeat(random.nextInt(200) == 0 ? 20_000 : random.nextInt(20));
      case 1, 2, 3, 4, 5, 6 -> TEXTS.get(random.nextInt(TEXTS.size()));
      case 7, 8 ->
          TEXTS.get(random.nextInt(TEXTS.size())) + TEXTS.get(random.nextInt(TEXTS.size()));
      default -> "name/" + random.nextInt(1000);
    };
  }

  /** A number of entries at which something changes. */
  int size() {
    var sizes = List.of(0, 1, 2, 4, 5, 6, 32, 33, 63, 64, 65, 66, 300);
    return sizes.get(random.nextInt(sizes.size()));
  }

  private SortedMap<String, String> entries(int size) {
    var entries = new TreeMap<String, String>();
    while (entries.size() < size) {
      entries.put(entries.size() < 20 ? text() : "key" + random.nextInt(), text());
    }
    return entries;
  }

  PersistentMap<String, String> map(int size) {
    return PersistentMap.copyOf(entries(size));
  }

  private PersistentMap<String, PersistentMap<String, Long>> nested() {
    var nested = PersistentMap.<String, PersistentMap<String, Long>>empty();
    for (var i = random.nextInt(8); i > 0; i--) {
      var map = PersistentMap.<String, Long>empty();
      for (var count = size(); count > 0; count--) {
        map = map.with(text(), random.nextLong());
      }
      nested = nested.with(text(), map);
    }
    return nested;
  }

  Bulk bulk() {
    return new Bulk(text(), Collections.nCopies(random.nextInt(5), Word.TWO));
  }

  /** A record, with others within it. */
  Sample sample(int depth) {
    var words = new ArrayList<String>();
    for (var i = random.nextInt(5); i > 0; i--) {
      words.add(text());
    }
    var numbers = new TreeMap<String, Integer>();
    words.forEach(it -> numbers.put(it, random.nextInt()));
    return new Sample(
        text(),
        random.nextBoolean() ? Word.ONE : Word.TWO,
        random.nextBoolean() ? null : edge().intValue(),
        edge(),
        random.nextBoolean(),
        new BigInteger(random.nextInt(200), random).negate(),
        new Fingerprint(random.nextLong(), edge()),
        DataType.parse(random.nextBoolean() ? "integer" : "varchar(%d)".formatted(size() + 1)),
        Duration.ofSeconds(random.nextInt(), random.nextInt(1_000_000_000)),
        LocalDateTime.of(2026, 1, 1, 0, 0).plusNanos(random.nextLong()),
        List.copyOf(words),
        new TreeSet<>(words),
        numbers,
        random.nextBoolean() ? Optional.empty() : Optional.of(edge()),
        map(size()),
        PersistentSet.of(entries(size()).keySet()),
        nested(),
        bulk(),
        depth == 0 ? null : sample(depth - 1));
  }

  private Long edge() {
    return switch (random.nextInt(6)) {
      case 0 -> Long.MIN_VALUE;
      case 1 -> Long.MAX_VALUE;
      case 2 -> -1L;
      case 3 -> 0L;
      default -> random.nextLong() >> random.nextInt(64);
    };
  }
}
