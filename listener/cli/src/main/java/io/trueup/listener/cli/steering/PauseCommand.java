package io.trueup.listener.cli.steering;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.terminal.Shell;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Pauses platforms. */
@Command(
    name = "pause",
    description = {
      "Pause a platform, a group of platforms, or all.",
      "No target moves, no step begins, and jobs run at the realized version. A running"
          + " step ends; --wait waits for that. Pausing again replaces the pause. A platform may"
          + " be in several pauses; it moves when all of them have ended."
    },
    footer = {
      "Examples:",
      "  trueup pause Live --reason \"quarter end\" --until 2026-01-02T06:00:00Z",
      "  trueup pause Live --reason \"looking at locks\" --until 2h --wait",
      "  trueup pause --select type=postgres,tag=eu --reason \"storage is full\"",
      "  trueup pause --all --reason \"stop everything\""
    })
public final class PauseCommand extends PauseOrder {

  @Option(
      names = "--until",
      order = 5,
      paramLabel = "TIME",
      description =
          "The end of the pause: an instant, or a time from now such as 2h. Default: until it is"
              + " resumed.")
  private @Nullable String until;

  public PauseCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    var body = body();
    if (until != null) {
      body.put("until", until);
    }
    return pause(client, "PUT", "pause", body, _ -> new Aim.Quiet());
  }
}
