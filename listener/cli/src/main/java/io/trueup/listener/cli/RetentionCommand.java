package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.ApiClient.Reply;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.daemon.view.RetentionPreviewView;
import io.trueup.listener.daemon.view.RetentionView;
import io.trueup.listener.daemon.view.RetentionView.PassView;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows how long records are kept. */
@Command(
    name = "retention",
    description = {
      "Show how long records are kept, the space that they take, and what the last pass removed.",
      "With --dry-run, count what each rule would remove now: records that are older and explain no"
          + " present state.",
      "It changes nothing: the daemon removes old records by itself, once a day. The rules are"
          + " under 'retention' in its configuration."
    },
    footer = {"Examples:", "  trueup retention", "  trueup retention --dry-run --output json"})
final class RetentionCommand extends RemoteCommand {

  @Option(names = "--dry-run", description = "Show what each rule would remove now.")
  private boolean isDryRun;

  RetentionCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    if (isDryRun) {
      show(client.get("/api/v1/retention/preview"), this::removals);
    } else {
      show(client.get("/api/v1/retention"), this::text);
    }
    return ExitCode.OK;
  }

  private String removals(Reply reply) {
    var table =
        new TextTable(shell.style(), "RECORDS", "KEEP", "REMOVE", "BEFORE", "ROWS", "BYTES");
    for (var each : reply.as(RetentionPreviewView.class).records()) {
      table.row(
          cell(each.kind()),
          cell(each.keep()),
          cell(each.removable()),
          cell(each.before() == null ? "-" : each.before().truncatedTo(ChronoUnit.SECONDS)),
          cell(each.rows()),
          cell(each.bytes()));
    }
    return table.render();
  }

  private String text(Reply reply) {
    var view = reply.as(RetentionView.class);
    var records =
        new TextTable(shell.style(), "RECORDS", "KEEP", "ROWS", "BYTES", "OLDEST", "LAST PASS");
    for (var each : view.records()) {
      records.row(
          cell(each.kind()),
          cell(each.keep()),
          cell(each.rows()),
          cell(each.bytes()),
          cell(each.oldest() == null ? "-" : each.oldest().truncatedTo(ChronoUnit.DAYS)),
          cell(pass(each.lastPass())));
    }
    var forever = new TextTable(shell.style(), "KEPT FOREVER", "ROWS", "BYTES");
    for (var table : view.forever()) {
      forever.row(cell(table.table()), cell(table.rows()), cell(table.bytes()));
    }
    return records.render() + "\n" + forever.render() + strays(view);
  }

  private static String pass(@Nullable PassView pass) {
    if (pass == null) {
      return "none yet";
    }
    return "%d removed, %s"
        .formatted(
            pass.removed(),
            pass.endedAt() == null ? "under way" : pass.endedAt().truncatedTo(ChronoUnit.SECONDS));
  }

  private static String strays(RetentionView view) {
    var strays = view.records().stream().mapToLong(it -> it.strays()).sum();
    return strays == 0
        ? ""
        : "\n%d runs are in no partition of a month; they are not removed until it is made\n"
            .formatted(strays);
  }
}
