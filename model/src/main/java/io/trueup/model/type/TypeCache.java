package io.trueup.model.type;

import java.util.concurrent.ConcurrentHashMap;

/**
 * A cache of the types that were read, by their texts: a model of a million columns has a few
 * hundred types. Bounded: when it is full it is emptied, which costs time and changes no result.
 */
final class TypeCache {

  private static final int MOST_TEXTS = 4096;
  private static final int LONGEST_TEXT = 256;

  private static final ConcurrentHashMap<String, DataType> KNOWN = new ConcurrentHashMap<>();

  private TypeCache() {}

  static DataType of(String text) {
    var known = KNOWN.get(text);
    return known == null ? parsed(text) : known;
  }

  private static DataType parsed(String text) {
    var type = TypeParser.parse(text);
    var canonical = type.toString();
    // The canonical text can be longer than the text, and must be readable too.
    TypeParser.checkLength(canonical);
    if (text.length() > LONGEST_TEXT || canonical.length() > LONGEST_TEXT) {
      return type;
    }
    if (KNOWN.size() >= MOST_TEXTS) {
      KNOWN.clear();
    }
    var earlier = KNOWN.putIfAbsent(canonical, type);
    var shared = earlier == null ? type : earlier;
    KNOWN.putIfAbsent(text, shared);
    return shared;
  }

  /** The number of cached texts. */
  static int size() {
    return KNOWN.size();
  }
}
