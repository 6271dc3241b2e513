package io.trueup.model.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.trueup.model.document.Tree.Entry;
import io.trueup.model.document.Tree.Mapping;
import io.trueup.model.document.Tree.Scalar;
import io.trueup.model.document.Tree.Sequence;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Reads JSON, one document or several after each other, within limits. Not thread-safe; one
 * instance reads one file.
 */
final class JsonTrees {

  private final JsonParser parser;
  private final ReadLimits limits;
  private final List<Problem> problems = new ArrayList<>();
  private int values;

  private JsonTrees(JsonParser parser, ReadLimits limits) {
    this.parser = parser;
    this.limits = limits;
  }

  static TreeReader.Result read(String text, ReadLimits limits) {
    var documents = new ArrayList<Tree>();
    var factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(limits.depth())
                    .maxNumberLength(100)
                    .maxStringLength(limits.bytes())
                    .build())
            .build();
    try (var parser = factory.createParser(text)) {
      var reader = new JsonTrees(parser, limits);
      try {
        while (parser.nextToken() != null) {
          documents.add(reader.value());
        }
      } catch (JsonProcessingException e) {
        reader.problems.add(syntax(e));
      }
      documents.removeIf(document -> document instanceof Scalar scalar && scalar.isNull());
      return new TreeReader.Result(documents, reader.problems);
    } catch (IOException e) {
      throw new UncheckedIOException("A text in memory cannot fail to be read", e);
    }
  }

  private static Problem syntax(JsonProcessingException e) {
    var at = e.getLocation();
    var location =
        at == null ? Location.NOWHERE : new Location("", at.getLineNr(), at.getColumnNr());
    return Problem.error(
        "document.syntax",
        location,
        "This is not JSON: " + e.getOriginalMessage().replaceAll("\\s*\\(.*", ""),
        "Correct the syntax at this place");
  }

  private Tree value() throws IOException {
    if (++values > limits.values()) {
      throw new com.fasterxml.jackson.core.exc.StreamConstraintsException(
          "the file holds more than %,d values".formatted(limits.values()),
          parser.currentLocation());
    }
    var line = parser.currentTokenLocation().getLineNr();
    var column = parser.currentTokenLocation().getColumnNr();
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(line, column);
      case START_ARRAY -> {
        var items = new ArrayList<Tree>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value());
        }
        yield new Sequence(items, line, column);
      }
      case VALUE_STRING -> new Scalar(parser.getText(), true, line, column);
      default -> new Scalar(parser.getText(), false, line, column);
    };
  }

  private Mapping mapping(int line, int column) throws IOException {
    var entries = new ArrayList<Entry>();
    var names = new HashSet<String>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var name = parser.currentName();
      var at = parser.currentTokenLocation();
      parser.nextToken();
      var value = value();
      if (names.add(name)) {
        entries.add(new Entry(name, at.getLineNr(), at.getColumnNr(), value));
      } else {
        problems.add(
            Problem.error(
                "document.duplicate-key",
                new Location("", at.getLineNr(), at.getColumnNr()),
                "'%s' is given twice".formatted(name),
                "Remove one of the two"));
      }
    }
    return new Mapping(entries, line, column);
  }
}
