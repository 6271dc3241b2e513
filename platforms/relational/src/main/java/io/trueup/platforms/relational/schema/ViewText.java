package io.trueup.platforms.relational.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Compares the queries of views by meaning. The catalog spells a query in its own way, which
 * differs between versions in line breaks, parentheses, unneeded quotes, and the relation's name
 * before a column's. Made for queries of the one form of {@link PostgresSql#viewQuery}; queries
 * with other differences never count as equal.
 */
final class ViewText {

  private static final Pattern TOKEN =
      Pattern.compile("\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|[\\p{L}_][\\p{L}\\p{N}_$]*|\\S");

  /** After these keywords a name is a relation's, and all its parts count. */
  private static final Set<String> BEFORE_RELATIONS = Set.of("from", "join");

  private ViewText() {}

  static boolean isSame(String one, String other) {
    return tokens(one).equals(tokens(other));
  }

  private static List<String> tokens(String query) {
    var tokens = new ArrayList<String>();
    var isRelation = false;
    var matcher = TOKEN.matcher(query);
    while (matcher.find()) {
      var token = plain(matcher.group());
      var isQualified = !tokens.isEmpty() && tokens.getLast().equals(".");
      if (isQualified && !isRelation) {
        tokens.removeLast();
        tokens.removeLast();
      }
      if (!token.equals(".") && !isQualified) {
        isRelation = !tokens.isEmpty() && BEFORE_RELATIONS.contains(tokens.getLast());
      }
      if (!Set.of("(", ")", ";").contains(token)) {
        tokens.add(token);
      }
    }
    return tokens;
  }

  /** The token without unneeded quotes. */
  private static String plain(String token) {
    if (token.startsWith("\"")) {
      var name = token.substring(1, token.length() - 1).replace("\"\"", "\"");
      return name.matches("[a-z_][a-z0-9_$]*") ? name : token;
    }
    return token.startsWith("'") ? token : token.toLowerCase(Locale.ROOT);
  }
}
