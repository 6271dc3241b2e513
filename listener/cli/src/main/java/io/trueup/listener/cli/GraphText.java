package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.graph.GraphView;
import io.trueup.listener.cli.graph.MarkedGraph;
import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.cli.terminal.TextTable.Cell;
import io.trueup.listener.engine.text.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Formats the graphs of platforms as text. Pure. */
final class GraphText {

  private static final int MOST_INPUTS = 5;

  private GraphText() {}

  static String render(List<MarkedGraph> graphs, TextStyle ink) {
    var text = new StringBuilder();
    for (var graph : graphs) {
      text.append(text.isEmpty() ? "" : "\n");
      text.append(ink.bold(SafeText.line(graph.title()))).append('\n');
      if (!graph.nodes().isEmpty()) {
        text.append('\n').append(table(graph, ink));
      }
    }
    return text.toString();
  }

  private static String table(MarkedGraph graph, TextStyle ink) {
    var table =
        graph.isDiff()
            ? new TextTable(ink, "STEP", "", "NODE", "PRIORITY", "READS", "CHANGES")
            : new TextTable(ink, "STEP", "NODE", "PRIORITY", "READS");
    for (var node : GraphView.of(graph).nodes()) {
      var cells =
          new ArrayList<>(
              List.of(
                  cell(node.step()),
                  cell(node.node()),
                  cell(node.priority().name().toLowerCase(Locale.ROOT)),
                  cell(reads(node))));
      if (graph.isDiff()) {
        cells.add(1, new Cell(node.mark().sign(), colour(node, ink)));
        cells.add(cell(String.join("; ", node.changes())));
      }
      table.row(cells.toArray(Cell[]::new));
    }
    return table.render();
  }

  private static UnaryOperator<String> colour(GraphView.Node node, TextStyle ink) {
    return switch (node.mark()) {
      case SAME -> UnaryOperator.identity();
      case ADDED -> ink::success;
      case CHANGED -> ink::progress;
      case REMOVED -> ink::warning;
    };
  }

  private static String reads(GraphView.Node node) {
    var inputs = new ArrayList<>(node.inputs());
    inputs.addAll(node.foreignInputs());
    if (inputs.isEmpty()) {
      return "its source";
    }
    var first = String.join(", ", inputs.subList(0, Math.min(MOST_INPUTS, inputs.size())));
    var more = inputs.size() - MOST_INPUTS;
    return more > 0 ? "%s and %,d more".formatted(first, more) : first;
  }
}
