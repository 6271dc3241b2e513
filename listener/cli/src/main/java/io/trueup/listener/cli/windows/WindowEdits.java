package io.trueup.listener.cli.windows;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.SteeringCommand;
import io.trueup.listener.cli.steering.DryRunOption;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.WindowView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that add and update windows. */
final class WindowEdits {

  private WindowEdits() {}

  /** Adds a window. */
  @Command(
      name = "add",
      description = {
        "Add a window. Its id is made from the name.",
        "--dry-run tells which platforms' waiting would change, and when. A time that the zone skips"
            + " means the end of the gap, one that it repeats the first of both; the length is"
            + " elapsed time, whatever the clocks do meanwhile."
      },
      footer = {
        "Examples:",
        "  trueup windows add 'Freeze Q4' --deny --select all --start 2026-12-28T00:00 \\",
        "    --end 2027-01-02T00:00 --zone Europe/Berlin --owner finance --reason closing",
        "  trueup windows add Nights --allow --select type=postgres,tag=eu \\",
        "    --start 2026-01-05T22:00 --length 8h --zone Europe/Berlin \\",
        "    --rule 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH' --owner ops --reason \"load is low\""
      })
  static final class Add extends SteeringCommand {

    @Parameters(paramLabel = "NAME", description = "The name, for people.")
    private String name = "";

    @Mixin private final WindowKindOption kind = new WindowKindOption();
    @Mixin private final WindowTimesOptions times = new WindowTimesOptions();
    @Mixin private final DryRunOption dryRun = new DryRunOption();

    Add(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var body = new LinkedHashMap<String, Object>();
      body.put("name", name);
      kind.addTo(body);
      times.addTo(body);
      body.put("reason", reason());
      needs(body, "kind", "--deny or --allow");
      needs(body, "scope", "--select; '--select all' selects every platform");
      needs(body, "zone", "--zone");
      if (!body.containsKey("end") && !body.containsKey("length")) {
        throw missing("--end or --length");
      }
      show(
          client.send("POST", DryRunOption.path(ApiClient.path("windows"), dryRun.isAsked()), body),
          it -> WindowText.change(it.as(WindowView.Change.class), shell.style()));
      return ExitCode.OK;
    }

    private static void needs(Map<String, Object> body, String field, String option) {
      if (!body.containsKey(field)) {
        throw missing(option);
      }
    }

    private static CommandException missing(String option) {
      return new CommandException(ExitCode.USAGE, "The window is incomplete. Add " + option);
    }
  }

  /** Updates a window. */
  @Command(
      name = "update",
      description = {
        "Change what is given of a window of operators, and nothing else.",
        "Exit code 5 when the window has another version than --if-version, has ended, or is declared"
            + " by the model."
      },
      footer = {
        "Examples:",
        "  trueup windows update freeze-q4 --end 2027-01-04T00:00 --reason \"one day more\"",
        "  trueup windows update nights --except 2026-12-24T22:00 --if-version 3 \\",
        "    --reason \"nobody is here\" --dry-run",
        "  trueup windows update nights --no-rule --reason \"only once\""
      })
  static final class Update extends WindowOrder {

    @Option(names = "--name", order = 5, paramLabel = "TEXT", description = "Another name.")
    private @Nullable String name;

    @Option(
        names = "--window-reason",
        order = 20,
        paramLabel = "TEXT",
        description = "Another reason of the window; --reason tells why it is changed.")
    private @Nullable String windowReason;

    @Mixin private final WindowKindOption kind = new WindowKindOption();
    @Mixin private final WindowTimesOptions times = new WindowTimesOptions();

    @Option(
        names = "--no-rule",
        order = 30,
        description = "The window is in force once from now on.")
    private boolean isOnce;

    @Option(names = "--no-except", order = 31, description = "No start is left out from now on.")
    private boolean isWithoutExceptions;

    Update(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var body = body();
      if (name != null) {
        body.put("name", name);
      }
      if (windowReason != null) {
        body.put("windowReason", windowReason);
      }
      kind.addTo(body);
      times.addTo(body);
      removed(body, "rule", isOnce, null);
      removed(body, "except", isWithoutExceptions, new ArrayList<String>());
      if (body.size() == 1) {
        throw new CommandException(
            ExitCode.USAGE,
            "There is nothing to change. Add what is to change, such as --end or --select");
      }
      // The client of the JDK that takes every host sends no PATCH.
      return order(client, "POST", List.of(), body);
    }

    private static void removed(
        Map<String, Object> body, String field, boolean isRemoved, @Nullable Object value) {
      if (!isRemoved) {
        return;
      }
      if (body.containsKey(field)) {
        throw new CommandException(
            ExitCode.USAGE, "Cannot use --%1$s together with --no-%1$s".formatted(field));
      }
      body.put(field, value);
    }
  }
}
