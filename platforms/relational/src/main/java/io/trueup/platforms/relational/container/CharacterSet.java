package io.trueup.platforms.relational.container;

/**
 * A set of characters.
 *
 * @param text as the class of a regular expression without its brackets: single ones and ranges
 *     such as {@code A-Z}; {@code +} means every character beyond ASCII
 * @param low one bit for each member among the first 64 characters of ASCII
 * @param high one bit for each member among the other 64
 */
record CharacterSet(String text, long low, long high) {

  static CharacterSet of(String text) {
    var low = 0L;
    var high = 0L;
    for (var at = 0; at < text.length(); at++) {
      var isRange = at + 2 < text.length() && text.charAt(at + 1) == '-';
      var first = text.charAt(at);
      var last = isRange ? text.charAt(at + 2) : first;
      for (var each = first; each <= last && first != '+'; each++) {
        low |= each < Long.SIZE ? 1L << each : 0;
        high |= each < Long.SIZE ? 0 : 1L << each;
      }
      at += isRange ? 2 : 0;
    }
    return new CharacterSet(text, low, high);
  }

  boolean matches(int codePoint) {
    return codePoint > 0x7f
        ? text.indexOf('+') >= 0
        : ((codePoint < Long.SIZE ? low : high) >>> codePoint & 1) != 0;
  }

  boolean matchAll(String name) {
    for (var at = 0; at < name.length(); at++) {
      if (!matches(name.charAt(at))) {
        return false;
      }
    }
    return true;
  }
}
