package io.trueup.listener.cli;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.DurationOption;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.Deadline;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.GroupPauseView;
import io.trueup.listener.daemon.view.StatusView;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the state of every source and platform. */
@Command(
    name = "status",
    description = {
      "Show sources and platforms, with the realized, target and merged version of each platform.",
      "With --wait, return when every platform that follows the model is up to date."
    },
    footer = {
      "Examples:",
      "  trueup status",
      "  trueup status --wait --timeout 10m && run-the-reports",
      "  trueup status --output json | jq '.platforms[] | select(.state != \"REALIZED\")'"
    })
final class StatusCommand extends RemoteCommand {

  private static final Duration EVERY = Duration.ofSeconds(1);

  @Option(
      names = "--wait",
      description = "Wait until everything is realized. Exit code 6 after the timeout.")
  private boolean isWaiting;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "The longest time to wait, such as 30s, 10m or 2h. Default: 10m.")
  private @Nullable String timeout;

  StatusCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    var limit = DurationOption.parse("--timeout", timeout == null ? "10m" : timeout);
    var deadline = Deadline.in(shell, limit);
    while (true) {
      var reply = client.get("/api/v1/status");
      var isDone = reply.as(StatusView.class).allRealized();
      if (isDone || !isWaiting || deadline.isOver()) {
        show(reply, it -> text(client, it.as(StatusView.class)));
        return isDone || !isWaiting ? ExitCode.OK : ExitCode.TIMEOUT;
      }
      deadline.pause(EVERY);
    }
  }

  private String text(ApiClient client, StatusView status) {
    var pauses = client.get("/api/v1/pauses").asListOf(GroupPauseView.class);
    return StatusText.render(status, pauses, shell.style());
  }
}
