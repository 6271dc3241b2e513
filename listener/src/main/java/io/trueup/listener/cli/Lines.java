package io.trueup.listener.cli;

import java.util.ArrayList;
import java.util.List;

/** Text that fits the width of a terminal. Pure. */
final class Lines {

  /** As wide as every terminal is. */
  static final int WIDTH = 80;

  private Lines() {}

  /**
   * Breaks a line between words, so that none is wider; a word that is wider by itself stays whole,
   * since it is to be copied.
   */
  static List<String> wrapped(String text, int width) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (var word : text.split(" ", -1)) {
      if (!line.isEmpty() && width(line) + 1 + width(word) > width) {
        lines.add(line.toString());
        line.setLength(0);
      } else if (!line.isEmpty()) {
        line.append(' ');
      }
      line.append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /** A paragraph whose lines after the first are indented, with a line end. */
  static String paragraph(String text, String indent) {
    var first = wrapped(text, WIDTH);
    if (first.size() == 1) {
      return text + "\n";
    }
    var rest = text.substring(first.getFirst().length() + 1);
    return first.getFirst()
        + "\n"
        + indent
        + String.join("\n" + indent, wrapped(rest, WIDTH - indent.length()))
        + "\n";
  }

  /** How many places a text takes, as far as that can be told. */
  static int width(CharSequence text) {
    return Character.codePointCount(text, 0, text.length());
  }
}
