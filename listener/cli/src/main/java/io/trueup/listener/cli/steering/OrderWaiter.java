package io.trueup.listener.cli.steering;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.DaemonCommand;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.Deadline;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.daemon.view.ExplainView;
import io.trueup.listener.daemon.view.GateReportView;
import java.time.Duration;

/** Asks a daemon about a platform until an order has come about. For one thread. */
final class OrderWaiter {

  private static final Duration EVERY = Duration.ofSeconds(1);

  private final ApiClient client;
  private final Deadline deadline;

  OrderWaiter(ApiClient client, Deadline deadline) {
    this.client = client;
    this.deadline = deadline;
  }

  /**
   * Returns when it has come about.
   *
   * @return how the platform is then
   * @throws CommandException when the time is over, or when it cannot come about
   */
  ExplainView await(String platform, Aim aim) {
    while (true) {
      var explained = client.get(DaemonCommand.platform(platform)).as(ExplainView.class);
      switch (aim.progress(explained, () -> gates(platform))) {
        case Aim.Progress.Reached() -> {
          return explained;
        }
        case Aim.Progress.Stuck(var reason) -> {
          if (target(client.get(DaemonCommand.platform(platform)).as(ExplainView.class))
              != target(explained)) {
            // It moved between two questions: the gates are those of the move after this one.
            continue;
          }
          throw new CommandException(
              ExitCode.CONFLICT,
              "Stopped waiting for platform '%s', because a person must act: %s"
                  .formatted(explained.platform().id(), reason));
        }
        case Aim.Progress.Under(var reason) -> {
          if (deadline.isOver()) {
            throw new CommandException(
                ExitCode.TIMEOUT,
                "Timed out waiting for platform '%s', and the order stands: %s"
                    .formatted(explained.platform().id(), reason));
          }
        }
      }
      deadline.pause(EVERY);
    }
  }

  private static long target(ExplainView explained) {
    return explained.platform().target().version();
  }

  private GateReportView gates(String platform) {
    return client.get(DaemonCommand.platform(platform, "gates")).as(GateReportView.class);
  }
}
