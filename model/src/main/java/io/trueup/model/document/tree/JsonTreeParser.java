package io.trueup.model.document.tree;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.trueup.model.document.tree.Tree.Entry;
import io.trueup.model.document.tree.Tree.Mapping;
import io.trueup.model.document.tree.Tree.Scalar;
import io.trueup.model.document.tree.Tree.Sequence;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads JSON, one document or several in a row, within limits. Not thread-safe; one instance reads
 * one file.
 */
final class JsonTreeParser {

  /** How the parser says where an unclosed bracket was opened. */
  private static final Pattern OPENED_AT =
      Pattern.compile(
          "\\s*\\((?:start marker at|for \\w+ starting at) \\[Source: .*line: (\\d+), column:"
              + " (\\d+)]\\)");

  private final JsonParser parser;
  private final ReadLimits limits;
  private final List<Problem> problems = new ArrayList<>();
  private int values;

  private JsonTreeParser(JsonParser parser, ReadLimits limits) {
    this.parser = parser;
    this.limits = limits;
  }

  static TreeParser.Result read(String text, ReadLimits limits) {
    var documents = new ArrayList<Tree>();
    try (var parser = factory(limits).createParser(text)) {
      var reader = new JsonTreeParser(parser, limits);
      try {
        while (parser.nextToken() != null) {
          documents.add(reader.value(1));
        }
      } catch (ReadingEndedException e) {
        reader.problems.add(e.problem());
      } catch (JsonProcessingException e) {
        reader.problems.add(syntax(e));
      }
      documents.removeIf(document -> document instanceof Scalar scalar && scalar.isNull());
      return new TreeParser.Result(documents, reader.problems);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read a text that is in memory", e);
    }
  }

  /** The parser's own limits are above ours, so that our messages are used. */
  private static JsonFactory factory(ReadLimits limits) {
    var constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(limits.depth() + 1)
            .maxNumberLength(limits.bytes())
            .maxNameLength(limits.bytes())
            .maxStringLength(limits.bytes())
            .build();
    return JsonFactory.builder().streamReadConstraints(constraints).build();
  }

  private static Problem syntax(JsonProcessingException e) {
    var at = e.getLocation();
    var location =
        at == null ? Location.NOWHERE : new Location("", at.getLineNr(), at.getColumnNr());
    var message =
        OPENED_AT
            .matcher(e.getOriginalMessage())
            .replaceAll(", opened at line $1, column $2")
            .replaceAll(": enable `.*", "");
    return Problem.error(
        "document.syntax",
        location,
        "This is not JSON: " + message,
        "Correct the syntax at this place");
  }

  private Tree value(int depth) throws IOException {
    var at = parser.currentTokenLocation();
    var line = at.getLineNr();
    var column = at.getColumnNr();
    if (++values > limits.values()) {
      throw new ReadingEndedException(TreeParser.tooManyValues(limits, line, column));
    }
    if (depth > limits.depth()) {
      throw new ReadingEndedException(TreeParser.tooDeep(limits, line, column));
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(line, column, depth);
      case START_ARRAY -> {
        var items = new ArrayList<Tree>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(depth + 1));
        }
        yield new Sequence(items, line, column);
      }
      case VALUE_STRING -> new Scalar(checked(parser.getText(), at), true, line, column);
      default -> new Scalar(parser.getText(), false, line, column);
    };
  }

  private Mapping mapping(int line, int column, int depth) throws IOException {
    var entries = new ArrayList<Entry>();
    var names = new HashSet<String>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var at = parser.currentTokenLocation();
      var name = checked(parser.currentName(), at);
      parser.nextToken();
      var value = value(depth + 1);
      if (names.add(name)) {
        entries.add(new Entry(name, at.getLineNr(), at.getColumnNr(), value));
      } else {
        TreeParser.add(
            problems,
            Problem.error(
                "document.duplicate-key",
                new Location("", at.getLineNr(), at.getColumnNr()),
                "'%s' is given twice".formatted(name),
                "Remove one of the two"));
      }
    }
    return new Mapping(entries, line, column);
  }

  private String checked(String text, JsonLocation at) {
    if (!TreeParser.isStorable(text)) {
      TreeParser.add(problems, TreeParser.notStorable(at.getLineNr(), at.getColumnNr()));
    }
    return text;
  }
}
