package io.trueup.platforms.relational.container;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A row of a product's table of types.
 *
 * @param model the types of the model that it covers, such as {@code varchar(n)}
 * @param conditions on the type's numbers, such as {@code n <= 4000}, or {@code t flat}
 * @param versions of the product to which it applies
 * @param kind how the product holds the type
 * @param sql a template of the native type
 * @param note depends on the kind: a check, the encoding, or the problem and, after an arrow, the
 *     remedy
 */
record TypeRow(
    String model,
    List<String> conditions,
    VersionRange versions,
    Kind kind,
    String sql,
    String note) {

  /** The condition that one dimension of a native array can hold the element. */
  static final String FLAT = "t flat";

  enum Kind {
    EXACT,
    WIDER,
    CONVERTED,
    NO
  }

  TypeRow {
    conditions = List.copyOf(conditions);
  }

  /** Reads a row from a line, whose cells are separated by bars. */
  static TypeRow parse(String line) {
    var cells = TableCells.of(line, 5);
    var subject = TableCells.conditional(cells.getFirst());
    return new TypeRow(
        subject.text(),
        subject.conditions(),
        new VersionRange(cells.get(1)),
        Kind.valueOf(cells.get(2).toUpperCase(Locale.ROOT)),
        cells.get(3),
        cells.get(4));
  }

  boolean wantsFlat() {
    return conditions.contains(FLAT);
  }

  boolean admits(Map<String, Integer> numbers) {
    return RowArithmetic.hold(conditions.stream().filter(it -> !it.equals(FLAT)).toList(), numbers);
  }

  /** The note before the arrow. */
  String reason() {
    var at = note.indexOf("=>");
    return at < 0 ? note : note.substring(0, at).strip();
  }

  /** The note after the arrow. */
  String remedy() {
    return note.substring(note.indexOf("=>") + 2).strip();
  }
}
