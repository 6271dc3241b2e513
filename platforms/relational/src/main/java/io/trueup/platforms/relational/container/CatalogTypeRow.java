package io.trueup.platforms.relational.container;

import io.trueup.model.type.DataType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row of a product's table that maps a native type of its catalog to a type of the model.
 *
 * @param name of the native type
 * @param arguments names of its numbers, or literal words
 * @param model a template of the model's type
 */
record CatalogTypeRow(String name, List<String> arguments, List<String> conditions, String model) {

  CatalogTypeRow {
    arguments = List.copyOf(arguments);
    conditions = List.copyOf(conditions);
  }

  /** The row of a native type, as {@code numeric(p,s)}. */
  static CatalogTypeRow of(String spelling, List<String> conditions, String model) {
    var parsed = NativeText.parse(spelling);
    return new CatalogTypeRow(parsed.name(), parsed.arguments(), conditions, model);
  }

  /** The model's type for a native one; empty when the row does not match. */
  Optional<DataType> read(NativeText text) {
    if (!text.name().equals(name) || text.arguments().size() != arguments.size()) {
      return Optional.empty();
    }
    var numbers = new HashMap<String, Integer>();
    for (var at = 0; at < arguments.size(); at++) {
      var wanted = arguments.get(at);
      var found = text.arguments().get(at);
      if (wanted.length() == 1 && found.matches("\\d{1,10}( char| codeunits32)?")) {
        numbers.put(wanted, (int) Long.parseLong(found.split(" ", 2)[0]));
      } else if (!wanted.equalsIgnoreCase(found)) {
        return Optional.empty();
      }
    }
    return RowArithmetic.hold(conditions, numbers) ? type(numbers) : Optional.empty();
  }

  private Optional<DataType> type(Map<String, Integer> numbers) {
    var text = model;
    for (var number : numbers.entrySet()) {
      text = text.replaceAll("\\b" + number.getKey() + "\\b", number.getValue().toString());
    }
    try {
      return Optional.of(DataType.parse(text));
    } catch (IllegalArgumentException _) {
      // Such as a negative scale.
      return Optional.empty();
    }
  }
}
