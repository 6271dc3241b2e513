package io.trueup.model.type;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The type of a column, such as {@code varchar(40)} or {@code array<decimal(10,2)>}. Immutable;
 * equal types, and no others, have the same canonical text, which {@code toString} writes and
 * {@link #parse} reads.
 *
 * <p>Constructors throw {@link IllegalArgumentException} for invalid parameters, with a phrase that
 * says what is wrong.
 */
public sealed interface DataType
    permits DataType.Simple,
        DataType.Whole,
        FloatFormat,
        BlockFloat,
        DataType.Decimal,
        DataType.Text,
        DataType.Binary,
        DataType.Vector,
        DataType.Geography,
        DataType.ArrayOf,
        DataType.MapOf,
        DataType.Struct {

  /** The length of what has no bound; above every length that can be declared. */
  int UNBOUNDED = Integer.MAX_VALUE;

  /** The greatest length that can be declared, in characters or bytes. */
  int LONGEST = UNBOUNDED - 1;

  /** The greatest precision: Vertica's, the widest among the warehouses. */
  int WIDEST = 1024;

  /** The greatest dimension: Oracle's, the greatest among the databases with vectors. */
  int MOST_DIMENSIONS = 65_535;

  /** The greatest spatial reference: PostGIS's, which leaves room above EPSG's and ESRI's codes. */
  int GREATEST_SRID = 999_999;

  /** How many levels types may be nested, the outermost included. */
  int DEEPEST = 32;

  /** The most characters of a type's text. */
  int MOST_CHARACTERS = 4096;

  /**
   * Reads the text form. Case of keywords, and spaces around them, brackets and commas, do not
   * matter; names of fields and collations are taken as they are. Cheap for a text that was read
   * before; the result is then usually the same object.
   *
   * @throws IllegalArgumentException with a sentence for the author when the text is not a type
   */
  static DataType parse(String text) {
    return TypeCache.of(text);
  }

  /** How many levels of types this one has, itself included; 1 for most. */
  default int depth() {
    return 1;
  }

  /** A type without parameters that is not a number. */
  enum Simple implements DataType {
    BOOLEAN,
    DATE,
    TIME,
    TIMESTAMP,
    TIMESTAMP_ZONE,
    INTERVAL,
    VARIANT,
    UUID;

    private final String text =
        name().equals("TIMESTAMP_ZONE") ? "timestamp(zone)" : name().toLowerCase(Locale.ROOT);

    @Override
    public String toString() {
      return text;
    }
  }

  /** A whole number in two's complement, from the narrowest to the widest. */
  enum Whole implements DataType {
    TINYINT,
    SMALLINT,
    INTEGER,
    BIGINT;

    private final String text = name().toLowerCase(Locale.ROOT);

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * An exact decimal number.
   *
   * @param precision all its digits, 1 to {@link #WIDEST}
   * @param scale the digits after the point, 0 to precision
   */
  record Decimal(int precision, int scale) implements DataType {

    public Decimal {
      TypeChecks.within("precision", precision, WIDEST);
      TypeChecks.require(
          scale >= 0 && scale <= precision,
          "its scale of %s is not between 0 and its precision of %s",
          scale,
          precision);
    }

    @Override
    public String toString() {
      return "decimal(" + precision + "," + scale + ")";
    }
  }

  /** The kinds of texts. Those that start with N hold national characters. */
  enum Form {
    CHAR,
    VARCHAR,
    NCHAR,
    NVARCHAR,
    STRING;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** Whether every value is padded to the length, which therefore must be given. */
    public boolean isFixed() {
      return this == CHAR || this == NCHAR;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * A text, such as {@code varchar(40) collate "de_DE"}.
   *
   * @param form the kind of text
   * @param length in characters, 1 to {@link #LONGEST}, or {@link #UNBOUNDED}
   * @param collation its name as the container knows it: a letter, then letters, digits and {@code
   *     _ . @ = ; : + -}, at most 128; null for the container's default
   */
  record Text(Form form, int length, @Nullable String collation) implements DataType {

    private static final Pattern COLLATION = Pattern.compile("[A-Za-z][A-Za-z0-9_.@=;:+-]{0,127}");

    public Text {
      TypeChecks.require(
          !form.isFixed() || length != UNBOUNDED, "%s needs a length, as in %s(10)", form, form);
      TypeChecks.length(length);
      TypeChecks.require(
          collation == null || COLLATION.matcher(collation).matches(),
          "\"%s\" is not the name of a collation",
          collation == null ? "" : collation);
    }

    /** Whether there is a bound to its length. */
    public boolean isBounded() {
      return length != UNBOUNDED;
    }

    @Override
    public String toString() {
      var sized = isBounded() ? form + "(" + length + ")" : form.toString();
      return collation == null ? sized : sized + " collate \"" + collation + "\"";
    }
  }

  /**
   * Bytes.
   *
   * @param length the most of them, 1 to {@link #LONGEST}, or {@link #UNBOUNDED}
   */
  record Binary(int length) implements DataType {

    public Binary {
      TypeChecks.length(length);
    }

    /** Whether there is a bound to its length. */
    public boolean isBounded() {
      return length != UNBOUNDED;
    }

    @Override
    public String toString() {
      return isBounded() ? "binary(" + length + ")" : "binary";
    }
  }

  /**
   * A vector of numbers, for similarity search.
   *
   * @param dimension the count of numbers, 1 to {@link #MOST_DIMENSIONS}
   */
  record Vector(int dimension) implements DataType {

    public Vector {
      TypeChecks.within("dimension", dimension, MOST_DIMENSIONS);
    }

    @Override
    public String toString() {
      return "vector(" + dimension + ")";
    }
  }

  /**
   * The shapes of OGC's Simple Feature Access (06-103r4, 6.1); {@link #GEOMETRY} is any of them.
   */
  enum Shape {
    POINT,
    LINESTRING,
    POLYGON,
    MULTIPOINT,
    MULTILINESTRING,
    MULTIPOLYGON,
    GEOMETRYCOLLECTION,
    GEOMETRY;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Places on earth: {@code geography}, {@code geography(4326)} or {@code geography(4326,point)}.
   *
   * @param srid the spatial reference of all values, 1 to {@link #GREATEST_SRID}; 0 allows any
   *     reference and any shape
   * @param shape the shape that all values have
   */
  record Geography(int srid, Shape shape) implements DataType {

    public Geography {
      if (srid != 0) {
        TypeChecks.within("spatial reference", srid, GREATEST_SRID);
      }
      TypeChecks.require(srid != 0 || shape == Shape.GEOMETRY, "a shape needs a spatial reference");
    }

    @Override
    public String toString() {
      if (srid == 0) {
        return "geography";
      }
      return shape == Shape.GEOMETRY
          ? "geography(" + srid + ")"
          : "geography(" + srid + "," + shape + ")";
    }
  }

  /** A list of values of one type. */
  record ArrayOf(DataType element) implements DataType {

    public ArrayOf {
      TypeChecks.depth(element);
    }

    @Override
    public int depth() {
      return 1 + element.depth();
    }

    @Override
    public String toString() {
      return "array<" + element + ">";
    }
  }

  /**
   * Values by their keys.
   *
   * @param key a type with comparable values: no variant, vector, geography, array, map or struct
   * @param value anything
   */
  record MapOf(DataType key, DataType value) implements DataType {

    public MapOf {
      TypeChecks.require(
          switch (key) {
            case Simple it -> it != Simple.VARIANT;
            case Whole _, FloatFormat _, Decimal _, Text _, Binary _ -> true;
            case BlockFloat _, Vector _, Geography _, ArrayOf _, MapOf _, Struct _ -> false;
          },
          "'%s' cannot be the key of a map",
          key);
      TypeChecks.depth(value);
    }

    @Override
    public int depth() {
      return 1 + value.depth();
    }

    @Override
    public String toString() {
      return "map<" + key + "," + value + ">";
    }
  }

  /**
   * A value with named parts.
   *
   * @param fields at least one; names differ; order matters
   */
  record Struct(List<Field> fields) implements DataType {

    public Struct {
      fields = List.copyOf(fields);
      TypeChecks.require(!fields.isEmpty(), "a struct needs a field");
      var names = new HashSet<String>();
      for (var field : fields) {
        TypeChecks.require(names.add(field.name()), "it has two fields '%s'", field.name());
        TypeChecks.depth(field.type());
      }
    }

    @Override
    public int depth() {
      return 1 + fields.stream().mapToInt(it -> it.type().depth()).max().orElse(0);
    }

    @Override
    public String toString() {
      return fields.stream()
          .map(it -> it.name() + ":" + it.type())
          .collect(Collectors.joining(",", "struct<", ">"));
    }
  }

  /**
   * A part of a struct.
   *
   * @param name a letter, then letters, digits and underscores, at most 128
   * @param type what it holds
   */
  record Field(String name, DataType type) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,127}");

    public Field {
      TypeChecks.require(NAME.matcher(name).matches(), "'%s' is not the name of a field", name);
    }
  }

  /** The words that types start with, lower case, in the order of the reference. */
  static Set<String> keywords() {
    return TypeParser.WORDS;
  }
}
