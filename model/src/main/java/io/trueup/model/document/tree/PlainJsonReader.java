package io.trueup.model.document.tree;

import io.trueup.model.document.tree.Tree.Entry;
import io.trueup.model.document.tree.Tree.Mapping;
import io.trueup.model.document.tree.Tree.Scalar;
import io.trueup.model.document.tree.Tree.Sequence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads JSON documents that are objects or lists (RFC 8259) without an error, and leaves all others
 * to {@link JsonTreeParser}. The result is always that of {@link JsonTreeParser}, in text, line and
 * column.
 */
final class PlainJsonReader extends PlainReader {

  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private PlainJsonReader(byte[] bytes, ReadLimits limits) {
    super(bytes, limits);
  }

  /** The documents of a file, if it is in the plain form. */
  static Optional<List<Tree>> read(byte[] content, ReadLimits limits) {
    try {
      return Optional.of(new PlainJsonReader(content, limits).documents());
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
    return new Entry(name, startLine, column, value(skipBlanks(), depth));
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
