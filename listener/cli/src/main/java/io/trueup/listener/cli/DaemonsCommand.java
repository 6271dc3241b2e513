package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.LineWrapper;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.daemon.view.DaemonView;
import io.trueup.listener.daemon.view.DaemonView.Fleet;
import io.trueup.listener.engine.text.Counts;
import io.trueup.listener.engine.text.RelativeTime;
import io.trueup.listener.engine.text.SafeText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Shows the daemons. */
@Command(
    name = "daemons",
    description = {
      "Show the daemons that share the state database: the version of each and since when it",
      "works, what it serves, what it works on now, and how far its sources, platforms and",
      "events lag."
    },
    footer = {"Example:", "  trueup daemons"})
final class DaemonsCommand extends RemoteCommand {

  private static final int SHORT = 8;

  DaemonsCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    show(client.get("/api/v1/daemons"), it -> text(it.as(Fleet.class)));
    return ExitCode.OK;
  }

  private String text(Fleet fleet) {
    if (fleet.daemons().isEmpty()) {
      return "No daemon has reported\n";
    }
    var text = new StringBuilder();
    for (var warning : fleet.unserved()) {
      for (var line : LineWrapper.wrapped(SafeText.line(warning), shell.style().width())) {
        text.append(shell.style().warning(line)).append('\n');
      }
    }
    var table =
        new TextTable(
            shell.style(),
            "DAEMON",
            "STATE",
            "SINCE",
            "SEEN",
            "VERSION",
            "ADDRESS",
            "SERVES",
            "HOLDS",
            "LAG");
    fleet.daemons().forEach(it -> row(table, it, fleet.at()));
    return text + table.render();
  }

  private static void row(TextTable table, DaemonView daemon, Instant now) {
    var name = daemon.daemon();
    table.row(
        cell(name.length() > SHORT ? name.substring(0, SHORT) : name),
        cell(daemon.state()),
        cell(RelativeTime.of(daemon.startedAt(), now)),
        cell(RelativeTime.of(daemon.seenAt(), now)),
        cell(daemon.program()),
        cell(daemon.address()),
        cell(serves(daemon)),
        cell(daemon.holds().isEmpty() ? "-" : String.join(" ", daemon.holds())),
        cell(lag(daemon, now)));
  }

  private static String serves(DaemonView daemon) {
    var words = new ArrayList<>(daemon.sources());
    words.addAll(named("type", daemon.types()));
    words.addAll(named("provider", daemon.providers()));
    words.addAll(named("region", daemon.regions()));
    return words.isEmpty() ? "nothing" : String.join(" ", words);
  }

  private static List<String> named(String kind, List<String> values) {
    return values.stream().map(it -> kind + ":" + it).toList();
  }

  private static String lag(DaemonView daemon, Instant now) {
    var words = new ArrayList<String>();
    if (daemon.state().equals("live")) {
      add(words, daemon.owed(), "check", daemon.owedSince(), now);
      add(words, daemon.moving(), "platform", daemon.movingSince(), now);
      add(words, daemon.unsent(), "event", daemon.unsentSince(), now);
    }
    return words.isEmpty() ? "-" : String.join(", ", words);
  }

  private static void add(
      List<String> words, long count, String what, @Nullable Instant since, Instant now) {
    if (since != null) {
      words.add("%s since %s".formatted(Counts.of(count, what), RelativeTime.of(since, now)));
    }
  }
}
