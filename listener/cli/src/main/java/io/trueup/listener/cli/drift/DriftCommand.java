package io.trueup.listener.cli.drift;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.PlatformArgument;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.DriftView;
import io.trueup.listener.daemon.view.PlatformView;
import io.trueup.listener.daemon.view.StatusView;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Commands on drift: what is known of it, and a check now. */
@Command(
    name = "drift",
    description = {
      "Show where platforms differ from what they have realized, and check now.",
      "The model says how often the nodes of a platform are checked, and whether what differs is"
          + " repaired. 'trueup schema drift' compares without recording anything, and lists what"
          + " Trueup did not make too."
    })
public final class DriftCommand {

  private DriftCommand() {}

  /** The command with all its subcommands. */
  public static CommandLine line(Shell shell) {
    return new CommandLine(new DriftCommand())
        .addSubcommand("list", new All(shell))
        .addSubcommand("check", new Check(shell));
  }

  /** Lists what is known. */
  @Command(
      name = "list",
      description = "List what is known of the drift of a platform, or of all.",
      footer = {
        "Examples:",
        "  trueup drift list",
        "  trueup drift list Live",
        "  trueup drift list -o json | jq '.[] | select(.driftedNodes > 0).platform'"
      })
  static final class All extends RemoteCommand {

    private static final String MOST = "1000";

    @Mixin private final PlatformArgument platform = new PlatformArgument();

    All(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var names =
          platform
              .given()
              .map(List::of)
              .orElseGet(() ->
                  client.get(ApiClient.path("status")).as(StatusView.class).platforms().stream()
                      .map(PlatformView::id)
                      .toList());
      var views =
          names.stream()
              .map(it -> ApiClient.query(platform(it, "drift"), Map.of("limit", List.of(MOST))))
              .map(it -> client.get(it).as(DriftView.class))
              .toList();
      show(ApiClient.Reply.of(views), _ -> DriftText.list(views, shell.style()));
      return ExitCode.OK;
    }
  }

  /** Checks now. */
  @Command(
      name = "check",
      description = {
        "Check a platform for drift now.",
        "Compares every node that is at its target with the container, records what differs, and"
            + " repairs it where the model says 'drift: {on: repair}'. Needs a token with scope"
            + " OPERATE."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:no node differs", "13:a node differs"},
      footer = {"Example:", "  trueup drift check Live"})
  static final class Check extends RemoteCommand {

    @Mixin private final PlatformArgument platform = new PlatformArgument();

    Check(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var reply = client.send("POST", platform(platform.name(), "drift", "check"), null);
      var checked = reply.as(DriftView.Checked.class);
      show(reply, _ -> DriftText.checked(checked, shell.style()));
      return checked.drift().driftedNodes() == 0 ? ExitCode.OK : ExitCode.DIFFERS;
    }
  }
}
