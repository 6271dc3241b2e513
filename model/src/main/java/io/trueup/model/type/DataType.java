package io.trueup.model.type;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The type of a column, such as {@code varchar(40)} or {@code decimal(10,2)}.
 *
 * @param kind the family
 * @param first length, precision or dimension; {@link #NONE} when the kind has none or it is
 *     unbounded
 * @param second scale; {@link #NONE} when the kind has none
 */
public record DataType(Kind kind, int first, int second) {

  /** No such parameter. */
  public static final int NONE = -1;

  private static final int LONGEST = 1000;

  private static final Pattern SEPARATOR = Pattern.compile("\\s*([(),])\\s*");

  /** Bounded, since Java matches a repeated group by recursion. */
  private static final Pattern PARAMETERS = Pattern.compile("\\(\\d{1,9}(?:,\\d{1,9}){0,7}\\)");

  /** The families of types, by their text form. */
  public enum Kind {
    BOOLEAN(0, 0),
    TINYINT(0, 0),
    SMALLINT(0, 0),
    INTEGER(0, 0),
    BIGINT(0, 0),
    FLOAT32(0, 0),
    FLOAT64(0, 0),
    DECIMAL(2, 2),
    CHAR(1, 1),
    VARCHAR(0, 1),
    NCHAR(1, 1),
    NVARCHAR(0, 1),
    STRING(0, 1),
    DATE(0, 0),
    TIME(0, 0),
    TIMESTAMP(0, 0),
    TIMESTAMP_ZONE(0, 0),
    INTERVAL(0, 0),
    BINARY(0, 1),
    VARIANT(0, 0),
    UUID(0, 0);

    private static final Map<String, Kind> BY_NAME =
        Arrays.stream(values()).collect(Collectors.toMap(Kind::text, Function.identity()));

    private final int minimumParameters;
    private final int maximumParameters;

    Kind(int minimumParameters, int maximumParameters) {
      this.minimumParameters = minimumParameters;
      this.maximumParameters = maximumParameters;
    }

    /** The name in the text form, lower case. */
    public String text() {
      return this == TIMESTAMP_ZONE ? "timestamp(zone)" : name().toLowerCase(Locale.ROOT);
    }
  }

  /** A type without parameters, or an unbounded one. */
  public static DataType of(Kind kind) {
    return new DataType(kind, NONE, NONE);
  }

  /**
   * Reads the text form; case, and spaces around brackets and commas, do not matter.
   *
   * @throws IllegalArgumentException with a sentence for the author when the text is no type
   */
  public static DataType parse(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "a type has at most %d characters, found %d".formatted(LONGEST, text.length()));
    }
    var compact = SEPARATOR.matcher(text.strip()).replaceAll("$1").toLowerCase(Locale.ROOT);
    if (compact.equals(Kind.TIMESTAMP_ZONE.text())) {
      return of(Kind.TIMESTAMP_ZONE);
    }
    var open = compact.indexOf('(');
    var name = open < 0 ? compact : compact.substring(0, open);
    var kind = Kind.BY_NAME.get(name);
    if (kind == null) {
      throw new IllegalArgumentException("'%s' is not a type".formatted(text));
    }
    var parameters = open < 0 ? new int[0] : parameters(text, compact.substring(open));
    if (parameters.length < kind.minimumParameters || parameters.length > kind.maximumParameters) {
      throw new IllegalArgumentException(
          "type '%s' takes %s, found %d"
              .formatted(kind.text(), expectation(kind), parameters.length));
    }
    var type =
        new DataType(
            kind,
            parameters.length > 0 ? parameters[0] : NONE,
            parameters.length > 1 ? parameters[1] : NONE);
    type.check(text);
    return type;
  }

  private static int[] parameters(String text, String bracketed) {
    if (!PARAMETERS.matcher(bracketed).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a type: its brackets hold no list of whole numbers".formatted(text));
    }
    return Arrays.stream(bracketed.substring(1, bracketed.length() - 1).split(",", -1))
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  private static String expectation(Kind kind) {
    if (kind.minimumParameters == kind.maximumParameters) {
      return switch (kind.maximumParameters) {
        case 0 -> "no parameters";
        case 1 -> "one parameter, its length";
        default -> "two parameters, precision and scale";
      };
    }
    return "at most one parameter, its length";
  }

  private void check(String text) {
    if (first == 0) {
      throw new IllegalArgumentException("'%s' has size 0; sizes start at 1".formatted(text));
    }
    if (kind == Kind.DECIMAL && second > first) {
      throw new IllegalArgumentException(
          "'%s' has a scale of %d above its precision of %d".formatted(text, second, first));
    }
  }

  /** The canonical text form. */
  @Override
  public String toString() {
    if (first == NONE) {
      return kind.text();
    }
    return second == NONE
        ? "%s(%d)".formatted(kind.text(), first)
        : "%s(%d,%d)".formatted(kind.text(), first, second);
  }
}
