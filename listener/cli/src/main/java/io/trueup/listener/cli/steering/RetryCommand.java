package io.trueup.listener.cli.steering;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.PlatformArgument;
import io.trueup.listener.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Retries failed steps. */
@Command(
    name = "retry",
    description = {
      "Retry the failed steps of a platform now.",
      "They are retried anyway, each after a wait that grows. Exit code 5 when no step has"
          + " failed. With --wait, return when the target is realized."
    },
    footer = {
      "Examples:",
      "  trueup retry Live --reason \"the disk has room again\"",
      "  trueup retry Live --reason \"the disk has room again\" --wait --timeout 30m"
    })
public final class RetryCommand extends OrderCommand {

  @Mixin private final PlatformArgument platform = new PlatformArgument();

  public RetryCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    return order(
        client,
        "PUT",
        platform.name(),
        "retry",
        body(),
        it -> new Aim.Realized(it.platform().target().version(), false));
  }
}
