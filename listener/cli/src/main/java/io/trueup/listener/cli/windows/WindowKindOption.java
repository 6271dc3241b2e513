package io.trueup.listener.cli.windows;

import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import java.util.Map;
import picocli.CommandLine.Option;

/** Whether a window denies or allows; for mixing in. */
final class WindowKindOption {

  @Option(names = "--deny", order = 10, description = "Targets do not move in it.")
  private boolean isDeny;

  @Option(
      names = "--allow",
      order = 11,
      description = "Targets in its scope move in it, and in others that allow, only.")
  private boolean isAllow;

  /** Adds the kind to the body of a request, if there is one. */
  void addTo(Map<String, Object> body) {
    if (isDeny && isAllow) {
      throw new CommandException(
          ExitCode.USAGE, "Cannot use --deny together with --allow. Name one of them");
    }
    if (isDeny || isAllow) {
      body.put("kind", isDeny ? "deny" : "allow");
    }
  }
}
