package io.trueup.model.document;

import io.trueup.model.document.Tree.Entry;
import io.trueup.model.document.Tree.Mapping;
import io.trueup.model.document.Tree.Scalar;
import io.trueup.model.document.Tree.Sequence;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Suggestions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes the fields of one mapping, one after the other, and notes what is wrong with them. Fields
 * that nobody took are unknown: {@link #end()} says so. Of a value that is no mapping only that is
 * noted, and none of what follows from it. Not thread-safe.
 */
public final class Fields {

  private final Mapping mapping;
  private final String owner;
  private final List<Problem> problems;
  private final Map<String, Entry> untaken = new LinkedHashMap<>();
  private final TreeSet<String> known = new TreeSet<>();

  private Fields(Mapping mapping, String owner, List<Problem> problems) {
    this.mapping = mapping;
    this.owner = owner;
    this.problems = problems;
    mapping.entries().forEach(entry -> untaken.put(entry.name(), entry));
  }

  /**
   * The fields of a value that should be a mapping; none, and a problem, when it is not.
   *
   * @param owner whose fields they are, for messages
   * @param problems where problems are added
   */
  public static Fields of(Tree tree, String owner, List<Problem> problems) {
    if (tree instanceof Mapping mapping) {
      return new Fields(mapping, owner, problems);
    }
    problems.add(wrongType(tree, owner, "a mapping of names to values"));
    return new Fields(new Mapping(List.of(), tree.line(), tree.column()), owner, new ArrayList<>());
  }

  private static Problem wrongType(Tree tree, String what, String expected) {
    return Problem.error(
        "document.wrong-type",
        new Location("", tree.line(), tree.column()),
        "%s should be %s, found %s".formatted(what, expected, tree.describe()),
        "Write " + expected);
  }

  /** What a field is called within a sentence: the owner's name begins one elsewhere. */
  private String part(String name) {
    return "'%s' of %s"
        .formatted(name, owner.substring(0, 1).toLowerCase(Locale.ROOT) + owner.substring(1));
  }

  /** Notes a problem at this mapping. */
  public void problem(String rule, String message, String remedy) {
    problems.add(
        Problem.error(rule, new Location("", mapping.line(), mapping.column()), message, remedy));
  }

  /** Notes a problem at some part of the document. */
  public void problem(Tree at, String rule, String message, String remedy) {
    problems.add(Problem.error(rule, new Location("", at.line(), at.column()), message, remedy));
  }

  /** Takes a field, if it is there and not null. */
  public @Nullable Tree take(String name) {
    known.add(name);
    var entry = untaken.remove(name);
    return entry == null || isNull(entry.value()) ? null : entry.value();
  }

  private static boolean isNull(Tree tree) {
    return tree instanceof Scalar scalar && scalar.isNull();
  }

  /** Takes a field that must be there; null, and a problem, when it is not. */
  public @Nullable Tree takeRequired(String name) {
    var tree = take(name);
    if (tree == null) {
      problem(
          "document.missing-field",
          "%s has no '%s'".formatted(owner, name),
          "Add '%s'".formatted(name));
    }
    return tree;
  }

  /** Takes a text that must be there; empty, and a problem, when it is not. */
  public String text(String name) {
    var tree = takeRequired(name);
    var text = tree == null ? null : scalar(tree, name);
    return text == null ? "" : text;
  }

  /** Takes a text that may be there. */
  public @Nullable String optionalText(String name) {
    var tree = take(name);
    return tree == null ? null : scalar(tree, name);
  }

  private @Nullable String scalar(Tree tree, String name) {
    if (tree instanceof Scalar scalar && !scalar.isNull()) {
      return scalar.text();
    }
    problems.add(wrongType(tree, part(name), "a text"));
    return null;
  }

  /**
   * Takes a text that may be there and reads it; the fallback, and a problem when the reader says
   * what is wrong with an {@link IllegalArgumentException}.
   */
  public <T extends @Nullable Object> T parsed(
      String name, T fallback, String rule, Function<String, T> reader) {
    var tree = take(name);
    var text = tree == null ? null : scalar(tree, name);
    if (tree == null || text == null) {
      return fallback;
    }
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      problem(tree, rule, part(name) + ": " + e.getMessage(), "Correct it");
      return fallback;
    }
  }

  /** Takes one of an enum's values, by its text form; the field must be there. */
  public <E extends Enum<E>> E requiredChoice(
      String name, E fallback, E[] values, Function<E, String> text) {
    var entry = untaken.get(name);
    if (entry == null || isNull(entry.value())) {
      takeRequired(name);
    }
    return choice(name, fallback, values, text);
  }

  /** Takes one of an enum's values, by its text form. */
  public <E extends Enum<E>> E choice(
      String name, E fallback, E[] values, Function<E, String> text) {
    return parsed(name, fallback, "document.unknown-value", given -> chosen(given, values, text));
  }

  /** Takes one of an enum's values, by its text form; null when it is not there. */
  public <E extends Enum<E>> @Nullable E optionalChoice(
      String name, E[] values, Function<E, String> text) {
    return this.<@Nullable E>parsed(
        name, null, "document.unknown-value", given -> chosen(given, values, text));
  }

  private static <E extends Enum<E>> E chosen(String given, E[] values, Function<E, String> text) {
    var words = Arrays.stream(values).map(text).toList();
    var index = words.indexOf(given);
    if (index < 0) {
      throw new IllegalArgumentException(
          "'%s' is none of %s%s"
              .formatted(
                  given,
                  String.join(", ", words),
                  Suggestions.nearest(given, words)
                      .map("; did you mean '%s'?"::formatted)
                      .orElse("")));
    }
    return values[index];
  }

  /** Takes a truth value: {@code true} or {@code false}, as YAML 1.2's core schema has it. */
  public boolean flag(String name, boolean fallback) {
    return parsed(
        name,
        fallback,
        "document.wrong-type",
        text ->
            switch (text) {
              case "true", "True", "TRUE" -> true;
              case "false", "False", "FALSE" -> false;
              default ->
                  throw new IllegalArgumentException(
                      "'%s' is neither true nor false".formatted(text));
            });
  }

  /** Takes a whole number within bounds. */
  public long number(String name, long fallback, long minimum, long maximum) {
    return parsed(
        name,
        fallback,
        "document.wrong-type",
        text -> {
          if (text.matches("-?\\d{1,18}")) {
            var number = Long.parseLong(text);
            if (number >= minimum && number <= maximum) {
              return number;
            }
          }
          throw new IllegalArgumentException(
              "'%s' is not a whole number from %d to %d".formatted(text, minimum, maximum));
        });
  }

  /** Takes the entries of a mapping that may be there. */
  public List<Entry> entries(String name) {
    var tree = take(name);
    if (tree == null) {
      return List.of();
    }
    if (tree instanceof Mapping found) {
      return found.entries();
    }
    problems.add(wrongType(tree, part(name), "a mapping of names to values"));
    return List.of();
  }

  /** Takes the items of a list that may be there; a single value stands for a list of one. */
  public List<Tree> items(String name) {
    var tree = take(name);
    return switch (tree) {
      case null -> List.of();
      case Sequence sequence -> sequence.items();
      case Scalar scalar -> List.of(scalar);
      case Mapping found -> {
        problems.add(wrongType(found, part(name), "a list"));
        yield List.of();
      }
    };
  }

  /** Takes a list of texts that may be there. */
  public List<String> texts(String name) {
    var texts = new ArrayList<String>();
    for (var item : items(name)) {
      var text = scalar(item, name);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** Notes every field that nobody took. */
  public void end() {
    for (var entry : untaken.values()) {
      problems.add(
          Problem.error(
              "document.unknown-field",
              new Location("", entry.line(), entry.column()),
              "%s has no field '%s'".formatted(owner, entry.name()),
              Suggestions.remedy(
                  entry.name(), known, "Remove it; the fields are " + String.join(", ", known))));
    }
  }
}
