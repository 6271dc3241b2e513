package io.trueup.platforms.container;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A row of a product's table of types.
 *
 * @param model which types of the model it is about, such as {@code varchar(n)}
 * @param conditions on the type's numbers, such as {@code n <= 4000}, or {@code t flat}
 * @param versions of the product that it is about
 * @param kind how the type is held
 * @param sql a template of the native type
 * @param note what else there is to say: values that the native type lacks, a check, the way of
 *     converting, or what is wrong and, behind an arrow, the remedy
 */
record TypeRow(
    String model,
    List<String> conditions,
    VersionRange versions,
    Kind kind,
    String sql,
    String note) {

  /** An element that one dimension of a native array holds. */
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

  /** The row of a line, its cells between bars. */
  static TypeRow parse(String line) {
    var cells = Cells.of(line, 5);
    var subject = Cells.conditional(cells.getFirst());
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
    return Numbers.hold(conditions.stream().filter(it -> !it.equals(FLAT)).toList(), numbers);
  }

  /** What stands before the arrow of the note. */
  String reason() {
    var at = note.indexOf("=>");
    return at < 0 ? note : note.substring(0, at).strip();
  }

  /** What stands behind the arrow of the note. */
  String remedy() {
    return note.substring(note.indexOf("=>") + 2).strip();
  }
}
