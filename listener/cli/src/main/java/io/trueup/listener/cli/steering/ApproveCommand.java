package io.trueup.listener.cli.steering;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Approves a version for a platform. */
@Command(
    name = "approve",
    description = {
      "Approve a version: what it removes, or a manual move to it.",
      "The removal guard waits for it when a version removes much. The approval covers just"
          + " the nodes that 'trueup plan PLATFORM --to VERSION' lists as removed, also in later"
          + " versions; one that removes others needs another. Exit code 5 when there is nothing"
          + " to approve."
    },
    footer = {
      "Examples:",
      "  trueup plan Live --to 20",
      "  trueup approve Live 20 --reason \"the old store is gone\"",
      "  trueup approve Live 20 --reason \"the old store is gone\" --wait"
    })
public final class ApproveCommand extends OrderCommand {

  @Parameters(
      arity = "1..2",
      paramLabel = "[PLATFORM] VERSION",
      hideParamSyntax = true,
      description = "The platform, source/name or a unique name; and the version, a number.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--platform",
      order = -2,
      paramLabel = "PLATFORM",
      description = "The platform, as an option.")
  private @Nullable String option;

  public ApproveCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    var platform = platform();
    var version = version(names.getLast());
    var body = body();
    body.put("version", version);
    return order(client, "PUT", platform, "approve", body, _ -> new Aim.Realized(version, false));
  }

  private String platform() {
    if (names.size() == 2 && option != null) {
      throw new CommandException(
          ExitCode.USAGE,
          "Cannot use two platforms, '%s' and '%s'. Name one".formatted(names.getFirst(), option));
    }
    return Optional.ofNullable(names.size() == 2 ? names.getFirst() : option)
        .orElseThrow(() ->
            new CommandException(
                ExitCode.USAGE,
                "The platform or the version is missing. Add both: trueup approve Live 20"));
  }

  private static long version(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw new CommandException(
          ExitCode.USAGE,
          "'%s' is not a version, which is a number such as 20. 'trueup versions' lists them"
              .formatted(text));
    }
  }
}
