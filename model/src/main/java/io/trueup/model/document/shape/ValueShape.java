package io.trueup.model.document.shape;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a value in a document, from which everything else follows: {@link FieldReader} reads
 * and suggests by it, {@link JsonSchema} and {@link FieldTables} describe it. Immutable.
 */
public sealed interface ValueShape {

  /**
   * A single text.
   *
   * @param form its form; null for any text
   */
  record Text(@Nullable Form form) implements ValueShape {}

  /**
   * The form of a text.
   *
   * @param rule the rule that other texts break
   * @param what it is, such as {@code a name}
   * @param check whether a text is one
   * @param pattern the same as a regular expression, or a weaker one; null for none
   * @param remedy what to do about other texts
   * @param words words to suggest; may be empty
   * @param isShown whether a message may repeat the text; false where an author might write a
   *     secret by mistake
   * @param also a second form that the text must have; null for none
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

    /** A form that messages may repeat, with nothing to suggest and nothing more to check. */
    public Form(
        String rule,
        String what,
        Predicate<String> check,
        @Nullable String pattern,
        String remedy) {
      this(rule, what, check, pattern, remedy, List.of(), true, null);
    }

    /** The form of the texts that match a regular expression, which editors check as well. */
    public static Form matching(String rule, String what, String pattern, String remedy) {
      return new Form(rule, what, Pattern.compile(pattern).asMatchPredicate(), pattern, remedy);
    }

    /** The form that a text breaks, this one or the second; null when it breaks none. */
    public @Nullable Form brokenBy(String text) {
      if (!check.test(text)) {
        return this;
      }
      return also == null ? null : also.brokenBy(text);
    }

    /** The same, with a second form. */
    public Form and(Form other) {
      return new Form(rule, what, check, pattern, remedy, words, isShown, other);
    }

    /** The same, with words to suggest. */
    public Form suggesting(List<String> some) {
      return new Form(rule, what, check, pattern, remedy, some, isShown, also);
    }

    /** The same, never repeated in a message. */
    public Form hidden() {
      return new Form(rule, what, check, pattern, remedy, words, false, also);
    }
  }

  /** A whole number within inclusive bounds. */
  record WholeNumber(long minimum, long maximum) implements ValueShape {}

  /** Any JSON value, or a text that holds one. */
  record Json() implements ValueShape {}

  /** {@code true} or {@code false}. */
  record Flag() implements ValueShape {}

  /**
   * One of several words.
   *
   * @param values what the words mean, in the same order
   */
  record Choice<E>(List<E> values, List<String> words) implements ValueShape {

    /** A choice of values, each written as one word. */
    public static <E> Choice<E> of(E[] values, Function<E, String> word) {
      return new Choice<>(List.of(values), Arrays.stream(values).map(word).toList());
    }
  }

  /** The meaning of an empty list or mapping. */
  enum Empty {
    /** The same as when it is not there. */
    ABSENT,
    /** What the field's description says, which differs from when it is not there. */
    MEANT,
    /** None: the reader refuses it. */
    REFUSED,
    /** None: a separate rule refuses it, and a missing one too. */
    RULED;

    /** Whether an empty one is an error. */
    public boolean isWrong() {
      return this == REFUSED || this == RULED;
    }
  }

  /** A list; a single text stands for a list of one. */
  record ListOf(ValueShape item, Empty empty) implements ValueShape {}

  /**
   * A mapping with names that the author chooses.
   *
   * @param key the form of the names
   */
  record MapOf(Form key, ValueShape value, Empty empty) implements ValueShape {}

  /** One of several shapes, such as a short and a long form. */
  record OneOf(List<ValueShape> forms) implements ValueShape {

    /** Any of these forms. */
    public static OneOf of(ValueShape... forms) {
      return new OneOf(List.of(forms));
    }
  }

  /**
   * A shape that contains itself.
   *
   * @param title unique among all shapes
   */
  record Recursive(String title, Supplier<ValueShape> shape) implements ValueShape {}

  /**
   * A field of a structure.
   *
   * @param isRequired whether it must be there
   * @param description one sentence for authors, in Markdown
   * @param fallback what holds when it is not there; null when there is nothing to say
   * @param example a value in YAML; null when the shape says enough
   */
  record Field(
      String name,
      ValueShape shape,
      boolean isRequired,
      String description,
      @Nullable Fallback fallback,
      @Nullable String example) {

    /** A field that must be there. */
    public static Field required(String name, ValueShape shape, String description) {
      return new Field(name, shape, true, description, null, null);
    }

    /** A field that may be there. */
    public static Field optional(String name, ValueShape shape, String description) {
      return new Field(name, shape, false, description, null, null);
    }

    /** The same, with a value that holds when the field is not there, as it could be written. */
    public Field byDefault(String value) {
      return new Field(name, shape, isRequired, description, new Fallback.Value(value), example);
    }

    /** The same, saying in words what holds when the field is not there. */
    public Field otherwise(String words) {
      return new Field(name, shape, isRequired, description, new Fallback.Words(words), example);
    }

    /** The same, with a value in YAML to show. */
    public Field example(String value) {
      return new Field(name, shape, isRequired, description, fallback, value);
    }
  }

  /** What holds when a field is not there. */
  sealed interface Fallback {

    /** A value, as it could be written. */
    record Value(String text) implements Fallback {}

    /** Anything else, as a phrase in Markdown. */
    record Words(String text) implements Fallback {}
  }

  /** A mapping with these fields. */
  final class Structure implements ValueShape {

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
    public Structure(String title, String description, List<Field> fields) {
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

    /** Its name; unique among all shapes. */
    public String title() {
      return title;
    }

    /** A sentence for authors that says what it is. */
    public String description() {
      return description;
    }

    /** Its fields, in the order in which they are described. */
    public List<Field> fields() {
      return fields;
    }

    /** The value that holds when a field is not there; null when there is no such value. */
    @Nullable String defaultOf(String name) {
      return fields.get(indexOf(name)).fallback() instanceof Fallback.Value(var text) ? text : null;
    }

    /** The index of a field; -1 when there is none of that name. */
    public int indexOf(String name) {
      return indexes.getOrDefault(name, -1);
    }
  }

  /**
   * The structure that a shape's parts have: itself, or that of its items, values or long form;
   * null when they have none.
   */
  static @Nullable Structure structureIn(ValueShape shape) {
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

  /** The form of a shape's values that are texts; null for any text. */
  static @Nullable Form formIn(ValueShape shape) {
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
