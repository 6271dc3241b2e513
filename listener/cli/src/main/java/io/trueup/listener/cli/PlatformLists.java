package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.PlatformArgument;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.terminal.ShortDigest;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.daemon.view.NodeCondition;
import io.trueup.listener.daemon.view.NodeView;
import io.trueup.listener.daemon.view.RunView;
import io.trueup.listener.engine.text.RelativeTime;
import io.trueup.listener.engine.text.SafeText;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands that list the nodes and runs of a platform. */
final class PlatformLists {

  private PlatformLists() {}

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Lists nodes. */
  @Command(
      name = "nodes",
      description = "List the nodes of a platform with their states, ordered by key.",
      footer = {"Examples:", "  trueup nodes Live", "  trueup nodes Live --state blocked"})
  static final class Nodes extends RemoteCommand {

    private static final String PAGE = "1000";

    @Mixin private final PlatformArgument platform = new PlatformArgument();

    @Option(
        names = "--state",
        paramLabel = "STATE",
        description = "Only nodes in this state, such as blocked or awaiting-node-time.")
    private @Nullable String state;

    Nodes(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var wanted = wanted();
      var first = page(client, "");
      var nodes = new ArrayList<>(first.nodes());
      for (var next = first.next(); next != null; ) {
        var page = page(client, next);
        nodes.addAll(page.nodes());
        next = page.next();
      }
      var shown = nodes.stream().filter(it -> wanted == null || it.state() == wanted).toList();
      show(
          ApiClient.Reply.of(new NodeView.Page(first.platform(), shown, null)),
          _ -> text(first.platform(), shown));
      return ExitCode.OK;
    }

    private @Nullable NodeCondition wanted() {
      if (state == null) {
        return null;
      }
      try {
        return NodeCondition.valueOf(state.toUpperCase(Locale.ROOT).replace('-', '_'));
      } catch (IllegalArgumentException _) {
        throw new CommandException(
            ExitCode.USAGE,
            "'%s' is not a node state. The states are %s"
                .formatted(
                    state,
                    List.of(NodeCondition.values()).stream()
                        .map(it -> it.label().replace(' ', '-'))
                        .toList()));
      }
    }

    private NodeView.Page page(ApiClient client, String after) {
      var asked = new LinkedHashMap<String, List<String>>();
      asked.put("platform", List.of(platform.name()));
      asked.put("after", after.isEmpty() ? List.of() : List.of(after));
      asked.put("limit", List.of(PAGE));
      return client.get(ApiClient.query(ApiClient.path("nodes"), asked)).as(NodeView.Page.class);
    }

    private String text(String id, List<NodeView> nodes) {
      if (nodes.isEmpty()) {
        return "%s has no such nodes\n".formatted(id);
      }
      var table = new TextTable(shell.style(), "STATE", "REALIZED", "TARGET", "RAN", "NODE");
      for (var node : nodes) {
        table.row(
            cell(
                node.applied() && node.state() != NodeCondition.BLOCKED
                    ? "awaiting confirmation"
                    : node.state().label()),
            cell(ShortDigest.shortened(node.realized())),
            cell(ShortDigest.shortened(node.target())),
            cell(node.everRan() ? "yes" : "no"),
            cell(node.node()));
      }
      var text = new StringBuilder(table.render());
      nodes.forEach(it -> blocked(text, it));
      return text.toString();
    }

    private void blocked(StringBuilder text, NodeView node) {
      var blocked = node.blocked();
      if (blocked != null) {
        text.append('\n').append(SafeText.line(node.node())).append('\n');
        var ink = shell.style();
        StatusText.indented(text, blocked.reason(), ink, ink::error);
        StatusText.indented(text, blocked.advice(), ink, UnaryOperator.identity());
      }
    }
  }

  /** Lists runs. */
  @Command(
      name = "runs",
      description = "List the runs of the jobs of a platform, newest first.",
      footer = {"Example:", "  trueup runs Live --limit 5"})
  static final class Runs extends RemoteCommand {

    @Mixin private final PlatformArgument platform = new PlatformArgument();

    @Option(
        names = "--limit",
        paramLabel = "COUNT",
        description = "The number of runs, newest first; at most 1000. Default: 20.")
    private int limit = 20;

    Runs(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var asked = new LinkedHashMap<String, List<String>>();
      asked.put("platform", List.of(platform.name()));
      asked.put("limit", List.of(Integer.toString(limit)));
      show(
          client.get(ApiClient.query(ApiClient.path("runs"), asked)),
          it -> text(it.asListOf(RunView.class)));
      return ExitCode.OK;
    }

    private String text(List<RunView> runs) {
      if (runs.isEmpty()) {
        return "No job has started yet\n";
      }
      var table =
          new TextTable(
              shell.style(), "BEGAN", "ANSWER", "STATE", "TOOK", "VERSION", "JOB", "TOKEN", "NODE");
      for (var run : runs) {
        var ended = run.endedAt();
        table.row(
            cell(run.beganAt().truncatedTo(ChronoUnit.SECONDS)),
            cell(lowerCase(run.answer())),
            cell(lowerCase(run.state())),
            cell(ended == null ? "-" : RelativeTime.duration(run.beganAt(), ended)),
            cell(run.version() == 0 ? "-" : run.version()),
            cell(run.job()),
            cell(run.token() == null ? "-" : run.token()),
            cell(run.node()));
      }
      return table.render();
    }
  }
}
