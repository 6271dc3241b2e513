package io.trueup.listener.cli.windows;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.DaemonCommand;
import io.trueup.listener.cli.remote.SteeringCommand;
import io.trueup.listener.cli.steering.DryRunOption;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.WindowView;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that write and read windows as iCalendar. */
final class WindowFiles {

  private WindowFiles() {}

  /** Writes windows. */
  @Command(
      name = "export",
      description = {
        "Write all windows that have not ended as iCalendar (RFC 5545), for a calendar or for 'trueup"
            + " windows import'.",
        "A calendar can subscribe to the same at /api/v1/windows.ics."
      },
      footer = {"Example:", "  trueup windows export > freeze.ics"})
  static final class Export extends DaemonCommand {

    Export(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      shell.out().print(client.get("/api/v1/windows.ics").text());
      return ExitCode.OK;
    }
  }

  /** Reads windows. */
  @Command(
      name = "import",
      description = {
        "Add a window for each event of an iCalendar file.",
        "Events that Trueup exported keep their kind and scope; others get those of the command."
            + " Times without a zone are in --zone. Events that are over, cancelled or there already"
            + " are skipped. If one cannot be a window, nothing is added, and the reason is told."
      },
      footer = {
        "Examples:",
        "  trueup windows import holidays.ics --deny --select tag=eu \\",
        "    --zone Europe/Berlin --owner ops --reason \"nobody is here\" --dry-run"
      })
  static final class Import extends SteeringCommand {

    @Parameters(paramLabel = "FILE", description = "The file, such as holidays.ics.")
    private Path file = Path.of("");

    @Mixin private final WindowKindOption kind = new WindowKindOption();

    @Option(
        names = "--select",
        order = 12,
        required = true,
        paramLabel = "SELECTOR",
        description =
            "The platforms: 'all', or terms such as type=postgres,tag=eu, which all must match.")
    private String selector = "";

    @Option(
        names = "--zone",
        order = 16,
        paramLabel = "ZONE",
        description = "The IANA time zone of times and days that have none.")
    private @Nullable String zone;

    @Option(
        names = "--owner",
        order = 19,
        paramLabel = "NAME",
        description = "Who answers for them, such as a team. Default: the name of your token.")
    private @Nullable String owner;

    @Mixin private final DryRunOption dryRun = new DryRunOption();

    Import(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var body = new LinkedHashMap<String, Object>();
      kind.addTo(body);
      if (body.isEmpty()) {
        throw new CommandException(
            ExitCode.USAGE, "The kind of the windows is missing. Add --deny or --allow");
      }
      body.put("scope", selector);
      if (zone != null) {
        body.put("zone", zone);
      }
      if (owner != null) {
        body.put("owner", owner);
      }
      body.put("reason", reason());
      body.put("calendar", content());
      var imported =
          client.send(
              "POST",
              DryRunOption.path(ApiClient.path("windows", "import"), dryRun.isAsked()),
              body);
      show(imported, it -> WindowText.imported(it.as(WindowView.Import.class), shell.style()));
      return ExitCode.OK;
    }

    private String content() {
      try {
        return Files.readString(file);
      } catch (NoSuchFileException _) {
        throw new CommandException(
            ExitCode.UNREADABLE, "The file '%s' does not exist".formatted(file));
      } catch (CharacterCodingException _) {
        throw new CommandException(
            ExitCode.UNREADABLE, "The file '%s' is not text in UTF-8".formatted(file));
      } catch (IOException e) {
        throw new CommandException(
            ExitCode.UNREADABLE, "Cannot read the file '%s': %s".formatted(file, e.getMessage()));
      }
    }
  }
}
