package io.trueup.statestore.postgres;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Parses texts that are read again and again, each once: the same text gives the same immutable
 * value, which others can tell by its identity. Bounded. Safe for any thread.
 */
final class ParsedTexts<T> {

  /** More than any installation has at once; then all are parsed again. */
  private static final int MOST = 10_000;

  private final Map<String, T> known = new ConcurrentHashMap<>();
  private final Function<String, T> parse;

  /**
   * Knows no texts.
   *
   * @param parse depends on the text alone
   */
  ParsedTexts(Function<String, T> parse) {
    this.parse = parse;
  }

  /** The value of a text; throws what parsing it throws. */
  T of(String text) {
    var found = known.get(text);
    if (found != null) {
      return found;
    }
    if (known.size() >= MOST) {
      known.clear();
    }
    return known.computeIfAbsent(text, parse);
  }
}
