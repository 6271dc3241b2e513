package io.trueup.listener.cli.steering;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.PlatformArgument;
import io.trueup.listener.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends a hold. */
@Command(
    name = "release",
    description = {
      "End the hold of a platform.",
      "Also one that a rollback or a cancelled rollout has left. The platform then follows"
          + " as its policy says. Exit code 5 when there is no hold. With --wait, return when the"
          + " merged version is realized."
    },
    footer = {
      "Examples:",
      "  trueup release Live --reason \"version 20 repairs it\" --dry-run",
      "  trueup release Live --reason \"version 20 repairs it\" --wait --timeout 30m"
    })
public final class ReleaseCommand extends OrderCommand {

  @Mixin private final PlatformArgument platform = new PlatformArgument();

  public ReleaseCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    return order(
        client,
        "PUT",
        platform.name(),
        "release",
        body(),
        it -> new Aim.Realized(it.platform().merged().version(), false));
  }
}
