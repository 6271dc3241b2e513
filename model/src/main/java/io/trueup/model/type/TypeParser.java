package io.trueup.model.type;

import io.trueup.model.type.DataType.ArrayOf;
import io.trueup.model.type.DataType.Binary;
import io.trueup.model.type.DataType.Decimal;
import io.trueup.model.type.DataType.Field;
import io.trueup.model.type.DataType.Form;
import io.trueup.model.type.DataType.Geography;
import io.trueup.model.type.DataType.MapOf;
import io.trueup.model.type.DataType.Shape;
import io.trueup.model.type.DataType.Simple;
import io.trueup.model.type.DataType.Struct;
import io.trueup.model.type.DataType.Text;
import io.trueup.model.type.DataType.Vector;
import io.trueup.model.type.DataType.Whole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A recursive-descent parser of a type's text, never deeper than {@link DataType#DEEPEST}.
 *
 * <pre>
 * type      = word | "decimal" ( p , s ) | text [ collate " name " ] | "timestamp" [ ( "zone" ) ]
 *           | "binary" [ ( n ) ] | "vector" ( n ) | "geography" [ ( srid [ , shape ] ) ]
 *           | "array" &lt; type > | "map" &lt; type , type > | "struct" &lt; name : type { , name : type } >
 * text      = ( "char" | "nchar" ) ( n ) | ( "varchar" | "nvarchar" | "string" ) [ ( n ) ]
 * </pre>
 */
final class TypeParser {

  private static final int MOST_QUOTED = 120;

  /** The types that are written as a single word. */
  private static final Map<String, DataType> PLAIN = plain();

  static final Set<String> WORDS = words();

  private final String text;
  private int at;

  private TypeParser(String text) {
    this.text = text;
  }

  private static Map<String, DataType> plain() {
    var plain = new LinkedHashMap<String, DataType>();
    Stream.of(Simple.values(), Whole.values(), FloatFormat.values(), BlockFloat.values())
        .<DataType>flatMap(Arrays::stream)
        .filter(it -> it != Simple.TIMESTAMP_ZONE)
        .forEach(it -> plain.put(it.toString(), it));
    return plain;
  }

  private static Set<String> words() {
    var words = new LinkedHashSet<>(PLAIN.keySet());
    Arrays.stream(Form.values()).map(Form::toString).forEach(words::add);
    words.addAll(List.of("decimal", "binary", "vector", "geography", "array", "map", "struct"));
    return Collections.unmodifiableSet(words);
  }

  static DataType parse(String text) {
    checkLength(text);
    try {
      var parser = new TypeParser(text);
      var type = parser.type(1);
      parser.end();
      return type;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'%s' is not a type: %s".formatted(quoted(text), e.getMessage()), e);
    }
  }

  static void checkLength(String text) {
    TypeChecks.require(
        text.length() <= DataType.MOST_CHARACTERS,
        "a type has at most %s characters, found %s",
        DataType.MOST_CHARACTERS,
        text.length());
  }

  private static String quoted(String text) {
    return text.length() <= MOST_QUOTED ? text : text.substring(0, MOST_QUOTED) + "…";
  }

  private DataType type(int depth) {
    TypeChecks.require(
        depth <= DataType.DEEPEST, "types are nested more than %s levels deep", DataType.DEEPEST);
    var word = word("a type").toLowerCase(Locale.ROOT);
    return switch (word) {
      case "char", "varchar", "nchar", "nvarchar", "string" ->
          text(Form.valueOf(word.toUpperCase(Locale.ROOT)));
      case "decimal" -> decimal();
      case "timestamp" -> timestamp();
      case "binary" -> new Binary(length());
      case "vector" -> vector();
      case "geography" -> geography();
      case "array" -> array(depth);
      case "map" -> map(depth);
      case "struct" -> struct(depth);
      default -> plain(word);
    };
  }

  private DataType plain(String word) {
    var plain = PLAIN.get(word);
    if (plain == null) {
      throw new IllegalArgumentException("there is no type '%s'".formatted(word));
    }
    TypeChecks.require(!sees('('), "'%s' takes nothing in brackets", word);
    return plain;
  }

  private DataType text(Form form) {
    TypeChecks.require(!form.isFixed() || sees('('), "%s needs a length, as in %s(10)", form, form);
    return new Text(form, length(), collation());
  }

  private @Nullable String collation() {
    skipSpaces();
    if (!text.regionMatches(true, at, "collate", 0, "collate".length())) {
      return null;
    }
    at += "collate".length();
    expect('"');
    var close = text.indexOf('"', at);
    TypeChecks.require(close >= 0, "the name of its collation has no closing quote");
    var name = text.substring(at, close);
    at = close + 1;
    return name;
  }

  private DataType decimal() {
    TypeChecks.require(sees('('), "decimal needs precision and scale, as in decimal(10,2)");
    expect('(');
    var precision = number();
    expect(',');
    var scale = number();
    expect(')');
    return new Decimal(precision, scale);
  }

  private DataType timestamp() {
    if (!takes('(')) {
      return Simple.TIMESTAMP;
    }
    var word = word("'zone'");
    TypeChecks.require(
        word.equalsIgnoreCase("zone"),
        "timestamp takes nothing in brackets but 'zone', found '%s'",
        word);
    expect(')');
    return Simple.TIMESTAMP_ZONE;
  }

  private DataType vector() {
    TypeChecks.require(sees('('), "vector needs a dimension, as in vector(384)");
    expect('(');
    var dimension = number();
    expect(')');
    return new Vector(dimension);
  }

  private DataType geography() {
    if (!takes('(')) {
      return new Geography(0, Shape.GEOMETRY);
    }
    var srid = number();
    // 0 means any to the value, and nothing to authors.
    TypeChecks.within("spatial reference", srid, DataType.GREATEST_SRID);
    var shape = takes(',') ? shape() : Shape.GEOMETRY;
    expect(')');
    return new Geography(srid, shape);
  }

  private Shape shape() {
    var word = word("a shape");
    return Arrays.stream(Shape.values())
        .filter(it -> it.toString().equalsIgnoreCase(word))
        .findAny()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'%s' is not one of the shapes %s"
                    .formatted(word, Arrays.toString(Shape.values()))));
  }

  private DataType array(int depth) {
    expect('<');
    var element = type(depth + 1);
    expect('>');
    return new ArrayOf(element);
  }

  private DataType map(int depth) {
    expect('<');
    var key = type(depth + 1);
    expect(',');
    var value = type(depth + 1);
    expect('>');
    return new MapOf(key, value);
  }

  private DataType struct(int depth) {
    expect('<');
    var fields = new ArrayList<Field>();
    do {
      var name = word("the name of a field");
      expect(':');
      fields.add(new Field(name, type(depth + 1)));
    } while (takes(','));
    expect('>');
    return new Struct(fields);
  }

  private int length() {
    if (!takes('(')) {
      return DataType.UNBOUNDED;
    }
    var length = number();
    TypeChecks.within("length", length, DataType.LONGEST);
    expect(')');
    return length;
  }

  private int number() {
    skipSpaces();
    var start = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw unexpected("a whole number is expected");
    }
    var digits = text.substring(start, at);
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the number %s is too large".formatted(digits), e);
    }
  }

  private String word(String what) {
    skipSpaces();
    var start = at;
    while (at < text.length() && isWord(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw unexpected(what + " is expected");
    }
    return text.substring(start, at);
  }

  private void end() {
    skipSpaces();
    if (at < text.length()) {
      throw unexpected("nothing more is expected");
    }
  }

  private void expect(char character) {
    if (!takes(character)) {
      throw unexpected("'" + character + "' is expected");
    }
  }

  private boolean takes(char character) {
    var found = sees(character);
    if (found) {
      at++;
    }
    return found;
  }

  private boolean sees(char character) {
    skipSpaces();
    return at < text.length() && text.charAt(at) == character;
  }

  private void skipSpaces() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private IllegalArgumentException unexpected(String what) {
    return new IllegalArgumentException(
        at == text.length()
            ? what + " at its end"
            : "%s at character %d, found '%s'"
                .formatted(what, at + 1, Character.toString(text.codePointAt(at))));
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  private static boolean isWord(char character) {
    return isDigit(character)
        || character == '_'
        || (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z');
  }
}
