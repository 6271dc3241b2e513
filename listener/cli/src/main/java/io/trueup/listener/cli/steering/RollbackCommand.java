package io.trueup.listener.cli.steering;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.PlatformArgument;
import io.trueup.listener.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Moves a platform back. */
@Command(
    name = "rollback",
    description = {
      "Move a platform back to an older version and hold it there.",
      "The version must have been accepted. The hold stays until 'trueup release'. Nothing"
          + " is lost: views go back to the older columns, tables keep theirs. If the platform"
          + " cannot go back over a change, the whole is refused with the reason. A pause or a"
          + " closed window refuses it (exit code 5); --override window passes the window."
    },
    footer = {
      "Examples:",
      "  trueup rollback Live --to 17 --reason \"reports are wrong\" --dry-run",
      "  trueup rollback Live --to 17 --reason \"reports are wrong\" --wait",
      "  trueup rollback Live --to 17 --override window --reason \"incident 4711\""
    })
public final class RollbackCommand extends OrderCommand {

  @Mixin private final PlatformArgument platform = new PlatformArgument();

  @Option(
      names = "--to",
      order = 5,
      required = true,
      paramLabel = "VERSION",
      description = "The version, older than the target. 'trueup versions' lists them.")
  private long version;

  @Mixin private final OverrideOption override = new OverrideOption();

  public RollbackCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    var body = body();
    body.put("to", version);
    override.addTo(body);
    return order(
        client, "PUT", platform.name(), "rollback", body, _ -> new Aim.Realized(version, true));
  }
}
