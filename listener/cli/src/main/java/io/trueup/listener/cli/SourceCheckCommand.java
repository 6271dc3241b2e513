package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.cli.terminal.TextTable.Cell;
import io.trueup.listener.daemon.view.SourceCheckView;
import io.trueup.listener.daemon.view.SourceCheckView.CheckView;
import io.trueup.listener.engine.text.SafeText;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Checks what a source needs so that its merges are noticed at once. */
@Command(
    name = "check",
    description = {
      "Check what a source needs so that its merges are noticed at once: repository, branch,"
          + " credentials, webhook secrets, a ping through the public address, the webhook's"
          + " settings in the forge, and clocks. Needs a token with scope OPERATE.",
      "The daemon makes the checks. Exit code 1 when one failed."
    },
    footer = {
      "Examples:",
      "  trueup sources check acme",
      "  trueup sources check acme --output json"
    })
final class SourceCheckCommand extends RemoteCommand {

  @Parameters(paramLabel = "ID", description = "The source.")
  private String source = "";

  SourceCheckCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    var answer = client.send("POST", ApiClient.path("sources", source, "check"), Map.of());
    show(answer, it -> render(it.as(SourceCheckView.class), shell.style()));
    return answer.as(SourceCheckView.class).failed() == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  static String render(SourceCheckView view, TextStyle ink) {
    var table = new TextTable(ink, "CHECK", "RESULT", "FINDING");
    for (var check : view.checks()) {
      table.row(cell(check.check()), outcome(check, ink), cell(finding(check)));
    }
    return table.render();
  }

  private static String finding(CheckView check) {
    var message = SafeText.line(check.message());
    return check.remedy() == null ? message : message + ". " + SafeText.line(check.remedy());
  }

  private static Cell outcome(CheckView check, TextStyle ink) {
    var word = check.outcome().name().toLowerCase(Locale.ROOT);
    return switch (check.outcome()) {
      case OK -> new Cell(word, ink::success);
      case WARNING -> new Cell(word, ink::warning);
      case FAILED -> new Cell(word, ink::error);
      case SKIPPED -> cell(word);
    };
  }
}
