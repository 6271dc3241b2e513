package io.trueup.statestore;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One field of a form.
 *
 * @param name as JSON spells it
 * @param meaning one sentence for readers of the schema
 * @param isOptional whether it may be missing
 * @param fields of the objects of a list of objects; empty for all other types
 * @param value reads it; null when it is missing
 */
record ChangeField<T>(
    String name,
    Type type,
    String meaning,
    boolean isOptional,
    List<ChangeField<?>> fields,
    Function<T, @Nullable Object> value) {

  /** How JSON writes a value. */
  enum Type {
    TEXT,
    NUMBER,
    TRUTH,
    TIME,
    TEXTS,
    OBJECTS,
    /** Any JSON. */
    ANY
  }

  static <T> ChangeField<T> of(
      String name, Type type, String meaning, Function<T, @Nullable Object> value) {
    return new ChangeField<>(name, type, meaning, false, List.of(), value);
  }

  static <T> ChangeField<T> text(String name, String meaning, Function<T, @Nullable Object> value) {
    return of(name, Type.TEXT, meaning, value);
  }

  static <T> ChangeField<T> number(
      String name, String meaning, Function<T, @Nullable Object> value) {
    return of(name, Type.NUMBER, meaning, value);
  }

  /** The same field, which may be missing. */
  static <T> ChangeField<T> optional(ChangeField<T> field) {
    return new ChangeField<>(
        field.name, field.type, field.meaning, true, field.fields, field.value);
  }
}
