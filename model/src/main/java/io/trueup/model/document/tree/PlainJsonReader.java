package io.trueup.model.document.tree;

import io.trueup.model.document.tree.Tree.Entry;
import io.trueup.model.document.tree.Tree.Mapping;
import io.trueup.model.document.tree.Tree.Scalar;
import io.trueup.model.document.tree.Tree.Sequence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON documents that are objects or lists (RFC 8259) without an error, and leaves all others
 * to {@link JsonTreeParser}. The result is always that of {@link JsonTreeParser}, in text, line and
 * column.
 */
final class PlainJsonReader extends PlainReader {

  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  /** The depth of the values that each may be repeated elsewhere; 0 for none. */
  private int repeatedDepth;

  private PlainJsonReader(byte[] bytes, ReadLimits limits, @Nullable RepeatedValues known) {
    super(bytes, limits, known);
  }

  /** The documents of a file, if it is in the plain form. */
  static Optional<List<Tree>> read(
      byte[] content, ReadLimits limits, @Nullable RepeatedValues known) {
    try {
      return Optional.of(new PlainJsonReader(content, limits, known).documents());
    } catch (NotPlainException e) {
      return Optional.empty();
    }
  }

  private List<Tree> documents() {
    var documents = new ArrayList<Tree>();
    for (var b = skipBlanks(); b != 0; b = skipBlanks()) {
      require(b == '{' || b == '[');
      documents.add(value(b, 1));
    }
    return documents;
  }

  /** Moves to the next byte that is not blank; 0 at the end of the file. */
  private byte skipBlanks() {
    while (at < end) {
      var b = bytes[at];
      if (b > ' ') {
        return b;
      } else if (b == ' ' || b == '\t') {
        at++;
      } else {
        at = afterBreak(at);
      }
    }
    return 0;
  }

  private Tree value(byte first, int depth) {
    count(depth);
    var startLine = line;
    var column = column();
    return switch (first) {
      case '{' -> mapping(startLine, column, depth);
      case '[' -> sequence(startLine, column, depth);
      case '"' -> new Scalar(doubleQuoted(JSON), true, startLine, column);
      case 't' -> word(TRUE, "true", column);
      case 'f' -> word(FALSE, "false", column);
      case 'n' -> word(NULL, "null", column);
      default -> new Scalar(number(), false, startLine, column);
    };
  }

  private Mapping mapping(int startLine, int column, int depth) {
    var first = parts.entries();
    at++;
    if (skipBlanks() == '}') {
      at++;
      return new Mapping(List.of(), startLine, column);
    }
    do {
      parts.add(entry(depth + 1));
    } while (continues((byte) '}'));
    return new Mapping(parts.takeEntries(first), startLine, column);
  }

  private Entry entry(int depth) {
    require(skipBlanks() == '"');
    var startLine = line;
    var column = column();
    var name = doubleQuoted(JSON);
    require(skipBlanks() == ':');
    at++;
    var first = skipBlanks();
    return new Entry(name, startLine, column, value(name, first, depth));
  }

  private Tree value(String name, byte first, int depth) {
    if (first != '{' || repeats == null) {
      return value(first, depth);
    }
    if (depth == repeatedDepth || name.equals("columns")) {
      return repeatedMapping(repeats, depth);
    }
    var outer = repeatedDepth;
    repeatedDepth = name.equals("datasets") ? depth + 1 : outer;
    var value = value(first, depth);
    repeatedDepth = outer;
    return value;
  }

  /** A mapping, read only if it is not known from elsewhere. */
  private Mapping repeatedMapping(RepeatFinder repeats, int depth) {
    var start = place();
    var column = column();
    var known = repeats.find(at, depth);
    if (known != null) {
      skip(known);
      return new Mapping(
          RepeatedEntries.known(known.made(), () -> again(start, depth)), start.line(), column);
    }
    count(depth);
    var read = mapping(line, column, depth);
    var extent = extent(start, lineStart, start.line(), 0);
    return new Mapping(
        repeats.repeated(read.entries(), start.at(), at, depth, extent), start.line(), column);
  }

  private List<Entry> again(Place place, int depth) {
    var reader = new PlainJsonReader(bytes, limits, null);
    reader.moveTo(place);
    return reader.mapping(place.line(), reader.column(), depth).entries();
  }

  private Sequence sequence(int startLine, int column, int depth) {
    var first = parts.items();
    at++;
    if (skipBlanks() == ']') {
      at++;
      return new Sequence(List.of(), startLine, column);
    }
    do {
      parts.add(value(skipBlanks(), depth + 1));
    } while (continues((byte) ']'));
    return new Sequence(parts.takeItems(first), startLine, column);
  }

  /** Steps over a comma or out of brackets. */
  private boolean continues(byte close) {
    var b = skipBlanks();
    require(b == ',' || b == close);
    at++;
    return b == ',';
  }

  private Scalar word(byte[] word, String text, int column) {
    require(at + word.length <= end);
    for (var i = 1; i < word.length; i++) {
      require(bytes[at + i] == word[i]);
    }
    at += word.length;
    return new Scalar(text, false, line, column);
  }

  private String number() {
    var start = at;
    require(at < end);
    if (bytes[at] == '-') {
      at++;
    }
    var zero = at < end && bytes[at] == '0';
    var whole = digits();
    require(!zero || whole == 1);
    if (at < end && bytes[at] == '.') {
      at++;
      digits();
    }
    if (at < end && (bytes[at] | 0x20) == 'e') {
      at++;
      if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
        at++;
      }
      digits();
    }
    return texts.ascii(start, at);
  }

  /** Steps over at least one digit and returns their number. */
  private int digits() {
    var start = at;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    require(at > start);
    return at - start;
  }

  @Override
  int columns(int codePoint) {
    return Character.charCount(codePoint);
  }
}
