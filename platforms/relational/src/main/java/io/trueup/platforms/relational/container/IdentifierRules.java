package io.trueup.platforms.relational.container;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The rules of one product for identifiers.
 *
 * @param maximumLength the greatest length, in units
 * @param characters of an identifier without quotes
 * @param quotes the opening and the closing quote
 * @param prefixes of schemas and tables that the product reserves for itself, folded
 * @param reserved words that need quotes, folded
 * @param forbidden names that a column cannot have even in quotes
 */
public record IdentifierRules(
    int maximumLength,
    Unit unit,
    Alphabet characters,
    Folding folding,
    String quotes,
    List<String> prefixes,
    Set<String> reserved,
    ForbiddenNames forbidden) {

  /**
   * The characters of an identifier without quotes.
   *
   * @param first the characters with which it may start
   * @param then the characters that may follow
   */
  record Alphabet(CharacterSet first, CharacterSet then) {}

  /**
   * Names that are refused even in quotes, folded.
   *
   * @param prefixes the starts of further such names
   */
  public record ForbiddenNames(Set<String> names, List<String> prefixes) {

    public ForbiddenNames {
      names = Set.copyOf(names);
      prefixes = List.copyOf(prefixes);
    }
  }

  /** The unit of lengths. */
  public enum Unit {
    BYTES {
      @Override
      int of(String text) {
        return isAscii(text) ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
      }
    },
    CHARACTERS {
      @Override
      int of(String text) {
        return text.codePointCount(0, text.length());
      }
    },
    UTF16_UNITS {
      @Override
      int of(String text) {
        return text.length();
      }
    };

    abstract int of(String text);

    private static boolean isAscii(String text) {
      for (var at = 0; at < text.length(); at++) {
        if (text.charAt(at) > 0x7f) {
          return false;
        }
      }
      return true;
    }

    /** As the documentation spells it. */
    public String text() {
      return this == UTF16_UNITS ? "UTF-16 units" : name().toLowerCase(Locale.ROOT);
    }
  }

  /** How the product folds an identifier without quotes. */
  public enum Folding {
    LOWER,
    UPPER,
    /** It keeps the identifier as written and compares without case. */
    INSENSITIVE;

    /** As the documentation spells it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public IdentifierRules {
    prefixes = List.copyOf(prefixes);
    reserved = Set.copyOf(reserved);
  }

  /**
   * Folds a name as the product folds names without quotes; names that fold to the same are one
   * name. Idempotent.
   */
  public String fold(String name) {
    return folding == Folding.UPPER ? name.toUpperCase(Locale.ROOT) : name.toLowerCase(Locale.ROOT);
  }

  /** The length of a name in {@link #unit}. */
  public int length(String name) {
    return unit.of(name);
  }

  /** Whether a name is neither empty nor too long. */
  public boolean fits(String name) {
    return !name.isEmpty() && length(name) <= maximumLength;
  }

  /** Whether a name needs no quotes, neither because of a character nor because it is reserved. */
  public boolean isPlain(String name) {
    return isLegal(name) && !isReserved(name);
  }

  /**
   * Whether a name is in ASCII, fits, needs no quotes because of a character, and folds to itself.
   * A fast test that almost all names pass.
   */
  boolean isOrdinary(String name) {
    if (name.isEmpty() || name.length() > maximumLength || !mayBegin(name.charAt(0))) {
      return false;
    }
    var folded = folding == Folding.UPPER ? 'a' : 'A';
    for (var at = 0; at < name.length(); at++) {
      var each = name.charAt(at);
      if (each > 0x7f || (each >= folded && each < folded + 26) || !mayFollow(each)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a name has only characters that need no quotes. */
  public boolean isLegal(String name) {
    return !name.isEmpty() && mayBegin(name.codePointAt(0)) && characters.then().matchAll(name);
  }

  boolean mayFollow(int codePoint) {
    return characters.then().matches(codePoint);
  }

  boolean mayBegin(int codePoint) {
    return characters.first().matches(codePoint);
  }

  /** Whether the product reserves the word, its prefix or the name. */
  public boolean isReserved(String name) {
    var folded = fold(name);
    return reserved.contains(folded) || beginsWithAny(folded, prefixes) || isForbidden(folded);
  }

  /** Whether a column cannot have that name even in quotes. */
  public boolean isForbidden(String name) {
    var folded = fold(name);
    return forbidden.names().contains(folded) || beginsWithAny(folded, forbidden.prefixes());
  }

  private static boolean beginsWithAny(String name, List<String> prefixes) {
    for (var prefix : prefixes) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /** The name in the product's quotes. */
  public String quote(String name) {
    var open = quotes.substring(0, 1);
    var close = quotes.substring(quotes.length() - 1);
    return open + name.replace(close, close + close) + close;
  }
}
