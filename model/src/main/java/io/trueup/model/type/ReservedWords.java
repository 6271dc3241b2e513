package io.trueup.model.type;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The words that cannot be names: those that every product reserves (docs/containers.md), so that
 * every query would have to quote them. A word that only some products reserve causes a warning
 * where it reaches one of these.
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

  /**
   * One bit for each hash of a reserved word. Nearly every name lacks its bit, and is not reserved.
   */
  private static final BitSet HASHES = hashes();

  private ReservedWords() {}

  private static BitSet hashes() {
    var hashes = new BitSet();
    WORDS.forEach(word -> hashes.set(hash(word)));
    return hashes;
  }

  /** A hash of 16 bits that ignores case. */
  private static int hash(String word) {
    var hash = 0;
    for (var at = 0; at < word.length(); at++) {
      hash = 31 * hash + (word.charAt(at) & ~0x20);
    }
    return (hash ^ (hash >>> 16)) & 0xffff;
  }

  /** All reserved words, in lower case and sorted. */
  public static List<String> all() {
    return WORDS.stream().map(it -> it.toLowerCase(Locale.ROOT)).sorted().toList();
  }

  /** Whether a word is reserved, in any case. */
  public static boolean contains(String word) {
    return HASHES.get(hash(word)) && WORDS.contains(word.toUpperCase(Locale.ROOT));
  }
}
