package io.trueup.listener.cli.windows;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.WindowCalendarView;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Draws when windows keep platforms waiting. */
@Command(
    name = "calendar",
    description = {
      "Draw when windows let targets move and when they do not: a row for each day, a column for each"
          + " hour. Platforms that are open at the same times share a drawing.",
      "Only windows count here; 'trueup explain PLATFORM' tells of all gates."
    },
    footer = {
      "Examples:",
      "  trueup windows calendar",
      "  trueup windows calendar --platform Live --weeks 4 --zone Europe/Berlin"
    })
final class WindowCalendarCommand extends RemoteCommand {

  private static final int MOST_WEEKS = 53;

  @Option(
      names = "--weeks",
      order = 1,
      paramLabel = "COUNT",
      description = "How many weeks from now, 1 to 53. Default: 2.")
  private int weeks = 2;

  @Option(
      names = "--platform",
      order = 2,
      paramLabel = "PLATFORM",
      description = "Only this platform: source/name, or a unique name.")
  private @Nullable String platform;

  @Option(
      names = "--zone",
      order = 3,
      paramLabel = "ZONE",
      description = "The IANA time zone of days and hours. Default: UTC.")
  private String zone = "UTC";

  WindowCalendarCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    if (weeks < 1 || weeks > MOST_WEEKS) {
      throw new CommandException(
          ExitCode.USAGE, "--weeks: %d is not a number from 1 to %d".formatted(weeks, MOST_WEEKS));
    }
    var shownIn = zone();
    var query = new LinkedHashMap<String, List<String>>();
    query.put("weeks", List.of(Integer.toString(weeks)));
    query.put("platform", platform == null ? List.of() : List.of(platform));
    show(
        client.get(ApiClient.query(ApiClient.path("calendar"), query)),
        it -> CalendarText.render(it.as(WindowCalendarView.class), shownIn, shell.style()));
    return ExitCode.OK;
  }

  private ZoneId zone() {
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException _) {
      throw new CommandException(
          ExitCode.USAGE,
          "--zone: '%s' is not a time zone such as Europe/Berlin, America/New_York or UTC"
              .formatted(zone));
    }
  }
}
