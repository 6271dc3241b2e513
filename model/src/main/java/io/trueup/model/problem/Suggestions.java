package io.trueup.model.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;

/** Suggests what an author probably meant. */
public final class Suggestions {

  private Suggestions() {}

  /**
   * The known word that is nearest to a wrong one, if at most a third of its letters differ. A
   * known word that ends in {@code /} and the wrong word is preferred: a place written without its
   * vendor, a container without its team.
   */
  public static Optional<String> nearest(String wrong, Collection<String> known) {
    var within = "/" + wrong;
    var whole = known.stream().filter(word -> word.endsWith(within)).sorted().findFirst();
    if (whole.isPresent() && wrong.indexOf('/') < 0) {
      return whole;
    }
    return known.stream()
        .filter(word -> Math.abs(word.length() - wrong.length()) <= word.length() / 3)
        .map(word -> new Candidate(word, distance(wrong, word)))
        .filter(candidate -> candidate.distance() <= candidate.word().length() / 3)
        .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::word))
        .map(Candidate::word);
  }

  private record Candidate(String word, int distance) {}

  /**
   * A remedy that suggests the nearest known word; the other remedy when no word is near enough.
   */
  public static String remedy(String wrong, Collection<String> known, String otherwise) {
    return nearest(wrong, known)
        .map(word -> "Did you mean '%s'?%s".formatted(word, foreign(wrong, word)))
        .orElse(otherwise);
  }

  /**
   * A sentence about what the eye misses: a letter of another script that looks like the right one.
   */
  private static String foreign(String wrong, String right) {
    var found = foreign(wrong);
    return found.isPresent() && right.codePoints().noneMatch(it -> it == found.getAsInt())
        ? " The text has " + named(found.getAsInt())
        : "";
  }

  private static OptionalInt foreign(String text) {
    return text.codePoints().filter(it -> it > 0x7f).findFirst();
  }

  /** The first character of a text beyond ASCII, by its name; empty when there is none. */
  public static Optional<String> foreignCharacter(String text) {
    var found = foreign(text);
    return found.isPresent() ? Optional.of(named(found.getAsInt())) : Optional.empty();
  }

  private static String named(int codePoint) {
    var shown =
        Character.isLetterOrDigit(codePoint)
            ? "'%s', ".formatted(Character.toString(codePoint))
            : "";
    var name = Character.getName(codePoint);
    return "%sU+%04X%s".formatted(shown, codePoint, name == null ? "" : " " + name);
  }

  /** Levenshtein's distance, ignoring case. */
  private static int distance(String left, String right) {
    var previous = new int[right.length() + 1];
    for (var j = 0; j <= right.length(); j++) {
      previous[j] = j;
    }
    for (var i = 1; i <= left.length(); i++) {
      var current = new int[right.length() + 1];
      current[0] = i;
      for (var j = 1; j <= right.length(); j++) {
        var same =
            Character.toLowerCase(left.charAt(i - 1)) == Character.toLowerCase(right.charAt(j - 1));
        current[j] =
            Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + (same ? 0 : 1));
      }
      previous = current;
    }
    return previous[right.length()];
  }
}
