package io.trueup.listener.cli.steering;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.terminal.Shell;
import picocli.CommandLine.Command;

/** Ends pauses. */
@Command(
    name = "resume",
    description = {
      "End the pause of a platform, of a selector, or of all.",
      "Ends exactly the pause that is named, and exits with 5 when there is none: a"
          + " platform that a group's pause stops is resumed with the group. With --wait, return"
          + " when the merged version is realized."
    },
    footer = {
      "Examples:",
      "  trueup resume Live --reason \"books are closed\"",
      "  trueup resume --select type=postgres,tag=eu --reason \"there is room again\"",
      "  trueup resume --all --reason \"it was a false alarm\""
    })
public final class ResumeCommand extends PauseOrder {

  public ResumeCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    return pause(
        client,
        "DELETE",
        "resume",
        body(),
        it -> new Aim.Realized(it.platform().merged().version(), false));
  }
}
