package io.trueup.platforms.relational.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Compares the queries of views by meaning. The catalog spells a query in its own way, which
 * differs between versions in line breaks, parentheses, unneeded quotes, and the relation's name
 * before a column's. Made for queries of the one form of {@link PostgresSql#viewQuery}; queries
 * with other differences never count as equal.
 */
final class ViewText {

  /** After these keywords a name is a relation's, and all its parts count. */
  private static final Set<String> BEFORE_RELATIONS = Set.of("from", "join");

  private static final Set<String> WITHOUT_MEANING = Set.of("(", ")", ";");
  private static final String SPACES = " \t\n\u000B\f\r";

  private ViewText() {}

  static boolean isSame(String one, String other) {
    return one.equals(other) || tokens(one).equals(tokens(other));
  }

  /**
   * The parts of a query that count: quoted names and texts, words, and other characters. Each
   * rollout of a view does this, so there are no regular expressions.
   */
  static List<String> tokens(String query) {
    var tokens = new ArrayList<String>();
    var isRelation = false;
    var end = 0;
    for (var start = start(query, 0); start < query.length(); start = start(query, end)) {
      end = end(query, start);
      var token = plain(query.substring(start, end));
      var isQualified = !tokens.isEmpty() && tokens.getLast().equals(".");
      if (isQualified && !isRelation) {
        tokens.removeLast();
        tokens.removeLast();
      }
      if (!token.equals(".") && !isQualified) {
        isRelation = !tokens.isEmpty() && BEFORE_RELATIONS.contains(tokens.getLast());
      }
      if (!WITHOUT_MEANING.contains(token)) {
        tokens.add(token);
      }
    }
    return tokens;
  }

  /** Where the next token starts; the query's length for none. */
  private static int start(String query, int from) {
    var start = from;
    while (start < query.length() && SPACES.indexOf(query.charAt(start)) >= 0) {
      start++;
    }
    return start;
  }

  private static int end(String query, int start) {
    var first = query.codePointAt(start);
    var next = start + Character.charCount(first);
    if (first == '"' || first == '\'') {
      return endOfQuoted(query, start);
    }
    if (!isLetter(first)) {
      return next;
    }
    while (next < query.length() && isOfWord(query.codePointAt(next))) {
      next += Character.charCount(query.codePointAt(next));
    }
    return next;
  }

  /** Two quotes stand for one. Where none closes, those before count as closing. */
  private static int endOfQuoted(String query, int start) {
    var quote = query.charAt(start);
    var closed = start + 1;
    for (var at = query.indexOf(quote, start + 1); at >= 0; at = query.indexOf(quote, at + 2)) {
      closed = at + 1;
      if (closed == query.length() || query.charAt(closed) != quote) {
        return closed;
      }
    }
    return closed;
  }

  private static boolean isLetter(int character) {
    return character == '_' || Character.isLetter(character);
  }

  private static boolean isOfWord(int character) {
    return isLetter(character)
        || character == '$'
        || switch (Character.getType(character)) {
          case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
              true;
          default -> false;
        };
  }

  /** The token without unneeded quotes. */
  private static String plain(String token) {
    if (token.startsWith("\"")) {
      return isPlainName(token) ? token.substring(1, token.length() - 1) : token;
    }
    return token.startsWith("'") ? token : token.toLowerCase(Locale.ROOT);
  }

  /** Whether a quoted name is the same without its quotes. */
  private static boolean isPlainName(String quoted) {
    if (quoted.length() < 3 || quoted.charAt(1) == '$' || isDigit(quoted.charAt(1))) {
      return false;
    }
    for (var at = 1; at < quoted.length() - 1; at++) {
      var character = quoted.charAt(at);
      var isPlain =
          (character >= 'a' && character <= 'z')
              || character == '_'
              || character == '$'
              || isDigit(character);
      if (!isPlain) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }
}
