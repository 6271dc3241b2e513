package io.trueup.listener.cli;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.PlatformArgument;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.steering.GateText;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.ExplainView;
import io.trueup.listener.daemon.view.GateReportView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Explains the state of a platform. */
@Command(
    name = "explain",
    description = {
      "Explain the state of a platform.",
      "Shows its pointers, every gate that is shut (why, since when, by whom, what opens it and when"
          + " it opens by itself) or until when all are open, steps that have not landed with their"
          + " errors, nodes that wait for jobs, changes that are not realized yet, and recent audit"
          + " entries.",
      "With --at, shows which gates are shut at that time: windows, schedules and the ends of pauses"
          + " and soaks are worked out, everything else is taken as it is now."
    },
    footer = {
      "Examples:",
      "  trueup explain Live",
      "  trueup explain acme/Live --output json",
      "  trueup explain Live --at 2026-12-31T22:00:00Z",
      "  trueup explain Live --at 8h"
    })
final class ExplainCommand extends RemoteCommand {

  @Mixin private final PlatformArgument platform = new PlatformArgument();

  @Option(
      names = "--at",
      order = 5,
      paramLabel = "TIME",
      description = "Show the gates at this time: an instant, or a time from now such as 8h.")
  private @Nullable String at;

  ExplainCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    var gates = platform(platform.name(), "gates");
    if (at != null) {
      show(
          client.get(ApiClient.query(gates, Map.of("at", List.of(at)))),
          it -> GateText.render(it.as(GateReportView.class), shell.style()));
    } else {
      show(client.get(platform(platform.name())), it -> text(client, it.as(ExplainView.class)));
    }
    return ExitCode.OK;
  }

  private String text(ApiClient client, ExplainView view) {
    var gates = client.get(platform(platform.name(), "gates")).as(GateReportView.class);
    return ExplainText.render(view, gates, shell.style());
  }
}
