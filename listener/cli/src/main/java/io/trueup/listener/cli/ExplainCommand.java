package io.trueup.listener.cli;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.PlatformArgument;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.ExplainView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Explains the state of a platform. */
@Command(
    name = "explain",
    description = {
      "Explain the state of a platform.",
      "Shows its pointers, what blocks it and how to unblock it, steps that have not landed with"
          + " their errors, nodes that wait for jobs, changes that are not realized yet, and recent"
          + " audit entries."
    },
    footer = {"Examples:", "  trueup explain Live", "  trueup explain acme/Live --output json"})
final class ExplainCommand extends RemoteCommand {

  @Mixin private final PlatformArgument platform = new PlatformArgument();

  ExplainCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    show(
        client.get(platform(platform.name())),
        it -> ExplainText.render(it.as(ExplainView.class), shell.style()));
    return ExitCode.OK;
  }
}
