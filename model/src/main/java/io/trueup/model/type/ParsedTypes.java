package io.trueup.model.type;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The types that were read, by their texts, since a model of a million columns has some hundred
 * types. Bounded: it starts afresh when it is full, which costs time and changes no answer.
 */
final class ParsedTypes {

  private static final int MOST_TEXTS = 4096;
  private static final int LONGEST_TEXT = 256;

  private static final ConcurrentHashMap<String, DataType> KNOWN = new ConcurrentHashMap<>();

  private ParsedTypes() {}

  static DataType of(String text) {
    var known = KNOWN.get(text);
    return known == null ? parsed(text) : known;
  }

  private static DataType parsed(String text) {
    var type = TypeParser.parse(text);
    var canonical = type.toString();
    // Writing may add spaces, and what is written must be readable.
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

  /** How many texts are kept. */
  static int size() {
    return KNOWN.size();
  }
}
