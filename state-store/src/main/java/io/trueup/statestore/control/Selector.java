package io.trueup.statestore.control;

import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Selects platforms: those that all terms match; every platform when there are none.
 *
 * @param terms in the order of their texts
 */
public record Selector(SortedSet<Term> terms) {

  /** Selects every platform. */
  public static final Selector EVERYTHING = new Selector(Collections.emptySortedSet());

  public Selector {
    terms = Collections.unmodifiableSortedSet(new TreeSet<>(terms));
  }

  /** What a term compares. */
  public enum Property {
    SOURCE,
    PROVIDER,
    TYPE,
    PLATFORM,
    TAG;

    /** The text form in selectors. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One condition.
   *
   * @param value that the property has; of a platform its name or {@code source/name}; not empty
   */
  public record Term(Property property, String value) implements Comparable<Term> {

    @Override
    public int compareTo(Term other) {
      return text().compareTo(other.text());
    }

    /** {@code property=value}. */
    public String text() {
      return property.text() + "=" + value;
    }

    private boolean matches(Selectable platform) {
      return switch (property) {
        case SOURCE -> platform.sourceName().equals(value);
        case PROVIDER -> value.equals(platform.terms().provider());
        case TYPE -> platform.type().equals(value);
        case PLATFORM ->
            value.equals(platform.name())
                || value.equals(platform.sourceName() + "/" + platform.name());
        case TAG -> platform.terms().tags().contains(value);
      };
    }
  }

  /**
   * Reads a selector.
   *
   * @param text {@code all}, or terms such as {@code type=postgres,tag=eu}
   * @throws IllegalArgumentException with a sentence for the author
   */
  public static Selector parse(String text) {
    if (text.strip().equals("all")) {
      return EVERYTHING;
    }
    var terms = new TreeSet<Term>();
    for (var part : text.split(",", -1)) {
      terms.add(term(part.strip(), text));
    }
    return new Selector(terms);
  }

  private static Term term(String part, String text) {
    var equals = part.indexOf('=');
    var name = equals < 0 ? "" : part.substring(0, equals).strip();
    var value = part.substring(equals + 1).strip();
    for (var property : Property.values()) {
      if (property.text().equals(name) && !value.isEmpty()) {
        return new Term(property, value);
      }
    }
    throw new IllegalArgumentException(
        "'%s' is not a selector. Write 'all', or terms such as 'type=postgres,tag=eu'; a term"
                .formatted(text)
            + " compares source, provider, type, platform or tag");
  }

  /**
   * Selects one platform.
   *
   * @param id {@code source/name}
   */
  public static Selector ofPlatform(String id) {
    return new Selector(new TreeSet<>(Set.of(new Term(Property.PLATFORM, id))));
  }

  /** Whether all terms match a platform. */
  public boolean matches(Selectable platform) {
    for (var term : terms) {
      if (!term.matches(platform)) {
        return false;
      }
    }
    return true;
  }

  /** The text that {@link #parse} reads. */
  public String text() {
    return terms.isEmpty()
        ? "all"
        : terms.stream().map(Term::text).collect(Collectors.joining(","));
  }
}
