package io.trueup.platforms.relational.container;

import io.trueup.model.fingerprint.FingerprintBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Candidates for the physical names of things of the model: pure functions of the container's rules
 * and of the names in the model, never of what else exists. The registry of names decides once
 * which candidate a thing gets.
 *
 * <p>A name of several parts is plain when the parts can be recovered from it: they are joined by
 * two underscores, and no part contains two in a row or has one at an end.
 */
public final class NameCandidates {

  private static final String SEPARATOR = "__";

  /** Hex digits of the digest, from one candidate to the next. */
  private static final List<Integer> DIGITS = List.of(8, 12, 16, 20, 24, 28, 32);

  /** A column has only one candidate, so this digest must be long enough. */
  private static final int COLUMN_DIGITS = 12;

  private NameCandidates() {}

  /**
   * The candidates for a table, a view or a schema, best first: the plain name where it fits, needs
   * no quotes and is not reserved, then abbreviations with ever longer digests of the parts.
   *
   * @param parts the logical path, such as a store and a dataset
   * @param suffix the end of each candidate, such as {@code _merge}; may be empty
   * @throws IllegalArgumentException when the suffix leaves no room
   */
  public static List<String> candidates(IdentifierRules rules, List<String> parts, String suffix) {
    var candidates = new ArrayList<String>();
    var plain = plain(rules, parts, suffix);
    if (plain != null) {
      candidates.add(plain);
    }
    var abbreviation = new Abbreviation(rules, parts);
    var digest = digest(parts);
    for (var digits : DIGITS) {
      if (rules.length(suffix) + digits + 1 < rules.maximumLength()) {
        candidates.add(abbreviation.before(tail(rules, digest, digits, suffix)));
      }
    }
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException(
          "A suffix of %d %s leaves no room for a name of at most %d"
              .formatted(rules.length(suffix), rules.unit().text(), rules.maximumLength()));
    }
    return List.copyOf(candidates);
  }

  /** The plain name; null when the parts have none. */
  static @Nullable String plain(IdentifierRules rules, List<String> parts, String suffix) {
    if (!parts.stream().allMatch(NameCandidates::isSeparable)) {
      return null;
    }
    var plain = rules.fold(String.join(SEPARATOR, parts) + suffix);
    return rules.fits(plain) && rules.isPlain(plain) ? plain : null;
  }

  /** The abbreviation with a digest of that many digits. */
  static String abbreviated(IdentifierRules rules, List<String> parts, String suffix, int digits) {
    return new Abbreviation(rules, parts).before(tail(rules, digest(parts), digits, suffix));
  }

  private static String tail(IdentifierRules rules, String digest, int digits, String suffix) {
    return rules.fold("_" + digest.substring(0, digits) + suffix);
  }

  /**
   * The physical name of a column. Reserved words stay, because statements quote every name. A name
   * that is too long, or that the product refuses even in quotes, is abbreviated.
   */
  public static String column(IdentifierRules rules, String name) {
    if (rules.isOrdinary(name) && !rules.isForbidden(name)) {
      return name;
    }
    var plain = rules.fold(name);
    if (rules.fits(plain) && rules.isLegal(plain) && !rules.isForbidden(plain)) {
      return plain;
    }
    return abbreviated(rules, List.of(name), "", COLUMN_DIGITS);
  }

  private static boolean isSeparable(String part) {
    return !part.isEmpty()
        && !part.contains(SEPARATOR)
        && !part.startsWith("_")
        && !part.endsWith("_");
  }

  private static String digest(List<String> parts) {
    return FingerprintBuilder.of("physical-name").add(parts).fingerprint().toString();
  }
}
