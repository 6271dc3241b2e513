package io.trueup.model.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value with its place in a schema, so that errors can name the place. */
final class AvroJson {

  private final @Nullable AvroJson parent;
  private final String step;
  private final @Nullable Object value;

  private AvroJson(@Nullable AvroJson parent, String step, @Nullable Object value) {
    this.parent = parent;
    this.step = step;
    this.value = value;
  }

  /**
   * The root of a tree, which must be neither too large nor too deep and hold only values of JSON.
   */
  static AvroJson bounded(@Nullable Object json) {
    var root = new AvroJson(null, "", json);
    countWithin(root, 1, 0);
    return root;
  }

  private static int countWithin(AvroJson json, int depth, int before) {
    if (depth > AvroSchema.DEEPEST) {
      throw json.wrong("it is nested deeper than %d".formatted(AvroSchema.DEEPEST));
    }
    if (before >= AvroSchema.MOST_VALUES) {
      throw json.wrong("it has more than %d values".formatted(AvroSchema.MOST_VALUES));
    }
    var count = before + 1;
    switch (json.value) {
      case Map<?, ?> map -> {
        for (var entry : map.entrySet()) {
          var key = String.valueOf(entry.getKey());
          count = countWithin(new AvroJson(json, key, entry.getValue()), depth + 1, count);
        }
      }
      case List<?> list -> {
        for (var element : list) {
          count = countWithin(new AvroJson(json, "*", element), depth + 1, count);
        }
      }
      case Double number when !Double.isFinite(number) ->
          throw json.wrong("%s is not a number".formatted(number));
      case null -> {}
      case String _, Number _, Boolean _ -> {}
      default -> throw json.wrong("%s is not JSON".formatted(json.describe()));
    }
    return count;
  }

  @Nullable Object value() {
    return value;
  }

  /** The value of an attribute, null when there is none. */
  @Nullable AvroJson optional(String name) {
    if (!(value instanceof Map<?, ?> map)) {
      throw wrong("a name, a list or a mapping is expected, found %s".formatted(describe()));
    }
    return map.containsKey(name) ? new AvroJson(this, name, map.get(name)) : null;
  }

  AvroJson required(String name) {
    var found = optional(name);
    if (found == null) {
      throw wrong("there is no '%s'".formatted(name));
    }
    return found;
  }

  List<AvroJson> elements(int most) {
    if (!(value instanceof List<?> list)) {
      throw wrong("a list is expected, found %s".formatted(describe()));
    }
    if (list.size() > most) {
      throw wrong("it has %d elements; the most are %d".formatted(list.size(), most));
    }
    var elements = new ArrayList<AvroJson>();
    for (var element : list) {
      elements.add(new AvroJson(this, Integer.toString(elements.size()), element));
    }
    return elements;
  }

  String text() {
    if (!(value instanceof String text)) {
      throw wrong("a text is expected, found %s".formatted(describe()));
    }
    return text;
  }

  int wholeNumber() {
    try {
      if (value instanceof Number number) {
        var exact = AvroCanonicalText.decimal(number).intValueExact();
        if (exact >= 0) {
          return exact;
        }
      }
    } catch (ArithmeticException _) {
      // Reported below, like any other value that is no whole number.
    }
    throw wrong("a whole number is expected, found %s".formatted(describe()));
  }

  private String describe() {
    return switch (value) {
      case null -> "nothing";
      case String text -> "'" + text + "'";
      case Map<?, ?> _ -> "a mapping";
      case List<?> _ -> "a list";
      case Number _, Boolean _ -> value.toString();
      default -> "a " + value.getClass().getSimpleName();
    };
  }

  /** An error at this value. */
  IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        "Not an Avro schema, at %s: %s".formatted(parent == null ? "its root" : path(), what));
  }

  private String path() {
    return parent == null ? "" : parent.path() + "/" + step;
  }
}
