package io.trueup.listener.cli;

import io.trueup.listener.api.view.Printable;
import io.trueup.listener.api.view.SourceView;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What is done to sources, beside following them. */
@Command(name = "sources", description = "Followed repositories. 'trueup status' lists them.")
final class SourcesCommand {

  private SourcesCommand() {}

  /** The command that holds the others. */
  static SourcesCommand parent() {
    return new SourcesCommand();
  }

  /** Ends a source that left the configuration. */
  @Command(
      name = "forget",
      description = {
        "Forget a source that left the configuration: it and its platforms are shown no more.",
        "History, audit and tables stay. Configured again, it is followed from where it was.",
        "Exit code 5 while it is in the configuration."
      },
      footer = {"Example:", "  trueup sources forget acme --reason \"moved to globex\""})
  static final class Forget extends SteeringCommands.Steering {

    @Parameters(paramLabel = "ID", description = "The source.")
    private String source = "";

    Forget(Shell shell) {
      super(shell);
    }

    @Override
    int run(ApiClient client) {
      show(
          client.send("PUT", ApiClient.path("sources", source, "forget"), Map.of("reason", reason)),
          it ->
              "Source '%s' is forgotten\n".formatted(Printable.line(it.as(SourceView.class).id())));
      return ExitCode.OK;
    }
  }
}
