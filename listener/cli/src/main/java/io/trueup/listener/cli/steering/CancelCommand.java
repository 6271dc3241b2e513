package io.trueup.listener.cli.steering;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.PlatformArgument;
import io.trueup.listener.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Cancels a rollout. */
@Command(
    name = "cancel",
    description = {
      "Cancel the rollout that is under way.",
      "No further step begins, and nodes that have not changed keep what they have. What"
          + " has landed stays. A hold keeps the platform there until 'trueup release' or 'trueup"
          + " rollback'. A running step ends; --wait waits for that. Exit code 5 when no rollout"
          + " is under way."
    },
    footer = {
      "Examples:",
      "  trueup cancel Live --reason \"it blocks the nightly load\"",
      "  trueup cancel Live --reason \"the wrong version\" --wait"
    })
public final class CancelCommand extends OrderCommand {

  @Mixin private final PlatformArgument platform = new PlatformArgument();

  public CancelCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    return order(client, "PUT", platform.name(), "cancel", body(), _ -> new Aim.Quiet());
  }
}
