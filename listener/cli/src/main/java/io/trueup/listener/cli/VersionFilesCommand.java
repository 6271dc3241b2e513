package io.trueup.listener.cli;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.CompiledVersionsView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists the compiled versions of a source. */
@Command(
    name = "files",
    description =
        "List the compiled versions of a source on the daemon's disk, the newest first: their size,"
            + " what they share, and what keeps them.",
    footer = {"Example:", "  trueup versions files acme"})
final class VersionFilesCommand extends RemoteCommand {

  @Parameters(paramLabel = "SOURCE", description = "The source.")
  private String source = "";

  VersionFilesCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    show(
        client.get(ApiClient.path("models", source)),
        it -> VersionFilesText.render(it.as(CompiledVersionsView.class), shell.style()));
    return ExitCode.OK;
  }
}
