package io.trueup.listener.cli;

import io.trueup.listener.cli.graph.Dot;
import io.trueup.listener.cli.graph.Drawings;
import io.trueup.listener.cli.graph.GraphView;
import io.trueup.listener.cli.graph.MarkedGraph;
import io.trueup.listener.cli.graph.Svg;
import io.trueup.listener.cli.graph.layout.LayeredLayout;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.engine.source.LocalModels;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the graphs of platforms. */
@Command(
    name = "graph",
    description = {
      "Show the graph of each platform: its nodes from left to right, with the nodes they read.",
      "Needs no daemon. " + ModelCommand.PLACE
    },
    footer = {
      "Examples:",
      "  trueup graph --platform Live",
      "  trueup graph --diff main..HEAD",
      "  trueup graph --diff main..HEAD --output svg > change.svg"
    })
final class GraphCommand extends ModelCommand {

  private static final String BETWEEN = "..";

  @Option(
      names = "--platform",
      paramLabel = "NAME",
      description = "Only the graph of this platform.")
  private @Nullable String platform;

  @Option(
      names = "--at",
      paramLabel = "REF|DIR",
      description =
          "The version to show. Default: HEAD, or the current folder outside of repositories.")
  private String at = "";

  @Option(
      names = "--diff",
      paramLabel = "BASE..HEAD",
      description = "Show how the graphs change between two versions; an omitted end means HEAD.")
  private @Nullable String diff;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "text, json, dot for Graphviz, or svg, a picture. Default: text.")
  private Form form = Form.text;

  /** The form of the output. */
  enum Form {
    text,
    json,
    dot,
    svg
  }

  GraphCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(LocalModels models) {
    var graphs = chosen(diff == null ? now(models) : difference(models, diff));
    shell.out().print(rendered(graphs));
    return ExitCode.OK;
  }

  private String rendered(List<MarkedGraph> graphs) {
    return switch (form) {
      case text -> GraphText.render(graphs, shell.style());
      case json -> CheckCommand.json(graphs.stream().map(GraphView::of).toList());
      case dot -> Dot.render(graphs.stream().map(Drawings::of).toList());
      case svg -> Svg.render(graphs.stream().map(Drawings::of).map(LayeredLayout::of).toList());
    };
  }

  private List<MarkedGraph> now(LocalModels models) {
    return model(models, at).graphs().values().stream().map(MarkedGraph::of).toList();
  }

  private List<MarkedGraph> difference(LocalModels models, String ends) {
    var middle = ends.indexOf(BETWEEN);
    if (middle < 0 || ends.contains("...") || ends.indexOf(BETWEEN, middle + 1) >= 0) {
      throw new CommandException(
          ExitCode.USAGE,
          "'%s' does not have the form BASE..HEAD, such as main..HEAD".formatted(ends));
    }
    if (!at.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE, "Cannot use --at together with --diff, which names both versions");
    }
    return MarkedGraph.between(
        model(models, ends.substring(0, middle)),
        model(models, ends.substring(middle + BETWEEN.length())));
  }

  private List<MarkedGraph> chosen(List<MarkedGraph> graphs) {
    if (platform == null) {
      return graphs;
    }
    var chosen = graphs.stream().filter(it -> it.platform().name().equals(platform)).toList();
    if (chosen.isEmpty()) {
      throw ModelQueryCommand.unknown(
          "platform", platform, graphs.stream().map(it -> it.platform().name()).toList());
    }
    return chosen;
  }
}
