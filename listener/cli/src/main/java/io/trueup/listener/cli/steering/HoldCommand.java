package io.trueup.listener.cli.steering;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.PlatformArgument;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.PlatformView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Holds a platform. */
@Command(
    name = "hold",
    description = {
      "Keep a platform on a version until 'trueup release'.",
      "Its target moves to that version and no further, whatever is merged or scheduled."
          + " Holding again replaces the hold. To go back to an older version, use 'trueup"
          + " rollback'."
    },
    footer = {
      "Examples:",
      "  trueup hold Live --reason \"the audit looks at version 17\"",
      "  trueup hold Live --at 19 --reason \"no further before the release\" --wait"
    })
public final class HoldCommand extends OrderCommand {

  @Mixin private final PlatformArgument platform = new PlatformArgument();

  @Option(
      names = "--at",
      order = 5,
      paramLabel = "VERSION",
      description = "The highest version that it may move to. Default: its target.")
  private @Nullable Long version;

  public HoldCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    var body = body();
    if (version != null) {
      body.put("at", version);
    }
    return order(
        client,
        "PUT",
        platform.name(),
        "hold",
        body,
        it -> new Aim.Realized(reachable(it.platform()), false));
  }

  private static long reachable(PlatformView platform) {
    var hold = platform.hold();
    var merged = platform.merged().version();
    return hold == null ? platform.target().version() : Math.min(hold.version(), merged);
  }
}
