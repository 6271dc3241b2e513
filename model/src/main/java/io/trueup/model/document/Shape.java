package io.trueup.model.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a value in a document looks like. The one source of what is taken, what is suggested and
 * what is described: {@link Fields} reads by it, {@link JsonSchema} and {@link FieldTables} are
 * written from it. Immutable.
 */
public sealed interface Shape {

  /**
   * A single text.
   *
   * @param form what it must look like; null when anything goes
   */
  record Text(@Nullable Form form) implements Shape {}

  /**
   * What a text must look like.
   *
   * @param rule that one breaks which does not
   * @param what it is, such as {@code a name}
   * @param check whether a text is one
   * @param pattern the same as a regular expression, or as near as one comes to it; null for none
   * @param remedy what to do about one that is not
   * @param words some that it could be, to suggest; may be empty
   * @param isShown whether a message may repeat it: not where a secret could stand by mistake
   * @param also what it must look like besides; null for nothing more
   */
  record Form(
      String rule,
      String what,
      Predicate<String> check,
      @Nullable String pattern,
      String remedy,
      List<String> words,
      boolean isShown,
      @Nullable Form also) {

    Form(
        String rule,
        String what,
        Predicate<String> check,
        @Nullable String pattern,
        String remedy) {
      this(rule, what, check, pattern, remedy, List.of(), true, null);
    }

    /** The form that a text breaks: this one or the other that it must have; null for none. */
    @Nullable Form brokenBy(String text) {
      if (!check.test(text)) {
        return this;
      }
      return also == null ? null : also.brokenBy(text);
    }

    /** The same, for texts that have another form besides. */
    Form and(Form other) {
      return new Form(rule, what, check, pattern, remedy, words, isShown, other);
    }

    /** The same, with words to suggest. */
    Form suggesting(List<String> some) {
      return new Form(rule, what, check, pattern, remedy, some, isShown, also);
    }

    /** The same, never repeated in a message. */
    Form hidden() {
      return new Form(rule, what, check, pattern, remedy, words, false, also);
    }
  }

  /** A whole number within bounds, which belong to it. */
  record WholeNumber(long minimum, long maximum) implements Shape {}

  /** Whatever JSON can say; a text can hold it too. */
  record Json() implements Shape {}

  /** {@code true} or {@code false}. */
  record Flag() implements Shape {}

  /**
   * One of some words.
   *
   * @param values what the words mean, in the same order
   */
  record Choice<E>(List<E> values, List<String> words) implements Shape {

    static <E> Choice<E> of(E[] values, Function<E, String> word) {
      return new Choice<>(List.of(values), Arrays.stream(values).map(word).toList());
    }
  }

  /** What it means when a list or a mapping is there and empty. */
  enum Empty {
    /** The same as when it is not there: nothing is listed. */
    ABSENT,
    /** What its field's description says; another thing than when it is not there. */
    MEANT,
    /** Nothing that could be meant: reading refuses it. */
    REFUSED,
    /** Nothing that could be meant: a rule of its own refuses it, there or not. */
    RULED;

    /** Whether an empty one is an error. */
    boolean isWrong() {
      return this == REFUSED || this == RULED;
    }
  }

  /** A list; a single text stands for a list of one. */
  record ListOf(Shape item, Empty empty) implements Shape {}

  /**
   * A mapping of names that the author gives.
   *
   * @param key what the names must look like
   */
  record MapOf(Form key, Shape value, Empty empty) implements Shape {}

  /** A short and a long form, or more. */
  record OneOf(List<Shape> forms) implements Shape {

    static OneOf of(Shape... forms) {
      return new OneOf(List.of(forms));
    }
  }

  /**
   * A shape that holds itself.
   *
   * @param title unique among all shapes
   */
  record Recursive(String title, Supplier<Shape> shape) implements Shape {}

  /**
   * A field of a structure.
   *
   * @param isRequired whether it must be there
   * @param description one sentence for authors, in Markdown
   * @param fallback what holds when it is not there, in words; null when there is nothing to say
   * @param example a value in YAML; null when the shape says enough
   */
  record Field(
      String name,
      Shape shape,
      boolean isRequired,
      String description,
      @Nullable String fallback,
      @Nullable String example) {

    static Field required(String name, Shape shape, String description) {
      return new Field(name, shape, true, description, null, null);
    }

    static Field optional(String name, Shape shape, String description) {
      return new Field(name, shape, false, description, null, null);
    }

    Field otherwise(String value) {
      return new Field(name, shape, isRequired, description, value, example);
    }

    Field example(String value) {
      return new Field(name, shape, isRequired, description, fallback, value);
    }
  }

  /** A mapping of fields that are given here. */
  final class Structure implements Shape {

    private final String title;
    private final String description;
    private final List<Field> fields;
    private final Map<String, Integer> indexes = new HashMap<>();

    /**
     * A structure.
     *
     * @param title unique among all shapes
     * @param description one sentence for authors
     */
    Structure(String title, String description, List<Field> fields) {
      this.title = title;
      this.description = description;
      this.fields = List.copyOf(fields);
      for (var field : this.fields) {
        if (indexes.put(field.name(), indexes.size()) != null || indexes.size() > Long.SIZE) {
          throw new IllegalArgumentException(
              "Cannot make structure '%s': field '%s' is there twice, or there are too many"
                  .formatted(title, field.name()));
        }
      }
    }

    /** The structure with more fields after its own. */
    Structure with(String otherTitle, List<Field> more) {
      var all = new ArrayList<>(fields);
      all.addAll(more);
      return new Structure(otherTitle, description, all);
    }

    /** What it is called; unique among all shapes. */
    public String title() {
      return title;
    }

    /** What it is, in a sentence. */
    public String description() {
      return description;
    }

    /** Its fields, in the order in which they are told about. */
    public List<Field> fields() {
      return fields;
    }

    /** The place of a field; -1 when there is none of that name. */
    int indexOf(String name) {
      return indexes.getOrDefault(name, -1);
    }
  }

  /**
   * The structure that a shape's parts have: itself, or that of its items, values or long form;
   * null when they have none.
   */
  static @Nullable Structure structureIn(Shape shape) {
    return switch (shape) {
      case Structure structure -> structure;
      case ListOf(var item, _) -> structureIn(item);
      case MapOf(_, var value, _) -> structureIn(value);
      case OneOf(var forms) -> {
        for (var form : forms) {
          var found = structureIn(form);
          if (found != null) {
            yield found;
          }
        }
        yield null;
      }
      case Text _, Json _, WholeNumber _, Flag _, Choice<?> _, Recursive _ -> null;
    };
  }

  /** What a value of a shape must look like where it is a text; null when anything goes. */
  static @Nullable Form formIn(Shape shape) {
    return switch (shape) {
      case Text(var form) -> form;
      case OneOf(var forms) -> {
        for (var one : forms) {
          if (one instanceof Text(var form)) {
            yield form;
          }
        }
        yield null;
      }
      case ListOf _,
          MapOf _,
          Json _,
          WholeNumber _,
          Flag _,
          Choice<?> _,
          Recursive _,
          Structure _ ->
          null;
    };
  }
}
