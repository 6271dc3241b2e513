package io.trueup.model.document.tree;

import io.trueup.model.document.tree.Tree.Entry;
import io.trueup.model.document.tree.Tree.Mapping;
import io.trueup.model.document.tree.Tree.Scalar;
import io.trueup.model.document.tree.Tree.Sequence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values that stay on one line of plain YAML: texts, and lists and mappings in brackets.
 */
abstract class PlainFlowReader extends PlainReader {

  /** YAML allows 1,024 characters from a key's start to its colon. */
  static final int LONGEST_KEY = 1_000;

  /** Whether the last text was in quotes. */
  boolean quoted;

  PlainFlowReader(byte[] bytes, ReadLimits limits, @Nullable RepeatedValues known) {
    super(bytes, limits, known);
  }

  final Scalar scalar(byte mask, int depth) {
    count(depth);
    var column = column();
    var text = text(mask);
    return new Scalar(text, quoted, line, column);
  }

  /** Whether a space, a line's end or the file's end is there. */
  final boolean isBlank(int p) {
    return p >= end || bytes[p] == ' ' || bytes[p] == '\n' || bytes[p] == '\r';
  }

  final Sequence flowSequence(int depth) {
    count(depth);
    var first = parts.items();
    var column = column();
    if (opensEmpty((byte) ']')) {
      return new Sequence(List.of(), line, column);
    }
    do {
      parts.add(flowNode(depth + 1));
    } while (continues((byte) ']'));
    return new Sequence(parts.takeItems(first), line, column);
  }

  final Mapping flowMapping(int depth) {
    count(depth);
    var first = parts.entries();
    var column = column();
    if (opensEmpty((byte) '}')) {
      return new Mapping(List.of(), line, column);
    }
    do {
      parts.add(flowEntry(depth + 1));
    } while (continues((byte) '}'));
    return new Mapping(parts.takeEntries(first), line, column);
  }

  private Entry flowEntry(int depth) {
    count(depth);
    var start = at;
    var column = column();
    var name = text(FLOW);
    var p = spaces(at);
    require(p < end && bytes[p] == ':' && p - start <= LONGEST_KEY);
    at = p + 1;
    require(quoted || (at < end && bytes[at] == ' '));
    var value = spaces(at);
    require(value < end);
    if (bytes[value] == ',' || bytes[value] == '}') {
      return new Entry(name, line, column, nothing(depth));
    }
    at = value;
    return new Entry(name, line, column, flowNode(depth));
  }

  private Scalar nothing(int depth) {
    count(depth);
    return new Scalar("", false, line, column());
  }

  private Tree flowNode(int depth) {
    return switch (bytes[at]) {
      case '[' -> flowSequence(depth);
      case '{' -> flowMapping(depth);
      default -> scalar(FLOW, depth);
    };
  }

  /** Steps into brackets, and out of them again if they are empty. */
  private boolean opensEmpty(byte close) {
    at = spaces(at + 1);
    require(at < end);
    if (bytes[at] == close) {
      at++;
      return true;
    }
    return false;
  }

  /** Steps over a comma or out of brackets. */
  private boolean continues(byte close) {
    var p = spaces(at);
    require(p < end && (bytes[p] == ',' || bytes[p] == close));
    if (bytes[p] == close) {
      at = p + 1;
      return false;
    }
    at = spaces(p + 1);
    require(at < end);
    return true;
  }

  /** A plain or quoted text; {@code at} moves to its end. */
  final String text(byte mask) {
    return switch (bytes[at]) {
      case '"' -> {
        quoted = true;
        yield doubleQuoted(DOUBLE);
      }
      case '\'' -> {
        quoted = true;
        yield singleQuoted();
      }
      default -> {
        quoted = false;
        yield plain(mask);
      }
    };
  }

  private String singleQuoted() {
    var start = at + 1;
    var shift = lineStart;
    var doubled = false;
    var p = nextSpecial(start, SINGLE);
    while (p < end && !(bytes[p] == '\'' && (p + 1 == end || bytes[p + 1] != '\''))) {
      doubled |= bytes[p] == '\'';
      p = nextSpecial(bytes[p] == '\'' ? p + 2 : afterWide(p), SINGLE);
    }
    require(p < end);
    at = p + 1;
    var text = lineStart == shift ? texts.ascii(start, p) : texts.utf8(start, p);
    return doubled ? text.replace("''", "'") : text;
  }

  private String plain(byte mask) {
    var start = at;
    var shift = lineStart;
    require(startsPlain(start));
    var p = start;
    while (true) {
      p = nextSpecial(p, mask);
      var further = p == end ? p : withinPlain(p, mask);
      if (further == p) {
        require(p > start);
        at = p;
        return lineStart == shift ? texts.ascii(start, p) : texts.utf8(start, p);
      }
      p = further;
    }
  }

  private boolean startsPlain(int p) {
    return switch (bytes[p]) {
      case ':', '?', ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '%', '@', '`' -> false;
      case '-' -> p + 1 < end && Character.isLetterOrDigit(bytes[p + 1]);
      default -> true;
    };
  }

  /** Where a plain text goes on after a byte that may end it, or the same place if it ends. */
  private int withinPlain(int p, byte mask) {
    return switch (bytes[p]) {
      case ':' -> endsKey(p, mask) ? p : p + 1;
      case ' ' -> {
        var word = spaces(p);
        yield word == end || endsBefore(word, mask) ? p : word;
      }
      case ',', '[', ']', '{', '}', '\n', '\r' -> p;
      default -> afterWide(p);
    };
  }

  /** Whether the byte after spaces ends the text before them. */
  private boolean endsBefore(int p, byte mask) {
    return switch (bytes[p]) {
      case '#', '\n', '\r' -> true;
      case ':' -> endsKey(p, mask);
      case ',', '[', ']', '{', '}' -> mask == FLOW;
      default -> false;
    };
  }

  private boolean endsKey(int p, byte mask) {
    return isBlank(p + 1) || (mask == FLOW && ",[]{}".indexOf(bytes[p + 1]) >= 0);
  }

  @Override
  final int columns(int codePoint) {
    require(codePoint >= 0xA0 && codePoint != 0x2028 && codePoint != 0x2029);
    require(codePoint != 0xFEFF && codePoint != 0xFFFE && codePoint != 0xFFFF);
    return 1;
  }
}
