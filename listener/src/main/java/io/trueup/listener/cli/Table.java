package io.trueup.listener.cli;

import io.trueup.listener.api.view.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rows of aligned columns. Text of cells is made printable, on one line. */
final class Table {

  private static final String GAP = "  ";

  private final List<List<Cell>> rows = new ArrayList<>();

  Table(Ink ink, String... headings) {
    rows.add(Arrays.stream(headings).map(it -> new Cell(it, ink::faint)).toList());
  }

  /** A cell, and how it is coloured. */
  record Cell(String text, UnaryOperator<String> colour) {

    Cell {
      text = Printable.line(text);
    }

    int width() {
      return text.codePointCount(0, text.length());
    }
  }

  static Cell cell(Object text) {
    return new Cell(text.toString(), UnaryOperator.identity());
  }

  Table row(Cell... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /** The rows, each with a line end. */
  String render() {
    var widths = widths();
    var text = new StringBuilder();
    for (var row : rows) {
      text.append(line(row, widths).stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static String line(List<Cell> row, List<Integer> widths) {
    var line = new StringBuilder();
    for (var column = 0; column < row.size(); column++) {
      var cell = row.get(column);
      line.append(cell.colour().apply(cell.text()));
      if (column + 1 < row.size()) {
        line.append(" ".repeat(widths.get(column) - cell.width())).append(GAP);
      }
    }
    return line.toString();
  }

  private List<Integer> widths() {
    var widths = new ArrayList<Integer>();
    for (var row : rows) {
      for (var column = 0; column < row.size(); column++) {
        if (column == widths.size()) {
          widths.add(0);
        }
        widths.set(column, Math.max(widths.get(column), row.get(column).width()));
      }
    }
    return widths;
  }
}
