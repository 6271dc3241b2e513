package io.trueup.listener.cli.terminal;

import io.trueup.listener.engine.text.SafeText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Rows of aligned columns. The text of cells is made printable, on one line. */
public final class TextTable {

  private static final String GAP = "  ";

  /** The least width of the last column, if it is folded. */
  private static final int LEAST_WIDTH = 24;

  private final List<List<Cell>> rows = new ArrayList<>();
  private final int width;

  public TextTable(TextStyle ink, String... headings) {
    width = ink.width();
    rows.add(Arrays.stream(headings).map(it -> new Cell(it, ink::muted)).toList());
  }

  /** A cell with its colour. */
  public record Cell(String text, UnaryOperator<String> colour) {

    public Cell {
      text = SafeText.line(text);
    }

    public int width() {
      return LineWrapper.width(text);
    }
  }

  public static Cell cell(Object text) {
    return new Cell(text.toString(), UnaryOperator.identity());
  }

  public TextTable row(Cell... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /**
   * Renders the rows, each with a line end. If they are too wide, the last column is folded; if
   * that leaves too little width for it, each row takes several lines with as many columns as fit.
   */
  public String render() {
    var widths = widths();
    var text = new StringBuilder();
    for (var row : rows) {
      line(text, row, widths);
    }
    return text.toString();
  }

  private void line(StringBuilder text, List<Cell> row, List<Integer> widths) {
    var last = widths.size() - 1;
    var before = widths.stream().limit(last).mapToInt(it -> it + GAP.length()).sum();
    if (before + Math.min(widths.get(last), LEAST_WIDTH) <= width) {
      fill(text, row, 0, row.size(), widths, 0);
      return;
    }
    var from = 0;
    while (from < row.size()) {
      var indent = from == 0 ? 0 : GAP.length();
      var to = from + 1;
      var used = indent + widths.get(from);
      while (to < row.size() && used + GAP.length() + widths.get(to) <= width) {
        used += GAP.length() + widths.get(to);
        to++;
      }
      fill(text, row, from, to, widths, indent);
      from = to;
    }
  }

  /** Writes cells on one line and folds the last one in its column. */
  private void fill(
      StringBuilder text, List<Cell> row, int from, int to, List<Integer> widths, int indent) {
    var line = new StringBuilder(" ".repeat(indent));
    var place = indent;
    for (var column = from; column < to - 1; column++) {
      var cell = row.get(column);
      line.append(cell.colour().apply(cell.text()))
          .append(" ".repeat(widths.get(column) - cell.width()))
          .append(GAP);
      place += widths.get(column) + GAP.length();
    }
    var end = row.get(to - 1);
    var separator = "\n" + " ".repeat(place);
    line.append(
        LineWrapper.wrapped(end.text(), Math.max(LEAST_WIDTH, width - place)).stream()
            .map(end.colour())
            .collect(Collectors.joining(separator)));
    text.append(line.toString().stripTrailing()).append('\n');
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
