package io.trueup.model.document;

import io.trueup.model.document.Shape.Choice;
import io.trueup.model.document.Shape.MapOf;
import io.trueup.model.document.Shape.Structure;
import io.trueup.model.document.Tree.Entry;
import io.trueup.model.document.Tree.Mapping;
import io.trueup.model.document.Tree.Scalar;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes the fields of one mapping, one after the other, and notes what is wrong with them. Where
 * the mapping's shape is known, values are taken by it; to take what the shape lacks is a mistake
 * in the program. Where it is not, the fields that were taken are the fields that there are. {@link
 * #end()} says which others stand there. Of a value that is no mapping only that is noted, and none
 * of what follows from it. Not thread-safe.
 */
public final class Fields {

  private static final Mapping EMPTY = new Mapping(List.of(), 0, 0);

  private final Mapping mapping;
  private final @Nullable Structure structure;
  private final String what;
  private final @Nullable String name;
  private final List<Problem> problems;

  /** Names that were taken, where no structure says which there are. */
  private final Set<String> known;

  /** One bit for each field of the structure that was taken. */
  private long taken;

  private Fields(
      Mapping mapping,
      @Nullable Structure structure,
      String what,
      @Nullable String name,
      List<Problem> problems) {
    this.mapping = mapping;
    this.structure = structure;
    this.what = what;
    this.name = name;
    this.problems = problems;
    this.known = structure == null ? new TreeSet<>() : Set.of();
  }

  /**
   * The fields of a value that should be a mapping; none, and a problem, when it is not.
   *
   * @param owner whose fields they are, for messages
   * @param problems where problems are added
   */
  public static Fields of(Tree tree, String owner, List<Problem> problems) {
    return of(tree, null, owner, null, problems);
  }

  /**
   * The same, by a shape.
   *
   * @param what whose fields they are, for messages
   * @param name its name, if it has one: put together with {@code what} only for a message
   */
  static Fields of(
      Tree tree,
      @Nullable Structure structure,
      String what,
      @Nullable String name,
      List<Problem> problems) {
    if (tree instanceof Mapping mapping) {
      return new Fields(mapping, structure, what, name, problems);
    }
    problems.add(
        FieldProblems.wrongType(
            tree, FieldProblems.owner(what, name), "a mapping of names to values"));
    return new Fields(
        new Mapping(List.of(), tree.line(), tree.column()),
        structure,
        what,
        name,
        new ArrayList<>());
  }

  /** Whose fields these are, at the beginning of a sentence. */
  String owner() {
    return FieldProblems.owner(what, name);
  }

  private String part(String field, @Nullable String innerWhat) {
    return innerWhat == null
        ? FieldProblems.part(field, owner())
        : FieldProblems.owner(innerWhat, field);
  }

  /** Notes a problem at this mapping. */
  public void problem(String rule, String message, String remedy) {
    problem(mapping, rule, message, remedy);
  }

  /** Notes a problem at some part of the document. */
  public void problem(Tree at, String rule, String message, String remedy) {
    problems.add(Problem.error(rule, new Location("", at.line(), at.column()), message, remedy));
  }

  /** The shape of a field; null where no structure says which fields there are. */
  private @Nullable Shape know(String field) {
    if (structure == null) {
      known.add(field);
      return null;
    }
    var index = structure.indexOf(field);
    if (index < 0) {
      throw new IllegalStateException(
          "Structure '%s' has no field '%s'".formatted(structure.title(), field));
    }
    taken |= 1L << index;
    return structure.fields().get(index).shape();
  }

  private @Nullable Tree find(String field) {
    var entries = mapping.entries();
    for (var i = 0; i < entries.size(); i++) {
      var entry = entries.get(i);
      if (entry.name().equals(field)) {
        return isNull(entry.value()) ? null : entry.value();
      }
    }
    return null;
  }

  private static boolean isNull(Tree tree) {
    return tree instanceof Scalar scalar && scalar.isNull();
  }

  /** Takes a field, if it is there and not null. */
  public @Nullable Tree take(String field) {
    know(field);
    return find(field);
  }

  /** Takes a field that must be there; null, and a problem, when it is not. */
  public @Nullable Tree takeRequired(String field) {
    var tree = take(field);
    if (tree == null) {
      problem(
          "document.missing-field",
          "%s has no '%s'".formatted(owner(), field),
          "Add '%s'".formatted(field));
    }
    return tree;
  }

  /** Takes a field that must be there if its shape says so. */
  private @Nullable Tree takeByShape(String field) {
    var index = structure == null ? -1 : structure.indexOf(field);
    return index >= 0 && structure != null && structure.fields().get(index).isRequired()
        ? takeRequired(field)
        : take(field);
  }

  /** Takes a text that must be there; empty, and a problem, when it is not. */
  public String text(String field) {
    var tree = takeRequired(field);
    var text = tree == null ? null : checked(tree, field, null, know(field));
    return text == null ? "" : text;
  }

  /** Takes a text that may be there. */
  public @Nullable String optionalText(String field) {
    var shape = know(field);
    var tree = find(field);
    return tree == null ? null : checked(tree, field, null, shape);
  }

  private @Nullable String checked(
      Tree tree, String field, @Nullable String innerWhat, @Nullable Shape shape) {
    return ShapedValues.text(tree, () -> part(field, innerWhat), shape, problems);
  }

  /**
   * Takes a text that may be there and reads it; the fallback, and a problem when the reader says
   * what is wrong with an {@link IllegalArgumentException}.
   */
  public <T extends @Nullable Object> T parsed(
      String field, T fallback, String rule, Function<String, T> reader) {
    var tree = take(field);
    var text = tree == null ? null : checked(tree, field, null, null);
    if (tree == null || text == null) {
      return fallback;
    }
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      problem(tree, rule, part(field, null) + ": " + e.getMessage(), "Correct it");
      return fallback;
    }
  }

  /** Takes one of some words; what holds without it when it is not there, or is none of them. */
  <E> E choice(String field, Class<E> type) {
    var chosen = optionalChoice(field, type);
    if (chosen != null) {
      return chosen;
    }
    if (know(field) instanceof Choice<?> choice && structure != null) {
      var fallback = structure.fields().get(structure.indexOf(field)).fallback();
      var index = fallback == null ? 0 : choice.words().indexOf(fallback);
      return type.cast(choice.values().get(index));
    }
    throw notOfShape(field, "a choice");
  }

  /** Takes one of some words; null when it is not there, or is none of them. */
  <E> @Nullable E optionalChoice(String field, Class<E> type) {
    var tree = takeByShape(field);
    if (know(field) instanceof Choice<?> choice) {
      return tree == null
          ? null
          : type.cast(ShapedValues.word(tree, () -> part(field, null), choice, problems));
    }
    throw notOfShape(field, "a choice");
  }

  private IllegalStateException notOfShape(String field, String shape) {
    return new IllegalStateException("'%s' of %s is not %s".formatted(field, owner(), shape));
  }

  /** Takes a truth value: {@code true} or {@code false}, as YAML 1.2's core schema has it. */
  public boolean flag(String field, boolean fallback) {
    var tree = take(field);
    var text = tree == null ? null : checked(tree, field, null, null);
    if (tree == null || text == null) {
      return fallback;
    }
    if (tree instanceof Tree.Scalar scalar && scalar.quoted()) {
      problem(
          tree,
          "document.wrong-type",
          "%s should be true or false, found the text '%s'".formatted(part(field, null), text),
          "Write it without quotes");
      return fallback;
    }
    return switch (text) {
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      default -> {
        var message = "%s: '%s' is neither true nor false".formatted(part(field, null), text);
        problem(tree, "document.wrong-type", message, "Correct it");
        yield fallback;
      }
    };
  }

  /** Takes a truth value that is false when it is not there. */
  boolean flag(String field) {
    return flag(field, false);
  }

  /** Takes a whole number within the bounds of its shape; 0 when it is not there. */
  long number(String field) {
    if (know(field) instanceof Shape.WholeNumber(var minimum, var maximum)) {
      return number(field, 0, minimum, maximum);
    }
    throw notOfShape(field, "a number");
  }

  /** Takes a whole number within bounds; a text in quotes is none. */
  public long number(String field, long fallback, long minimum, long maximum) {
    if (take(field) instanceof Tree.Scalar scalar && scalar.quoted()) {
      problem(
          scalar,
          "document.wrong-type",
          "%s should be a number, found the text '%s'".formatted(part(field, null), scalar.text()),
          "Write it without quotes");
      return fallback;
    }
    return parsed(
        field,
        fallback,
        "document.wrong-type",
        text -> ShapedValues.wholeNumber(text, minimum, maximum));
  }

  /** Takes the entries of a mapping that may be there. */
  public List<Entry> entries(String field) {
    var tree = take(field);
    if (tree == null) {
      return List.of();
    }
    if (!(tree instanceof Mapping found)) {
      problems.add(
          FieldProblems.wrongType(tree, part(field, null), "a mapping of names to values"));
      return List.of();
    }
    if (know(field) instanceof MapOf(var key, _, _)) {
      for (var entry : found.entries()) {
        var broken = key.brokenBy(entry.name());
        if (broken != null) {
          problems.add(FieldProblems.misformed(broken, entry.name(), entry.line(), entry.column()));
        }
      }
    }
    return found.entries();
  }

  /** Takes the items of a list that may be there; a single value stands for a list of one. */
  public List<Tree> items(String field) {
    var tree = take(field);
    return tree == null
        ? List.of()
        : ShapedValues.items(tree, () -> part(field, null), know(field), problems);
  }

  /** The items of an entry of a mapping that was taken, by the mapping's shape. */
  List<Tree> itemsIn(String field, Entry entry, String innerWhat) {
    return ShapedValues.items(
        entry.value(), () -> part(entry.name(), innerWhat), valueShape(field), problems);
  }

  /** Takes a list of texts that may be there. */
  public List<String> texts(String field) {
    var tree = take(field);
    return tree == null
        ? List.of()
        : ShapedValues.texts(tree, () -> part(field, null), know(field), problems);
  }

  /** Takes a list of texts or words that may be there; null when it is not. */
  @Nullable List<String> optionalTexts(String field) {
    var tree = take(field);
    return tree == null
        ? null
        : ShapedValues.texts(tree, () -> part(field, null), know(field), problems);
  }

  /**
   * The texts of an entry of a mapping that was taken, by the mapping's shape.
   *
   * @param innerWhat what the entry is, for messages
   */
  List<String> textsIn(String field, Entry entry, String innerWhat) {
    return ShapedValues.texts(
        entry.value(), () -> part(entry.name(), innerWhat), valueShape(field), problems);
  }

  /** A text that is the value of such an entry; null, and a problem, when it is none. */
  @Nullable String textIn(String field, Entry entry, String innerWhat) {
    return checked(entry.value(), entry.name(), innerWhat, valueShape(field));
  }

  private Shape valueShape(String field) {
    if (know(field) instanceof MapOf(_, var value, _)) {
      return value;
    }
    throw notOfShape(field, "a mapping of names");
  }

  /** The fields of the structure within a field, whose value was taken before. */
  Fields inner(String field, Tree tree, String innerWhat, @Nullable String innerName) {
    return of(tree, innerStructure(field), innerWhat, innerName, problems);
  }

  /**
   * Takes a field with a structure of its own. When it is not there, the result has none of its
   * fields, and notes nothing but that it must be there, if it must.
   */
  Fields inner(String field, String innerWhat, @Nullable String innerName) {
    var tree = takeByShape(field);
    return tree == null
        ? new Fields(EMPTY, innerStructure(field), innerWhat, innerName, new ArrayList<>())
        : inner(field, tree, innerWhat, innerName);
  }

  /** The structure within a field. */
  Structure innerStructure(String field) {
    var shape = know(field);
    var found = shape == null ? null : Shape.structureIn(shape);
    if (found == null) {
      throw notOfShape(field, "a structure");
    }
    return found;
  }

  /** Notes every field that there is not. */
  public void end() {
    for (var entry : mapping.entries()) {
      if (!isKnown(entry.name())) {
        problems.add(FieldProblems.unknown(entry, owner(), names()));
      }
    }
    // Tests run with assertions: a field that is declared and that nobody reads would be a lie.
    assert structure == null || Long.bitCount(taken) == structure.fields().size()
        : "Nobody took all of " + names() + " of " + owner();
  }

  private boolean isKnown(String field) {
    return structure == null ? known.contains(field) : structure.indexOf(field) >= 0;
  }

  private Set<String> names() {
    if (structure == null) {
      return known;
    }
    var names = new TreeSet<String>();
    structure.fields().forEach(it -> names.add(it.name()));
    return names;
  }
}
