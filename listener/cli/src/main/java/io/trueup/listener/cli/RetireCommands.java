package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.PlatformArgument;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.daemon.view.RetiredView;
import io.trueup.listener.daemon.view.RetiredView.Item;
import io.trueup.listener.engine.text.Counts;
import io.trueup.listener.engine.text.SafeText;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Commands for relations that left the model: list them, and drop them, which nothing else does.
 */
@Command(name = "retire", description = "List or drop tables and views that left the model.")
final class RetireCommands {

  private RetireCommands() {}

  /** The parent command. */
  static RetireCommands parent() {
    return new RetireCommands();
  }

  /** The platform option. */
  abstract static class RetireCommand extends RemoteCommand {

    @Mixin private final PlatformArgument platform = new PlatformArgument();

    RetireCommand(Shell shell) {
      super(shell);
    }

    String path(String what) {
      return platform(platform.name(), "schema", what);
    }

    ApiClient.Reply retired(ApiClient client, @Nullable String olderThan) {
      return client.get(
          ApiClient.query(
              path("retired"),
              olderThan == null ? Map.of() : Map.of("olderThan", List.of(olderThan))));
    }

    String text(RetiredView view, @Nullable String olderThan) {
      if (view.relations().isEmpty()) {
        return olderThan == null
            ? "No retired tables or views\n"
            : "No tables or views were retired that long ago\n";
      }
      var table = new TextTable(shell.style(), "TABLE OR VIEW", "RETIRED", "SIZE", "WAS", "NODE");
      view.relations().stream()
          .limit(PlanText.MOST)
          .forEach(it ->
              table.row(
                  cell(it.name()),
                  cell(
                      it.retiredAt() == null
                          ? "-"
                          : it.retiredAt().truncatedTo(ChronoUnit.SECONDS)),
                  cell(it.exists() ? Counts.bytes(it.bytes()) : "gone"),
                  cell(it.logical()),
                  cell(it.node() == null ? "-" : it.node())));
      var more = view.relations().size() - PlanText.MOST;
      return table.render() + (more > 0 ? PlanText.more(more, "table or view", shell.style()) : "");
    }
  }

  /** Lists retired relations. */
  @Command(
      name = "list",
      description = "List tables and views that left the model, longest ago first.",
      footer = {"Example:", "  trueup retire list --platform Live --older-than 90d"})
  static final class All extends RetireCommand {

    @Option(
        names = "--older-than",
        order = 2,
        paramLabel = "TIME",
        description = "Only those retired at least this long ago, such as 90d.")
    private @Nullable String olderThan;

    All(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      show(retired(client, olderThan), it -> text(it.as(RetiredView.class), olderThan));
      return ExitCode.OK;
    }
  }

  /** Drops retired relations. */
  @Command(
      name = "purge",
      description = {
        "Drop tables and views that left the model long enough ago, with their rows, and release"
            + " their names.",
        "Shows them and asks for confirmation, unless --yes is given. Exit code 1: some were kept,"
            + " with the reason, or you answered no."
      },
      footer = {
        "Examples:",
        "  trueup retire purge Live --older-than 90d --dry-run",
        "  trueup retire purge Live --older-than 90d --reason \"kept for 90 days\""
      })
  static final class Purge extends RetireCommand {

    @Option(
        names = "--older-than",
        order = 2,
        required = true,
        paramLabel = "TIME",
        description = "The least age since retirement, such as 90d.")
    private String olderThan = "";

    @Option(
        names = "--reason",
        order = 3,
        paramLabel = "TEXT",
        description = "The reason, for the audit.")
    private @Nullable String reason;

    @Option(names = "--dry-run", order = 4, description = "Only show what would be dropped.")
    private boolean isDryRun;

    @Option(names = "--yes", order = 5, description = "Do not ask for confirmation.")
    private boolean isConfirmed;

    Purge(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      if (!isDryRun && reason == null) {
        throw new CommandException(ExitCode.USAGE, "A purge needs --reason or --dry-run");
      }
      if (!isDryRun && !isConfirmed && !shell.isTerminal()) {
        throw new CommandException(
            ExitCode.USAGE,
            "Cannot ask for confirmation, because the output is no terminal. Add --yes or"
                + " --dry-run");
      }
      var retired = retired(client, olderThan);
      if (isDryRun) {
        show(retired, it -> text(it.as(RetiredView.class), olderThan));
        return ExitCode.OK;
      }
      var view = retired.as(RetiredView.class);
      if (!isConfirmed) {
        shell.out().print(text(view, olderThan));
        if (view.relations().isEmpty()) {
          return ExitCode.OK;
        }
        if (!isApproved(view)) {
          shell.out().println("Nothing was dropped");
          return ExitCode.FAILED;
        }
      }
      return purge(client, view);
    }

    private boolean isApproved(RetiredView view) {
      return shell.confirm(
          "Drop %s of %s with all rows?"
              .formatted(
                  Counts.of(view.relations().size(), "relation"), SafeText.line(view.platform())));
    }

    private int purge(ApiClient client, RetiredView view) {
      var body = new LinkedHashMap<String, String>();
      body.put("retiredBefore", view.retiredBefore().toString());
      body.put("reason", String.valueOf(reason));
      var reply = client.send("POST", path("purge"), body);
      show(reply, it -> text(it.as(RetiredView.Purge.class)));
      return reply.as(RetiredView.Purge.class).kept().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private String text(RetiredView.Purge purge) {
      var text = new StringBuilder();
      purge.dropped().stream()
          .limit(PlanText.MOST)
          .forEach(it ->
              text.append(shell.style().error("dropped"))
                  .append(' ')
                  .append(SafeText.line(it.name()))
                  .append('\n'));
      purge
          .kept()
          .forEach(it ->
              text.append(shell.style().warning("kept"))
                  .append(' ')
                  .append(SafeText.line("%s: %s".formatted(it.name(), it.reason())))
                  .append('\n'));
      return text.append(summary(purge)).append('\n').toString();
    }

    private static String summary(RetiredView.Purge purge) {
      var bytes = purge.dropped().stream().mapToLong(Item::bytes).sum();
      return "%s dropped, %s freed; %s kept"
          .formatted(
              Counts.of(purge.dropped().size(), "relation"),
              Counts.bytes(bytes),
              purge.kept().size());
    }
  }
}
