package io.trueup.model.document.shape;

import io.trueup.model.document.shape.ValueShape.Choice;
import io.trueup.model.document.shape.ValueShape.Form;
import io.trueup.model.document.shape.ValueShape.MapOf;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.shape.ValueShape.WholeNumber;
import io.trueup.model.document.tree.Tree;
import io.trueup.model.document.tree.Tree.Entry;
import io.trueup.model.document.tree.Tree.Mapping;
import io.trueup.model.document.tree.Tree.Scalar;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes the fields of one mapping, one after the other, by the mapping's shape, and collects the
 * problems with them. Taking a field that the shape lacks is a bug of the program. {@link
 * #reportUnknown()} reports the fields that the shape lacks. A value that is no mapping gives one
 * problem, and none about its fields. Not thread-safe.
 */
public final class FieldReader {

  private static final Mapping EMPTY = new Mapping(List.of(), 0, 0);

  private final Mapping mapping;
  private final Structure structure;
  private final String what;
  private final @Nullable String name;
  private final List<Problem> problems;

  /** One bit for each field of the structure that was taken. */
  private long taken;

  private FieldReader(
      Mapping mapping,
      Structure structure,
      String what,
      @Nullable String name,
      List<Problem> problems) {
    this.mapping = mapping;
    this.structure = structure;
    this.what = what;
    this.name = name;
    this.problems = problems;
  }

  /**
   * The fields of a value that should be a mapping; none, and a problem, when it is not.
   *
   * @param structure the mapping's shape
   * @param what the kind of thing that has the fields, for messages
   * @param name its name, if it has one: joined to {@code what} only when a message needs it
   * @param problems where problems are added
   */
  public static FieldReader of(
      Tree tree, Structure structure, String what, @Nullable String name, List<Problem> problems) {
    if (tree instanceof Mapping mapping) {
      return new FieldReader(mapping, structure, what, name, problems);
    }
    problems.add(
        FieldProblems.wrongType(
            tree, FieldProblems.owner(what, name), "a mapping of names to values"));
    return new FieldReader(
        new Mapping(List.of(), tree.line(), tree.column()),
        structure,
        what,
        name,
        new ArrayList<>());
  }

  /** The owner of these fields, at the beginning of a sentence. */
  public String owner() {
    return FieldProblems.owner(what, name);
  }

  private String part(String field, @Nullable String innerWhat) {
    return innerWhat == null
        ? FieldProblems.part(field, owner())
        : FieldProblems.owner(innerWhat, field);
  }

  /** Reports a problem at this mapping. */
  public void problem(String rule, String message, String remedy) {
    problem(mapping, rule, message, remedy);
  }

  /** Reports a problem at some part of the document. */
  public void problem(Tree at, String rule, String message, String remedy) {
    problems.add(Problem.error(rule, new Location("", at.line(), at.column()), message, remedy));
  }

  /** Reports a text that is not of a form, where a value holds texts that no shape describes. */
  public void check(Form form, String text, int line, int column) {
    var broken = form.brokenBy(text);
    if (broken != null) {
      problems.add(FieldProblems.misformed(broken, text, line, column));
    }
  }

  /** The shape of a field, which counts as taken from now on. */
  private ValueShape shape(String field) {
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
    shape(field);
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
    shape(field);
    return structure.fields().get(structure.indexOf(field)).isRequired()
        ? takeRequired(field)
        : take(field);
  }

  /** Takes a text that must be there; empty, and a problem, when it is not. */
  public String text(String field) {
    var tree = takeRequired(field);
    var text = tree == null ? null : checked(tree, field, null, shape(field));
    return text == null ? "" : text;
  }

  /** Takes a text that may be there. */
  public @Nullable String optionalText(String field) {
    var shape = shape(field);
    var tree = find(field);
    return tree == null ? null : checked(tree, field, null, shape);
  }

  /** Takes a text that may be there; null when it is not there or not of its form. */
  public @Nullable String wellFormedText(String field) {
    var count = problems.size();
    var text = optionalText(field);
    return problems.size() > count ? null : text;
  }

  /** Takes a text that has a default: the default when it is not there or not of its form. */
  public String textOrDefault(String field) {
    var text = wellFormedText(field);
    return text == null ? defaultOf(field, "a text") : text;
  }

  private String defaultOf(String field, String expected) {
    var value = structure.defaultOf(field);
    if (value == null) {
      throw notOfShape(field, expected + " with a default");
    }
    return value;
  }

  private @Nullable String checked(
      Tree tree, String field, @Nullable String innerWhat, ValueShape shape) {
    return ShapedValues.text(tree, () -> part(field, innerWhat), shape, problems);
  }

  /**
   * Takes one of several words; when it is missing or none of them, the default, or the first word
   * where there is no default.
   */
  public <E> E choice(String field, Class<E> type) {
    var chosen = optionalChoice(field, type);
    if (chosen != null) {
      return chosen;
    }
    if (shape(field) instanceof Choice<?> choice) {
      var value = structure.defaultOf(field);
      return type.cast(choice.values().get(value == null ? 0 : choice.words().indexOf(value)));
    }
    throw notOfShape(field, "a choice");
  }

  /** Takes one of several words; null when it is missing or none of them. */
  public <E> @Nullable E optionalChoice(String field, Class<E> type) {
    var tree = takeByShape(field);
    if (shape(field) instanceof Choice<?> choice) {
      return tree == null
          ? null
          : type.cast(ShapedValues.word(tree, () -> part(field, null), choice, problems));
    }
    throw notOfShape(field, "a choice");
  }

  private IllegalStateException notOfShape(String field, String shape) {
    return new IllegalStateException("'%s' of %s is not %s".formatted(field, owner(), shape));
  }

  /** Takes a truth value that has a default. */
  public boolean flag(String field) {
    return flag(field, Boolean.parseBoolean(defaultOf(field, "a truth value")));
  }

  /** Takes a truth value: {@code true} or {@code false}, as in YAML 1.2's core schema. */
  public boolean flag(String field, boolean fallback) {
    var tree = take(field);
    var flag = tree == null ? null : ShapedValues.flag(tree, () -> part(field, null), problems);
    return flag == null ? fallback : flag;
  }

  /**
   * Takes a whole number within the bounds of its shape; its default, or 0, when it is not there.
   */
  public long number(String field) {
    if (!(shape(field) instanceof WholeNumber bounds)) {
      throw notOfShape(field, "a number");
    }
    var tree = find(field);
    var number =
        tree == null
            ? null
            : ShapedValues.wholeNumber(tree, () -> part(field, null), bounds, problems);
    if (number != null) {
      return number;
    }
    var fallback = structure.defaultOf(field);
    return fallback == null ? 0 : Long.parseLong(fallback);
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
    if (shape(field) instanceof MapOf(var key, _, _)) {
      for (var entry : found.entries()) {
        check(key, entry.name(), entry.line(), entry.column());
      }
    }
    return found.entries();
  }

  /** Takes the items of a list that may be there; a single value stands for a list of one. */
  public List<Tree> items(String field) {
    var tree = take(field);
    return tree == null
        ? List.of()
        : ShapedValues.items(tree, () -> part(field, null), shape(field), problems);
  }

  /** The items of an entry of a mapping that was taken before, by the mapping's shape. */
  public List<Tree> itemsIn(String field, Entry entry, String innerWhat) {
    return ShapedValues.items(
        entry.value(), () -> part(entry.name(), innerWhat), valueShape(field), problems);
  }

  /** Takes a list of texts that may be there. */
  public List<String> texts(String field) {
    var tree = take(field);
    return tree == null
        ? List.of()
        : ShapedValues.texts(tree, () -> part(field, null), shape(field), problems);
  }

  /** Takes a list of texts or words that may be there; null when it is not. */
  public @Nullable List<String> optionalTexts(String field) {
    var tree = take(field);
    return tree == null
        ? null
        : ShapedValues.texts(tree, () -> part(field, null), shape(field), problems);
  }

  /**
   * The texts of an entry of a mapping that was taken, by the mapping's shape.
   *
   * @param innerWhat what the entry is, for messages
   */
  public List<String> textsIn(String field, Entry entry, String innerWhat) {
    return ShapedValues.texts(
        entry.value(), () -> part(entry.name(), innerWhat), valueShape(field), problems);
  }

  /** A text that is the value of such an entry; null, and a problem, when it is none. */
  public @Nullable String textIn(String field, Entry entry, String innerWhat) {
    return checked(entry.value(), entry.name(), innerWhat, valueShape(field));
  }

  private ValueShape valueShape(String field) {
    if (shape(field) instanceof MapOf(_, var value, _)) {
      return value;
    }
    throw notOfShape(field, "a mapping of names");
  }

  /** The fields of the structure within a field, whose value was taken before. */
  public FieldReader inner(String field, Tree tree, String innerWhat, @Nullable String innerName) {
    return of(tree, innerStructure(field), innerWhat, innerName, problems);
  }

  /**
   * Takes a field with a structure of its own. When the field is missing, the result has no fields,
   * and the only problem reported is a missing required field.
   */
  public FieldReader inner(String field, String innerWhat, @Nullable String innerName) {
    var tree = takeByShape(field);
    return tree == null
        ? new FieldReader(EMPTY, innerStructure(field), innerWhat, innerName, new ArrayList<>())
        : inner(field, tree, innerWhat, innerName);
  }

  /** The structure within a field. */
  public Structure innerStructure(String field) {
    var found = ValueShape.structureIn(shape(field));
    if (found == null) {
      throw notOfShape(field, "a structure");
    }
    return found;
  }

  /** Reports the fields that the shape lacks. */
  public void reportUnknown() {
    for (var entry : mapping.entries()) {
      if (structure.indexOf(entry.name()) < 0) {
        problems.add(FieldProblems.unknown(entry, owner(), names()));
      }
    }
    // Tests run with assertions: a field that is declared must be read.
    assert Long.bitCount(taken) == structure.fields().size()
        : "Not all of " + names() + " of " + owner() + " were taken";
  }

  private Set<String> names() {
    var names = new TreeSet<String>();
    structure.fields().forEach(it -> names.add(it.name()));
    return names;
  }
}
