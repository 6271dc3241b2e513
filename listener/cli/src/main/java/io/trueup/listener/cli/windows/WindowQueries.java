package io.trueup.listener.cli.windows;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.WindowView;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that show windows. */
final class WindowQueries {

  private WindowQueries() {}

  /** Lists windows. */
  @Command(
      name = "list",
      description = {
        "List the windows of operators and of the model, by id.",
        "STATE tells what a window does to the platforms in its scope now: open, shut, suspended, or"
            + " over when it no longer matters. NEXT CHANGE is in the window's zone and in UTC."
      },
      footer = {
        "Examples:",
        "  trueup windows list",
        "  trueup windows list --ended",
        "  trueup windows list -o json | jq -r '.[] | select(.kind == \"deny\") | .id'"
      })
  static final class All extends RemoteCommand {

    @Option(names = "--ended", description = "List those that have ended instead.")
    private boolean isEnded;

    All(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      Map<String, List<String>> query = isEnded ? Map.of("ended", List.of("true")) : Map.of();
      show(
          client.get(ApiClient.query(ApiClient.path("windows"), query)),
          it -> WindowText.table(it.asListOf(WindowView.class), shell.style()));
      return ExitCode.OK;
    }
  }

  /** Shows one window. */
  @Command(
      name = "show",
      description = "Show one window with all that it says, and its version for --if-version.",
      footer = {
        "Examples:",
        "  trueup windows show freeze-q4",
        "  trueup windows show acme/Live/nights"
      })
  static final class One extends RemoteCommand {

    @Parameters(paramLabel = "ID", description = "The window.")
    private String id = "";

    One(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      show(
          client.get(ApiClient.path("windows", id)),
          it -> WindowText.details(it.as(WindowView.class), shell.style()));
      return ExitCode.OK;
    }
  }

  /** Explains one window. */
  @Command(
      name = "explain",
      description = {
        "Explain a window: which platforms it matches and how they are, and its next five"
            + " occurrences in its zone and in UTC.",
        "A selector that matches nothing is a warning that names what exists."
      },
      footer = {"Example:", "  trueup windows explain freeze-q4"})
  static final class Explain extends RemoteCommand {

    @Parameters(paramLabel = "ID", description = "The window.")
    private String id = "";

    Explain(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      show(
          client.get(ApiClient.path("windows", id, "explain")),
          it -> WindowText.explanation(it.as(WindowView.Explanation.class), shell.style()));
      return ExitCode.OK;
    }
  }
}
