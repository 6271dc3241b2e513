package io.trueup.platforms.relational.container;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A readable start of a name before a tail that makes it unique: whole words from the left as long
 * as they fit, then words without their vowels, and at last a part of a word.
 */
final class Abbreviation {

  private static final Pattern HUMP =
      Pattern.compile("(?<=[\\p{Ll}\\p{Nd}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");

  private static final Pattern UNDERSCORES = Pattern.compile("_+");

  private static final Pattern VOWELS = Pattern.compile("(?<!^)[aeiouAEIOU]");

  /** The first word where a name may not start with its own. */
  private static final String SAFE = "x";

  private final IdentifierRules rules;
  private final List<String> words = new ArrayList<>();

  /** An abbreviation of a path, for any tail. */
  Abbreviation(IdentifierRules rules, List<String> parts) {
    this.rules = rules;
    parts.forEach(this::addWords);
  }

  /** The name that ends in a tail. */
  String before(String tail) {
    var room = rules.maximumLength() - rules.length(tail);
    var name = head(words, room) + tail;
    if (rules.mayBegin(name.codePointAt(0)) && !rules.isReserved(name)) {
      return name;
    }
    var safe = new ArrayList<>(words);
    safe.addFirst(rules.fold(SAFE));
    return head(safe, room) + tail;
  }

  /** The words of a part: split at underscores, at characters that need quotes, and at humps. */
  private void addWords(String part) {
    var readable = new StringBuilder();
    part.codePoints().forEach(it -> readable.appendCodePoint(rules.mayFollow(it) ? it : '_'));
    for (var piece : UNDERSCORES.split(readable, -1)) {
      for (var word : HUMP.split(piece, -1)) {
        if (!word.isEmpty()) {
          words.add(rules.fold(word));
        }
      }
    }
  }

  private String head(List<String> all, int room) {
    var head = "";
    var isWhole = true;
    for (var word : all) {
      var next = isWhole ? joined(head, word) : null;
      if (next == null || rules.length(next) > room) {
        isWhole = false;
        next = joined(head, VOWELS.matcher(word).replaceAll(""));
      }
      if (rules.length(next) > room) {
        return head.isEmpty() ? cut(next, room) : head;
      }
      head = next;
    }
    return head.isEmpty() ? rules.fold(SAFE) : head;
  }

  private static String joined(String head, String word) {
    return head.isEmpty() ? word : head + "_" + word;
  }

  private String cut(String text, int room) {
    var cut = new StringBuilder();
    for (var codePoint : text.codePoints().toArray()) {
      var longer = cut + Character.toString(codePoint);
      if (rules.length(longer) > room) {
        break;
      }
      cut.appendCodePoint(codePoint);
    }
    return cut.isEmpty() ? rules.fold(SAFE) : cut.toString();
  }
}
