package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.daemon.view.ModelServerView;
import io.trueup.listener.daemon.view.ModelServerView.Fleet;
import io.trueup.listener.engine.text.Counts;
import io.trueup.listener.engine.text.SafeText;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Shows the model servers. */
@Command(
    name = "model-servers",
    description = {
      "Show the model servers: what each has open, its memory and how far it lags,",
      "and which version of each source they serve."
    },
    footer = {"Example:", "  trueup model-servers"})
final class ModelServersCommand extends RemoteCommand {

  ModelServersCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    show(client.get("/api/v1/model-servers"), it -> text(it.as(Fleet.class)));
    return ExitCode.OK;
  }

  private String text(Fleet fleet) {
    if (fleet.servers().isEmpty()) {
      return "No model server has reported\n";
    }
    var text = new StringBuilder();
    for (var served : fleet.served()) {
      text.append(
          "Source '%s' is served at version %d%s\n"
              .formatted(
                  SafeText.line(served.source()),
                  served.served(),
                  served.preparing() == 0
                      ? ""
                      : "; version %d is being prepared since %s"
                          .formatted(served.preparing(), served.preparingSince())));
    }
    var table =
        new TextTable(
            shell.style(),
            "INSTANCE",
            "STATE",
            "SOURCE",
            "OPEN",
            "LAG",
            "HEAP",
            "REPORTED",
            "ADDRESS");
    for (var server : fleet.servers()) {
      if (server.sources().isEmpty()) {
        row(table, server, "-", "none", "-");
      }
      for (var source : server.sources()) {
        row(
            table,
            server,
            source.source(),
            source.prepared().isEmpty()
                ? "none"
                : source.prepared().stream().map(String::valueOf).collect(Collectors.joining(" ")),
            String.valueOf(source.lag()));
      }
    }
    return text + table.render();
  }

  /** One that serves no source of the daemon has a row, too, or a misspelt name would hide it. */
  private static void row(
      TextTable table, ModelServerView server, String source, String open, String lag) {
    table.row(
        cell(server.instance()),
        cell(server.state()),
        cell(source),
        cell(open),
        cell(lag),
        cell(
            "%s of %s".formatted(Counts.bytes(server.heapUsed()), Counts.bytes(server.heapMost()))),
        cell(server.reportedAt().truncatedTo(ChronoUnit.SECONDS)),
        cell(server.address()));
  }
}
