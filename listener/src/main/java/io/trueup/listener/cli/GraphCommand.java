package io.trueup.listener.cli;

import io.trueup.listener.graph.Dot;
import io.trueup.listener.graph.Drawings;
import io.trueup.listener.graph.GraphView;
import io.trueup.listener.graph.MarkedGraph;
import io.trueup.listener.graph.Svg;
import io.trueup.listener.graph.layout.LayeredLayout;
import io.trueup.listener.source.LocalModels;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What each platform must realize. */
@Command(
    name = "graph",
    description = {
      "Show what each platform must realize: its nodes from left to right, and what they read.",
      "It needs no daemon. " + ModelCommand.PLACE
    },
    footer = {
      "Examples:",
      "  trueup graph --platform Live",
      "  trueup graph --diff main..HEAD",
      "  trueup graph --diff main..HEAD --output svg > change.svg"
    })
final class GraphCommand extends ModelCommand {

  private static final String BETWEEN = "..";

  @Option(names = "--platform", paramLabel = "NAME", description = "This platform's graph alone.")
  private @Nullable String platform;

  @Option(
      names = "--at",
      paramLabel = "REF|DIR",
      description =
          "The version that is shown. Default: HEAD, or the current folder outside of"
              + " repositories.")
  private String at = "";

  @Option(
      names = "--diff",
      paramLabel = "BASE..HEAD",
      description =
          "What the way from one version to another does to the graphs; an end that is left out is"
              + " HEAD.")
  private @Nullable String diff;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "text, json, dot for Graphviz, or svg: a picture. Default: text.")
  private Form form = Form.text;

  /** How graphs are shown. */
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
      case text -> GraphText.render(graphs, shell.ink());
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
          ExitCode.USAGE, "'%s' is not of the form BASE..HEAD, such as main..HEAD".formatted(ends));
    }
    if (!at.isEmpty()) {
      throw new CommandException(ExitCode.USAGE, "'--diff' names both versions: leave out '--at'");
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
      throw QuestionCommand.unknown(
          "platform", platform, graphs.stream().map(it -> it.platform().name()).toList());
    }
    return chosen;
  }
}
