package io.trueup.model.type;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The words that no name may be: those that every product reserves (docs/containers.md), so that
 * they must be quoted wherever they are read. What only some products reserve is told where it
 * reaches them.
 */
public final class ReservedWords {

  private static final Set<String> WORDS =
      Set.of(
          """
          ALL AND AS CREATE DISTINCT ELSE FOR FROM GROUP HAVING IN INTERSECT INTO IS LIKE NOT NULL
          ON OR ORDER SELECT THEN TO UNION WHERE WITH
          """
              .trim()
              .split("\\s+", -1));

  /** One bit for each hash of a word: what lacks its bit, as nearly every name does, is no word. */
  private static final BitSet HASHES = hashes();

  private ReservedWords() {}

  private static BitSet hashes() {
    var hashes = new BitSet();
    WORDS.forEach(word -> hashes.set(hash(word)));
    return hashes;
  }

  /** Of 16 bits, the same in any case. */
  private static int hash(String word) {
    var hash = 0;
    for (var at = 0; at < word.length(); at++) {
      hash = 31 * hash + (word.charAt(at) & ~0x20);
    }
    return (hash ^ (hash >>> 16)) & 0xffff;
  }

  /** All of them, in lower case and in order. */
  public static List<String> all() {
    return WORDS.stream().map(it -> it.toLowerCase(Locale.ROOT)).sorted().toList();
  }

  /** Whether a word is reserved, in any case. */
  public static boolean contains(String word) {
    return HASHES.get(hash(word)) && WORDS.contains(word.toUpperCase(Locale.ROOT));
  }
}
