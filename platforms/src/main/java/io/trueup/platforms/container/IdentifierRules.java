package io.trueup.platforms.container;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What an identifier of one product may be.
 *
 * @param longest the most units of its length
 * @param first the characters that one without quotes may begin with, as a class of a regular
 *     expression without its brackets
 * @param then those that may follow
 * @param quotes the opening and the closing quote
 * @param prefixes beginnings of schemas and tables that the product keeps for itself, folded
 * @param reserved words that need quotes, folded
 * @param refused what a column cannot be called even within quotes, folded; {@code *} at the end
 *     stands for whatever may follow
 */
public record IdentifierRules(
    int longest,
    Unit unit,
    String first,
    String then,
    Folding folding,
    String quotes,
    List<String> prefixes,
    Set<String> reserved,
    Set<String> refused) {

  /** What lengths count. */
  public enum Unit {
    BYTES {
      @Override
      int of(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
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

    /** As documentation writes it. */
    public String text() {
      return this == UTF16_UNITS ? "UTF-16 units" : name().toLowerCase(Locale.ROOT);
    }
  }

  /** What becomes of an identifier without quotes. */
  public enum Folding {
    LOWER,
    UPPER,
    /** It is kept as it is written and compared without case. */
    INSENSITIVE;

    /** As documentation writes it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public IdentifierRules {
    prefixes = List.copyOf(prefixes);
    reserved = Set.copyOf(reserved);
    refused = Set.copyOf(refused);
  }

  /**
   * A name as names without quotes end up; names of which this gives the same are one name.
   * Idempotent.
   */
  public String fold(String name) {
    return folding == Folding.UPPER ? name.toUpperCase(Locale.ROOT) : name.toLowerCase(Locale.ROOT);
  }

  /** The length of a name in the units that count. */
  public int length(String name) {
    return unit.of(name);
  }

  /** Whether a name is neither empty nor too long. */
  public boolean fits(String name) {
    return !name.isEmpty() && length(name) <= longest;
  }

  /** Whether a name needs no quotes: neither for a character nor for being reserved. */
  public boolean isPlain(String name) {
    return isLegal(name) && !isReserved(name);
  }

  /** Whether a name has only characters that need no quotes. */
  public boolean isLegal(String name) {
    return !name.isEmpty()
        && Characters.of(first).matches(name.codePointAt(0))
        && name.codePoints().allMatch(Characters.of(then)::matches);
  }

  boolean mayFollow(int codePoint) {
    return Characters.of(then).matches(codePoint);
  }

  boolean mayBegin(int codePoint) {
    return Characters.of(first).matches(codePoint);
  }

  /** Whether the product reserves a word, or keeps it or what it begins with for itself. */
  public boolean isReserved(String name) {
    var folded = fold(name);
    return reserved.contains(folded)
        || prefixes.stream().anyMatch(folded::startsWith)
        || isRefused(name);
  }

  /** Whether not even quotes let a column have that name. */
  public boolean isRefused(String name) {
    var folded = fold(name);
    return refused.stream()
        .anyMatch(it ->
            it.endsWith("*")
                ? folded.startsWith(it.substring(0, it.length() - 1))
                : folded.equals(it));
  }

  /** The name within the product's quotes. */
  public String quote(String name) {
    var open = quotes.substring(0, 1);
    var close = quotes.substring(quotes.length() - 1);
    return open + name.replace(close, close + close) + close;
  }
}
