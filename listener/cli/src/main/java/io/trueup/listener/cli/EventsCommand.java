package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.daemon.view.EventView;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.listener.engine.text.SafeText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists and follows events. */
@Command(
    name = "events",
    description = {
      "Show what happened, oldest first: merges, moves of platforms, steps, jobs' runs, gates and",
      "operators' actions. With --follow, go on with what happens from now on."
    },
    footer = {
      "Examples:",
      "  trueup events --follow",
      "  trueup events --follow --platform Live --type target.moved,platform.realized",
      "  trueup events --after 1200 --output json"
    })
final class EventsCommand extends RemoteCommand {

  /** A daemon that restarts is there again soon. */
  private static final int MOST_FAILURES = 30;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what happens from now on, until the command is interrupted.")
  private boolean isFollowing;

  @Option(
      names = "--after",
      paramLabel = "POSITION",
      description =
          "Only events after this position. Default: all, or with --follow those from now on.")
  private @Nullable Long after;

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      description = "The most events, oldest first; at most 1000. Default: 100.")
  private @Nullable Integer limit;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      split = ",",
      description = "Only events of these types, such as merge.judged. May be repeated.")
  private List<String> types = new ArrayList<>();

  @Option(
      names = "--platform",
      paramLabel = "PLATFORM",
      description = "Only events about a platform, as NAME or SOURCE/NAME.")
  private @Nullable String platform;

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      description = "Only events about a source and its platforms.")
  private @Nullable String source;

  private String last = "";

  EventsCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    if (isFollowing && limit != null) {
      throw new CommandException(ExitCode.USAGE, "--limit does not go with --follow");
    }
    if (isFollowing) {
      follow(client);
    } else {
      show(client.get(path(after, limit)), it -> text(it.as(EventView.Page.class)));
    }
    return ExitCode.OK;
  }

  private String path(@Nullable Long from, @Nullable Integer most) {
    var asked = new LinkedHashMap<String, List<String>>();
    asked.put("after", from == null ? List.of() : List.of(Long.toString(from)));
    asked.put("limit", most == null ? List.of() : List.of(Integer.toString(most)));
    asked.put("type", types.isEmpty() ? List.of() : List.of(String.join(",", types)));
    asked.put("platform", platform == null ? List.of() : List.of(platform));
    asked.put("source", source == null ? List.of() : List.of(source));
    return ApiClient.query(ApiClient.path("events"), asked);
  }

  private String text(EventView.Page page) {
    if (page.events().isEmpty()) {
      return "There is no such event up to position %d\n".formatted(page.next());
    }
    var table = new TextTable(shell.style(), "POSITION", "AT", "TYPE", "SUBJECT", "WHAT");
    for (var event : page.events()) {
      table.row(
          cell(event.trueupposition()),
          cell(seconds(event)),
          cell(EventText.kind(event)),
          cell(event.subject()),
          cell(EventText.of(event)));
    }
    var rest =
        page.next() < page.last()
            ? "More events follow up to position %d: go on with --after %d\n"
                .formatted(page.last(), page.next())
            : "";
    return table.render() + rest;
  }

  private static Instant seconds(EventView event) {
    return Instant.parse(event.time()).truncatedTo(ChronoUnit.SECONDS);
  }

  /** Connects again where the last connection ended, until the daemon stays away. */
  private void follow(ApiClient client) {
    var failures = 0;
    while (true) {
      try {
        if (followOnce(client)) {
          failures = 0;
        }
      } catch (IOException e) {
        failures++;
        if (failures == MOST_FAILURES) {
          throw new CommandException(
              ExitCode.FAILED,
              "Lost the daemon after event %s: %s. Go on with --after %s"
                  .formatted(last, e.getMessage(), last));
        }
        pause();
      }
    }
  }

  private void pause() {
    try {
      shell.pauses().pause(PAUSE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.FAILED, "Interrupted");
    }
  }

  /** Whether anything came. */
  private boolean followOnce(ApiClient client) throws IOException {
    var headers = new LinkedHashMap<>(Map.of("Accept", "text/event-stream"));
    if (!last.isEmpty()) {
      headers.put("Last-Event-ID", last);
    }
    var before = last;
    var answer = client.open(path(last.isEmpty() ? after : null, null), headers);
    try (var lines =
        new BufferedReader(new InputStreamReader(answer.content(), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id: ")) {
          last = line.substring("id: ".length());
        } else if (line.startsWith("data: ")) {
          print(line.substring("data: ".length()));
        }
      }
    }
    return !last.equals(before);
  }

  private void print(String json) {
    if (isText()) {
      var event = read(json);
      shell
          .out()
          .println(
              SafeText.line(
                  "%s  %-18s %-20s %s"
                      .formatted(
                          seconds(event),
                          EventText.kind(event),
                          event.subject(),
                          EventText.of(event))));
    } else {
      shell.out().println(json);
    }
    shell.out().flush();
  }

  private static EventView read(String json) {
    try {
      return JsonMappers.LENIENT.readValue(json, EventView.class);
    } catch (JsonProcessingException e) {
      throw new CommandException(
          ExitCode.FAILED,
          "Cannot read the daemon's event; does the daemon have another version? "
              + e.getOriginalMessage());
    }
  }
}
