package io.trueup.platforms.container;

import java.util.BitSet;

/**
 * A set of characters.
 *
 * @param text as the class of a regular expression without its brackets: single ones and ranges
 *     such as {@code A-Z}; {@code +} stands for all beyond ASCII
 * @param ascii those of it in ASCII
 */
record Characters(String text, BitSet ascii) {

  static Characters of(String text) {
    var ascii = new BitSet();
    for (var at = 0; at < text.length(); at++) {
      var isRange = at + 2 < text.length() && text.charAt(at + 1) == '-';
      ascii.set(text.charAt(at), text.charAt(isRange ? at + 2 : at) + 1);
      at += isRange ? 2 : 0;
    }
    ascii.clear('+');
    return new Characters(text, ascii);
  }

  boolean matches(int codePoint) {
    return codePoint > 0x7f ? text.indexOf('+') >= 0 : ascii.get(codePoint);
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
