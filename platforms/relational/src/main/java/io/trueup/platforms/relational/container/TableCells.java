package io.trueup.platforms.relational.container;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Splits a line of a product's table into cells. */
final class TableCells {

  /** A cell's text and the conditions after {@code where}. */
  record Conditional(String text, List<String> conditions) {}

  private TableCells() {}

  static List<String> of(String line, int count) {
    var cells = new ArrayList<String>();
    Arrays.stream(line.split("\\|", count)).map(String::strip).forEach(cells::add);
    while (cells.size() < count) {
      cells.add("");
    }
    return cells;
  }

  static Conditional conditional(String cell) {
    var parts = cell.split(" where ", 2);
    return new Conditional(
        parts[0].strip(),
        parts.length == 1 ? List.of() : Arrays.stream(parts[1].split(" and ", -1)).toList());
  }
}
