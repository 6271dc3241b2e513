package io.trueup.listener.schema;

import io.trueup.model.problem.Suggestions;
import java.util.Collection;
import java.util.List;

/** Something cannot be had or done as it was asked; the message is for who asked. */
public final class SchemaException extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final int MOST_NAMES = 10;

  private final Kind kind;
  private final String name;
  private final transient List<String> candidates;

  /** What is in the way. */
  public enum Kind {
    /** What was named does not exist. */
    UNKNOWN,
    /** What was asked for makes no sense. */
    INVALID,
    /** It cannot be done as things are. */
    CONFLICT,
    /** The container cannot be looked at. */
    UNAVAILABLE
  }

  private SchemaException(Kind kind, String name, String message, Collection<String> candidates) {
    super(message);
    this.kind = kind;
    this.name = name;
    this.candidates = List.copyOf(candidates);
  }

  /** What is in the way. */
  public Kind kind() {
    return kind;
  }

  /** A stable name for programs, such as {@code plan-stale}; of what is invalid, the field. */
  public String name() {
    return name;
  }

  /** What may have been meant. */
  public List<String> candidates() {
    return candidates;
  }

  static SchemaException unknown(String what, String where, String asked, Collection<String> all) {
    var names = all.stream().sorted().distinct().toList();
    var shown = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
    var list =
        names.isEmpty()
            ? "There is none there"
            : names.size() <= MOST_NAMES
                ? "There are " + shown
                : "There are %,d, such as %s".formatted(names.size(), shown);
    return new SchemaException(
        Kind.UNKNOWN,
        "unknown-" + what,
        "There is no %s '%s' %s. %s"
            .formatted(what, asked, where, Suggestions.remedy(asked, names, list)),
        names.subList(0, Math.min(100, names.size())));
  }

  static SchemaException invalid(String field, String message) {
    return new SchemaException(Kind.INVALID, field, message, List.of());
  }

  static SchemaException conflict(String name, String message) {
    return new SchemaException(Kind.CONFLICT, name, message, List.of());
  }

  static SchemaException unavailable(String message) {
    return new SchemaException(Kind.UNAVAILABLE, "container-unavailable", message, List.of());
  }

  static SchemaException stale(String shown, String now) {
    return new SchemaException(
        Kind.CONFLICT,
        "plan-stale",
        "The plan is '%s' by now, and '%s' was shown: the tables, or the model, changed meanwhile. Nothing was changed; look at the plan again"
            .formatted(now, shown),
        List.of(now));
  }
}
