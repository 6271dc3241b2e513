package io.trueup.model.document.tree;

import io.trueup.model.document.tree.RepeatedValues.Extent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The common part of the readers of plain files: the place in the file, the texts and the limits.
 * Throws {@link NotPlainException} wherever the parser of the whole format might read something
 * else; that parser then reads the file and reports its problems. Not thread-safe; one instance
 * reads one file.
 */
abstract class PlainReader {

  /** A bit for a byte that is special in a text in double quotes; a tab is special only in JSON. */
  static final byte DOUBLE = 1;

  static final byte JSON = 2;

  /** Bits for a byte that is special elsewhere in YAML. */
  static final byte SINGLE = 4;

  static final byte COMMENT = 8;
  static final byte BLOCK = 16;
  static final byte FLOW = 32;

  private static final byte[] SPECIAL = special();

  final byte[] bytes;
  final int end;
  final TextDecoder texts;
  final PartStack parts = new PartStack();
  final ReadLimits limits;

  /** Finds values that are repeated elsewhere; null when each is read. */
  final @Nullable RepeatFinder repeats;

  private int values;

  /** The index of the next byte. */
  int at;

  int line = 1;

  /** An index minus this is its column, from 0: the line's start if the line is ASCII. */
  int lineStart;

  PlainReader(byte[] bytes, ReadLimits limits, @Nullable RepeatedValues known) {
    this.bytes = bytes;
    this.end = bytes.length;
    this.texts = new TextDecoder(bytes);
    this.limits = limits;
    this.repeats = known == null ? null : new RepeatFinder(bytes, known);
    this.at = startsWithMark() ? 3 : 0;
    this.lineStart = at;
  }

  private static byte[] special() {
    var special = new byte[256];
    for (var b = 0; b < 256; b++) {
      if (b >= 0x80 || b < ' ') {
        special[b] = (byte) (DOUBLE | JSON | SINGLE | COMMENT | BLOCK | FLOW);
      }
    }
    special[0x7F] = (byte) (DOUBLE | SINGLE | COMMENT | BLOCK | FLOW);
    special['\t'] = JSON | BLOCK | FLOW;
    special['"'] = special['\\'] = DOUBLE | JSON;
    special['\''] = SINGLE;
    special[' '] = special[':'] = BLOCK | FLOW;
    special[','] = special['['] = special[']'] = special['{'] = special['}'] = FLOW;
    return special;
  }

  private boolean startsWithMark() {
    return end >= 3
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF;
  }

  /**
   * The number of columns of a character beyond ASCII; throws {@link NotPlainException} for one
   * that is not plain.
   */
  abstract int columns(int codePoint);

  final int column() {
    return at - lineStart + 1;
  }

  /** Counts a value against the limits. */
  final void count(int depth) {
    if (++values > limits.values() || depth > limits.depth()) {
      throw new NotPlainException();
    }
  }

  /** A place before a value, from which its extent is measured. */
  record Place(int values, int line, int lineStart, int at) {}

  final Place place() {
    return new Place(values, line, lineStart, at);
  }

  /** Returns to a place from which nothing was read, or goes to one of another reader. */
  final void moveTo(Place place) {
    values = place.values();
    line = place.line();
    lineStart = place.lineStart();
    at = place.at();
  }

  /** What was read since a place. */
  final Extent extent(Place from, int lineStartNow, int firstLine, int column) {
    var isOneLine = line == from.line();
    return new Extent(
        values - from.values(),
        line - from.line(),
        lineStartNow - (isOneLine ? from.lineStart() : from.at()),
        firstLine - from.line(),
        column);
  }

  /** Steps over a value that is known. */
  final void skip(RepeatedValues.Known known) {
    var extent = known.extent();
    values += extent.values();
    require(values <= limits.values());
    line += extent.lines();
    lineStart = extent.lineStart() + (extent.lines() == 0 ? lineStart : at);
    at += known.length();
  }

  final void require(boolean plain) {
    if (!plain) {
      throw new NotPlainException();
    }
  }

  /** The index of the next special byte, or the end. */
  final int nextSpecial(int from, byte mask) {
    var p = from;
    while (p < end && (SPECIAL[bytes[p] & 0xFF] & mask) == 0) {
      p++;
    }
    return p;
  }

  /** The index of the next byte that is no space, or the end. */
  final int spaces(int from) {
    var p = from;
    while (p < end && bytes[p] == ' ') {
      p++;
    }
    return p;
  }

  /** The start of the next line, from the end of the last one. */
  final int afterBreak(int from) {
    var p = from;
    if (bytes[p] == '\r') {
      p++;
    }
    require(p < end && bytes[p] == '\n');
    line++;
    lineStart = p + 1;
    return p + 1;
  }

  /** The text between double quotes; {@code at} moves to the byte after them. */
  final String doubleQuoted(byte mask) {
    var start = at + 1;
    var shift = lineStart;
    for (var p = nextSpecial(start, mask); p < end; p = nextSpecial(p, mask)) {
      var b = bytes[p];
      if (b == '"') {
        at = p + 1;
        return lineStart == shift ? texts.ascii(start, p) : texts.utf8(start, p);
      } else if (b == '\\') {
        return unescaped(start, p, mask);
      }
      p = afterWide(p);
    }
    throw new NotPlainException();
  }

  private String unescaped(int start, int firstEscape, byte mask) {
    var text = new StringBuilder();
    var from = start;
    for (var p = firstEscape; p < end; p = nextSpecial(p, mask)) {
      var b = bytes[p];
      if (b != '"' && b != '\\') {
        p = afterWide(p);
        continue;
      }
      text.append(new String(bytes, from, p - from, StandardCharsets.UTF_8));
      if (b == '"') {
        at = p + 1;
        return text.toString();
      }
      require(p + 1 < end);
      text.append(escaped(p + 1));
      p += bytes[p + 1] == 'u' ? 6 : 2;
      from = p;
    }
    throw new NotPlainException();
  }

  /**
   * The character of an escape that YAML and JSON share, unless it cannot be stored or is half a
   * surrogate pair.
   */
  private char escaped(int p) {
    return switch (bytes[p]) {
      case '"' -> '"';
      case '\\' -> '\\';
      case '/' -> '/';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unit(p + 1);
      default -> throw new NotPlainException();
    };
  }

  private char unit(int p) {
    require(p + 4 <= end);
    var unit = 0;
    for (var i = p; i < p + 4; i++) {
      var digit = bytes[i] < 0 ? -1 : Character.digit(bytes[i], 16);
      require(digit >= 0);
      unit = unit * 16 + digit;
    }
    require(unit >= ' ' && !Character.isSurrogate((char) unit));
    return (char) unit;
  }

  /** The place after a character that is not ASCII, once it is known to be valid UTF-8. */
  final int afterWide(int p) {
    var first = bytes[p] & 0xFF;
    require(first >= 0xC2 && first <= 0xF4);
    var length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    require(p + length <= end);
    var codePoint = first & (0x7F >> length);
    for (var i = p + 1; i < p + length; i++) {
      require((bytes[i] & 0xC0) == 0x80);
      codePoint = codePoint << 6 | (bytes[i] & 0x3F);
    }
    require(length < 3 || codePoint >= (length == 3 ? 0x800 : 0x10000));
    require(codePoint <= Character.MAX_CODE_POINT);
    require(codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
    lineStart += length - columns(codePoint);
    return p + length;
  }
}
