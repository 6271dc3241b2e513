package io.trueup.statestore.control;

import io.trueup.statestore.PlatformState;
import java.util.Collections;
import java.util.Locale;
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

    private boolean matches(PlatformState platform) {
      return switch (property) {
        case SOURCE -> platform.id().source().value().equals(value);
        case PROVIDER -> value.equals(platform.terms().provider());
        case TYPE -> platform.type().equals(value);
        case PLATFORM ->
            platform.id().name().equals(value) || platform.id().toString().equals(value);
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

  /** Selects one platform. */
  public static Selector of(io.trueup.statestore.PlatformId platform) {
    return new Selector(
        new TreeSet<>(java.util.Set.of(new Term(Property.PLATFORM, platform.toString()))));
  }

  /** Whether all terms match a platform. */
  public boolean matches(PlatformState platform) {
    return terms.stream().allMatch(it -> it.matches(platform));
  }

  /** The text that {@link #parse} reads. */
  public String text() {
    return terms.isEmpty()
        ? "all"
        : terms.stream().map(Term::text).collect(Collectors.joining(","));
  }
}
