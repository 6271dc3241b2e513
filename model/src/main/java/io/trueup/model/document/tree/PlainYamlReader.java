package io.trueup.model.document.tree;

import io.trueup.model.document.tree.Tree.Entry;
import io.trueup.model.document.tree.Tree.Mapping;
import io.trueup.model.document.tree.Tree.Scalar;
import io.trueup.model.document.tree.Tree.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads YAML in the form that people and tools usually write: blocks indented with spaces, texts
 * and brackets that end on their line, comments. Leaves a file with anchors, tags, directives,
 * block scalars, explicit keys or errors to {@link YamlTreeParser}. The result is always that of
 * {@link YamlTrees}, in text, line and column.
 */
final class PlainYamlReader extends PlainFlowReader {

  /** The indentation of the line at {@code at}, -1 at the end of a document. */
  private int next;

  /** The depth of the values that each may be repeated elsewhere; 0 for none. */
  private int repeatedDepth;

  private PlainYamlReader(byte[] bytes, ReadLimits limits, @Nullable RepeatedValues known) {
    super(bytes, limits, known);
  }

  /** The documents of a file, without those that are null, if the file is in the plain form. */
  static Optional<List<Tree>> read(
      byte[] content, ReadLimits limits, @Nullable RepeatedValues known) {
    try {
      return Optional.of(new PlainYamlReader(content, limits, known).documents());
    } catch (NotPlainException e) {
      return Optional.empty();
    }
  }

  private List<Tree> documents() {
    var documents = new ArrayList<Tree>();
    startLine(at);
    if (next >= 0) {
      documents.add(document());
    }
    while (at < end) {
      at += 3; // the dashes
      endLine();
      if (next >= 0) {
        documents.add(document());
      } else {
        count(1);
      }
    }
    documents.removeIf(document -> document instanceof Scalar scalar && scalar.isNull());
    return documents;
  }

  private Tree document() {
    var tree = node(1);
    require(next < 0);
    return tree;
  }

  /** Moves from the end of a value to the next line with content. */
  private void endLine() {
    var p = spaces(at);
    if (p < end && bytes[p] == '#' && p > at) {
      p = comment(p);
    }
    if (p == end) {
      endFile();
    } else {
      startLine(afterBreak(p));
    }
  }

  /** Moves from the start of a line to the first line with content. */
  private void startLine(int start) {
    var p = start;
    while (true) {
      var content = spaces(p);
      if (content < end && bytes[content] == '#') {
        content = comment(content);
      }
      if (content == end) {
        endFile();
        return;
      }
      var b = bytes[content];
      if (b != '\n' && b != '\r') {
        at = content;
        next = content == p && (b == '-' || b == '.') && isMarker() ? -1 : content - p;
        return;
      }
      p = afterBreak(content);
    }
  }

  private void endFile() {
    at = end;
    next = -1;
  }

  /** Whether a document starts here; the text after the dashes is read later. */
  private boolean isMarker() {
    var repeated = at + 2 < end && bytes[at + 1] == bytes[at] && bytes[at + 2] == bytes[at];
    require(!repeated || bytes[at] == '-');
    return repeated;
  }

  private int comment(int from) {
    var p = nextSpecial(from, COMMENT);
    while (p < end && bytes[p] != '\n' && bytes[p] != '\r') {
      p = nextSpecial(afterWide(p), COMMENT);
    }
    return p;
  }

  private boolean isItem() {
    return bytes[at] == '-' && isBlank(at + 1);
  }

  /** Whether the rest of the line is empty or a comment. */
  private boolean isRestEmpty(int p) {
    return p == end || bytes[p] == '\n' || bytes[p] == '\r' || (bytes[p] == '#' && p > at);
  }

  /** A value that begins where blocks may begin. */
  private Tree node(int depth) {
    var indent = at - lineStart;
    if (isItem()) {
      return sequence(indent, depth);
    }
    if (bytes[at] == '[' || bytes[at] == '{') {
      return inline(depth);
    }
    var start = at;
    var startLine = line;
    var text = text(BLOCK);
    if (isKey(start)) {
      return mapping(text, indent, depth);
    }
    count(depth);
    endLine();
    return new Scalar(text, quoted, startLine, indent + 1);
  }

  /** A value that ends on its line and is no key. */
  private Tree inline(int depth) {
    Tree tree;
    if (bytes[at] == '[') {
      tree = flowSequence(depth);
    } else if (bytes[at] == '{') {
      tree = flowMapping(depth);
    } else {
      tree = scalar(BLOCK, depth);
    }
    endLine();
    return tree;
  }

  /**
   * A list. If the next line is indented like nothing around it, the value around it refuses that
   * line.
   */
  private Sequence sequence(int indent, int depth) {
    count(depth);
    var first = parts.items();
    var startLine = line;
    do {
      at++; // the dash
      parts.add(item(indent, depth + 1));
    } while (next == indent && isItem());
    return new Sequence(parts.takeItems(first), startLine, indent + 1);
  }

  private Tree item(int indent, int depth) {
    var p = spaces(at);
    if (!isRestEmpty(p)) {
      at = p;
      return node(depth);
    }
    var nothing = new Scalar("", false, line, column());
    endLine();
    if (next > indent) {
      return node(depth);
    }
    count(depth);
    return nothing;
  }

  /** A mapping whose first key was read. */
  private Mapping mapping(String firstName, int indent, int depth) {
    count(depth);
    var first = parts.entries();
    var startLine = line;
    var name = firstName;
    while (true) {
      count(depth + 1);
      var nameLine = line;
      at++; // the colon
      parts.add(new Entry(name, nameLine, indent + 1, value(name, indent, depth + 1)));
      if (next < indent) {
        return new Mapping(parts.takeEntries(first), startLine, indent + 1);
      }
      require(next == indent);
      var start = at;
      name = text(BLOCK);
      require(isKey(start));
    }
  }

  /** Moves to the colon after the text that was just read, if that text is a key. */
  private boolean isKey(int start) {
    var p = spaces(at);
    if (p < end && bytes[p] == ':' && isBlank(p + 1)) {
      require(p - start <= LONGEST_KEY);
      at = p;
      return true;
    }
    return false;
  }

  private Tree value(String name, int indent, int depth) {
    if (repeats == null) {
      return value(indent, depth);
    }
    if (depth == repeatedDepth || name.equals("columns")) {
      return repeated(repeats, indent, depth);
    }
    var outer = repeatedDepth;
    repeatedDepth = name.equals("datasets") ? depth + 1 : outer;
    var value = value(indent, depth);
    repeatedDepth = outer;
    return value;
  }

  /**
   * A value, read only if it is a block that is known from elsewhere. The block is whole lines,
   * from the key's colon to the next line with content. The same lines are the same block only
   * where no further line belongs to it.
   */
  private Tree repeated(RepeatFinder repeats, int indent, int depth) {
    var start = place();
    var context = ~(indent << 8 | depth);
    var known = repeats.find(at, context);
    if (known != null) {
      skip(known);
      startLine(at);
      if (next <= indent) {
        return new Mapping(
            RepeatedEntries.known(known.made(), () -> again(start, indent, depth)),
            start.line() + known.extent().firstLine(),
            known.extent().column());
      }
      moveTo(start);
    }
    var read = value(indent, depth);
    if (!(read instanceof Mapping mapping) || mapping.line() == start.line()) {
      return read;
    }
    var end = next < 0 ? at : at - next;
    if (bytes[end - 1] != '\n') {
      return read;
    }
    var extent = extent(start, end, mapping.line(), mapping.column());
    return new Mapping(
        repeats.repeated(mapping.entries(), start.at(), end, context, extent),
        mapping.line(),
        mapping.column());
  }

  private List<Entry> again(Place place, int indent, int depth) {
    var reader = new PlainYamlReader(bytes, limits, null);
    reader.moveTo(place);
    return ((Mapping) reader.value(indent, depth)).entries();
  }

  private Tree value(int indent, int depth) {
    var p = spaces(at);
    if (!isRestEmpty(p)) {
      at = p;
      return inline(depth);
    }
    var column = column();
    var startLine = line;
    endLine();
    if (next > indent) {
      return node(depth);
    }
    if (next == indent && isItem()) {
      return sequence(indent, depth);
    }
    count(depth);
    return new Scalar("", false, startLine, column);
  }
}
