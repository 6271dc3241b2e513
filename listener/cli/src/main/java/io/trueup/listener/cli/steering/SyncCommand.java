package io.trueup.listener.cli.steering;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.PlatformArgument;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.Deadline;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.ControlView;
import io.trueup.listener.daemon.view.ExplainView;
import io.trueup.listener.daemon.view.SyncView;
import io.trueup.listener.engine.text.SafeText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Requests a move or a refresh. */
@Command(
    name = "sync",
    description = {
      "Request a platform's move, or refresh a source.",
      "A request opens the gate of a manual or scheduled platform; it counts until the"
          + " target is there. Other gates stay shut unless --override names them, and the answer"
          + " tells them. Where a platform follows every merge, a request that could have no"
          + " effect is refused (exit code 5).",
      "With --source, refreshes the source from its repository now."
    },
    footer = {
      "Examples:",
      "  trueup sync Monthly --reason \"month end is over\"",
      "  trueup sync Monthly --to 17 --reason \"as agreed\" --wait --timeout 1h",
      "  trueup sync Live --override window,soak --reason \"incident 4711\" --dry-run",
      "  trueup sync --source acme"
    })
public final class SyncCommand extends RemoteCommand {

  @Mixin private final PlatformArgument platform = new PlatformArgument();

  @Option(
      names = "--source",
      order = 1,
      paramLabel = "ID",
      description = "Refresh this source instead.")
  private @Nullable String source;

  @Option(
      names = "--to",
      order = 5,
      paramLabel = "VERSION",
      description = "The version, newer than the target. Default: the merged one.")
  private @Nullable Long version;

  @Mixin private final OverrideOption override = new OverrideOption();

  @Option(
      names = "--reason",
      order = 90,
      paramLabel = "TEXT",
      description = "The reason, for the audit. Required for a platform.")
  private @Nullable String reason;

  @Mixin private final DryRunOption dryRun = new DryRunOption();
  @Mixin private final WaitOptions wait = new WaitOptions();

  public SyncCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    if (source == null) {
      return move(client);
    }
    if (platform.given().isPresent()) {
      throw new CommandException(
          ExitCode.USAGE, "Cannot use a platform together with --source. Name one of them");
    }
    show(
        client.send(
            "POST",
            ApiClient.path("sources", source, "sync"),
            reason == null ? null : Map.of("reason", reason)),
        it -> SafeText.line(it.as(SyncView.class).message()) + "\n");
    return ExitCode.OK;
  }

  private int move(ApiClient client) {
    var name = platform.name();
    var reply = client.send("POST", platform(name, "sync"), body());
    show(reply, it -> ControlText.render(it.as(ControlView.class), shell.style()));
    if (wait.isAsked() && !dryRun.isAsked()) {
      shell.out().flush();
      var waiter = new OrderWaiter(client, Deadline.in(shell, wait.limit()));
      var explained = waiter.await(name, new Aim.Realized(aim(client, name), false));
      if (isText()) {
        shell.out().println(OrderCommand.summary(explained));
      }
    }
    return ExitCode.OK;
  }

  private long aim(ApiClient client, String name) {
    return version != null
        ? version
        : client.get(platform(name)).as(ExplainView.class).platform().merged().version();
  }

  private Map<String, Object> body() {
    if (reason == null) {
      throw new CommandException(ExitCode.USAGE, "A sync of a platform needs --reason");
    }
    var body = new LinkedHashMap<String, Object>();
    body.put("reason", reason);
    if (dryRun.isAsked()) {
      body.put("dryRun", true);
    }
    if (version != null) {
      body.put("to", version);
    }
    override.addTo(body);
    return body;
  }
}
