package io.trueup.listener.cli;

import io.trueup.listener.view.ExplainView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Why a platform is where it is. */
@Command(
    name = "explain",
    description = {
      "Say why a platform is where it is.",
      "Its pointers, what it waits for and what opens it, steps that did not land with their"
          + " errors, nodes that wait for jobs, what differs, who did what."
    },
    footer = {"Examples:", "  trueup explain Live", "  trueup explain acme/Live --output json"})
final class ExplainCommand extends RemoteCommand {

  @Mixin private final PlatformArgument platform = new PlatformArgument();

  ExplainCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(ApiClient client) {
    show(
        client.get(platform(platform.name())),
        it -> ExplainText.render(it.as(ExplainView.class), shell.ink()));
    return ExitCode.OK;
  }
}
