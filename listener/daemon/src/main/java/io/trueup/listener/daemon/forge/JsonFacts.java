package io.trueup.listener.daemon.forge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The few facts of a payload that decide whether it matters, by JSON pointer. A {@code *} in a
 * pointer stands for every item of an array. A fact that is absent or of another type is not there.
 */
final class JsonFacts {

  /** The types of JSON that a fact may have. */
  enum Kind {
    TEXT,
    FLAG,
    NUMBER,
    /** A text or a whole number, as ids are. */
    ID
  }

  /** A fact. */
  record Fact(String path, String value) {}

  /** What to look for, as a tree of the pointers' steps. */
  static final class Wanted {
    private final Map<String, Kind> pointers;
    private final Map<String, Wanted> inner = new HashMap<>();
    private @Nullable Kind kind;
    private String pointer = "";

    private Wanted(Map<String, Kind> pointers) {
      this.pointers = pointers;
    }

    /** These facts, by their pointers. */
    static Wanted of(Map<String, Kind> pointers) {
      var root = new Wanted(Map.copyOf(pointers));
      root.pointers.forEach(root::add);
      return root;
    }

    /** The same and one more fact; as it was where that is wanted already. */
    Wanted and(String more, Kind kindOfMore) {
      var all = new HashMap<>(pointers);
      all.putIfAbsent(more, kindOfMore);
      return of(all);
    }

    private void add(String toAdd, Kind kindOfIt) {
      var at = this;
      for (var step : toAdd.substring(1).split("/", -1)) {
        var name = step.replace("~1", "/").replace("~0", "~");
        at = at.inner.computeIfAbsent(name, _ -> new Wanted(Map.of()));
      }
      at.kind = kindOfIt;
      at.pointer = toAdd;
    }

    private @Nullable Wanted item(int index) {
      var every = inner.get("*");
      return every == null ? inner.get(Integer.toString(index)) : every;
    }
  }

  private static final int MOST = 50_000;
  private static final int BYTE_ORDER_MARK = 0xfeff;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxNameLength(1_000)
                  .maxNumberLength(100)
                  .maxStringLength(1 << 20)
                  .maxTokenCount(1_000_000)
                  .build())
          // The sender chooses the names, so they are not cached.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  static final String UNREADABLE =
      "The body is not a JSON object, or it is nested too deeply or has too long a value";

  private final Map<String, List<Fact>> facts = new HashMap<>();
  private final Map<String, Located> byPath = new HashMap<>();

  private record Located(String pointer, String value) {}

  private JsonFacts() {}

  /**
   * Reads the whole body, so that a malformed end is found too. Bytes that are not UTF-8 are
   * replaced: a commit's message may hold them.
   *
   * @throws IOException when it is not one JSON object, or exceeds what a payload may be. Its
   *     message quotes the payload and is not to be shown
   */
  static JsonFacts read(byte[] body, Wanted wanted) throws IOException {
    var text = new InputStreamReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8);
    try (var reader = new PushbackReader(text)) {
      var first = reader.read();
      if (first >= 0 && first != BYTE_ORDER_MARK) {
        reader.unread(first);
      }
      try (var parser = JSON.createParser(reader)) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          throw new JsonParseException(parser, "not an object");
        }
        var facts = new JsonFacts();
        facts.readObject(parser, "", wanted);
        if (parser.nextToken() != null) {
          throw new JsonParseException(parser, "more than one value");
        }
        return facts;
      }
    }
  }

  /** Reads no deeper than the facts need. */
  private void readObject(JsonParser parser, String path, Wanted wanted) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var name = parser.currentName();
      var inner = wanted.inner.get(name);
      parser.nextToken();
      readValue(parser, path + "/" + (inner == null ? "" : name), inner);
    }
  }

  private void readArray(JsonParser parser, String path, Wanted wanted) throws IOException {
    for (var i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      readValue(parser, path + "/" + i, wanted.item(i));
    }
  }

  private void readValue(JsonParser parser, String path, @Nullable Wanted wanted)
      throws IOException {
    var token = parser.currentToken();
    if (wanted != null && token == JsonToken.START_OBJECT) {
      readObject(parser, path, wanted);
    } else if (wanted != null && token == JsonToken.START_ARRAY) {
      readArray(parser, path, wanted);
    } else if (wanted != null && wanted.kind != null && isOf(wanted.kind, token)) {
      var value = parser.getText();
      var former = byPath.put(path, new Located(wanted.pointer, value));
      if (former != null || byPath.size() > MOST) {
        throw new JsonParseException(parser, "a fact twice, or too many");
      }
      facts.computeIfAbsent(wanted.pointer, _ -> new ArrayList<>()).add(new Fact(path, value));
    } else {
      parser.skipChildren();
    }
  }

  private static boolean isOf(Kind kind, JsonToken token) {
    return switch (token) {
      case VALUE_STRING -> kind == Kind.TEXT || kind == Kind.ID;
      case VALUE_NUMBER_INT -> kind == Kind.NUMBER || kind == Kind.ID;
      case VALUE_TRUE, VALUE_FALSE -> kind == Kind.FLAG;
      default -> false;
    };
  }

  /** The facts of a pointer, in order. */
  List<Fact> all(String pointer) {
    return facts.getOrDefault(pointer, List.of());
  }

  /** The values of a pointer, in order. */
  List<String> values(String pointer) {
    return all(pointer).stream().map(Fact::value).toList();
  }

  /** The value of a pointer at a path that it stands for; null when there is none. */
  @Nullable String at(String pointer, String path) {
    var index = byPath.get(path);
    return index != null && index.pointer().equals(pointer) ? index.value() : null;
  }

  /** The first value of a pointer; null when there is none. */
  @Nullable String one(String pointer) {
    var all = all(pointer);
    return all.isEmpty() ? null : all.getFirst().value();
  }

  /** The first value of these pointers; null when there is none. */
  @Nullable String firstOf(String... pointers) {
    for (var pointer : pointers) {
      var value = one(pointer);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  boolean isTrue(String pointer) {
    return "true".equals(one(pointer));
  }
}
