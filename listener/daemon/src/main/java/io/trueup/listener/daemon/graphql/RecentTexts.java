package io.trueup.listener.daemon.graphql;

import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to the texts that were used last, within a number of characters. Each counts for
 * some more than it has, because what belongs to it takes memory too. Thread-safe.
 */
final class RecentTexts<V> {

  private record Kept<V>(int characters, V value) {}

  private final int most;
  private final int each;
  private final LinkedHashMap<String, Kept<V>> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long characters;

  /**
   * Keeps nothing at first.
   *
   * @param most characters of all texts
   * @param each characters that each counts for beside its own
   */
  RecentTexts(int most, int each) {
    this.most = most;
    this.each = each;
  }

  synchronized Optional<V> find(String key) {
    @Nullable Kept<V> found = kept.get(key);
    return found == null ? Optional.empty() : Optional.of(found.value());
  }

  /**
   * Keeps a value, and forgets those that were not used for longest.
   *
   * @param length the characters that it takes
   */
  synchronized void keep(String key, int length, V value) {
    var counted = length + each;
    var before = kept.put(key, new Kept<>(counted, value));
    characters += counted - (before == null ? 0 : before.characters());
    var oldest = kept.values().iterator();
    while (characters > most && oldest.hasNext()) {
      characters -= oldest.next().characters();
      oldest.remove();
    }
  }

  synchronized long characters() {
    return characters;
  }
}
