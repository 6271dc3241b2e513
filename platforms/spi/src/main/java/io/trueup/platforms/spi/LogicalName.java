package io.trueup.platforms.spi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The name, in the model's words, of something that gets a physical name: stable for as long as it
 * means the same. Its text, such as {@code relation Live/NW_Data/customers/merge}, is read back by
 * {@link #parse}; a {@code /} or {@code %} within a part is written {@code %2F} or {@code %25}.
 *
 * @param path from the widest to the narrowest part; not empty, nor is any part
 */
public record LogicalName(Kind kind, List<String> path) implements Comparable<LogicalName> {

  private static final Comparator<LogicalName> ORDER =
      Comparator.comparing(LogicalName::kind).thenComparing(LogicalName::pathText);

  /** The kinds of things that get names. */
  public enum Kind {
    /** A namespace of relations. */
    SCHEMA,
    /** A table or a view. */
    RELATION,
    /** A role that privileges are granted to. */
    ROLE;

    /** In lower case, for people. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public LogicalName {
    path = List.copyOf(path);
    if (path.isEmpty() || path.contains("")) {
      throw new IllegalArgumentException(
          "A logical name has parts, and each has a letter: %s %s".formatted(kind, path));
    }
  }

  /** A schema's name. */
  public static LogicalName schema(String... path) {
    return new LogicalName(Kind.SCHEMA, List.of(path));
  }

  /** A table's or a view's name. */
  public static LogicalName relation(String... path) {
    return new LogicalName(Kind.RELATION, List.of(path));
  }

  /** A role's name. */
  public static LogicalName role(String... path) {
    return new LogicalName(Kind.ROLE, List.of(path));
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException when it is no such text
   */
  public static LogicalName parse(String text) {
    var end = text.indexOf(' ');
    for (var kind : Kind.values()) {
      if (end > 0 && kind.toString().equals(text.substring(0, end))) {
        return of(kind, text.substring(end + 1));
      }
    }
    throw new IllegalArgumentException("'%s' is no logical name".formatted(text));
  }

  /**
   * The name with that {@link #pathText}.
   *
   * @throws IllegalArgumentException when it is no such text
   */
  public static LogicalName of(Kind kind, String pathText) {
    var path = new ArrayList<String>();
    for (var part : pathText.split("/", -1)) {
      path.add(part.replace("%2F", "/").replace("%25", "%"));
    }
    var name = new LogicalName(kind, path);
    if (!name.pathText().equals(pathText)) {
      throw new IllegalArgumentException("'%s' is no path of a logical name".formatted(pathText));
    }
    return name;
  }

  /** The path as one text; two paths never have the same. */
  public String pathText() {
    return String.join(
        "/", path.stream().map(part -> part.replace("%", "%25").replace("/", "%2F")).toList());
  }

  @Override
  public int compareTo(LogicalName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return kind + " " + pathText();
  }
}
