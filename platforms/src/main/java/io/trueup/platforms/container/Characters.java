package io.trueup.platforms.container;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A set of characters, written as the class of a regular expression without its brackets: single
 * ones and ranges such as {@code A-Z}; {@code +} stands for all beyond ASCII.
 */
record Characters(String text) {

  private static final Map<String, Characters> KNOWN = new ConcurrentHashMap<>();

  static Characters of(String text) {
    return KNOWN.computeIfAbsent(text, Characters::new);
  }

  boolean matches(int codePoint) {
    if (codePoint > 0x7f) {
      return text.indexOf('+') >= 0;
    }
    for (var at = 0; at < text.length(); at++) {
      var isRange = at + 2 < text.length() && text.charAt(at + 1) == '-';
      var last = isRange ? text.charAt(at + 2) : text.charAt(at);
      if (codePoint >= text.charAt(at) && codePoint <= last) {
        return true;
      }
      at += isRange ? 2 : 0;
    }
    return false;
  }
}
