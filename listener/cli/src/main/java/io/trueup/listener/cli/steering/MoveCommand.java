package io.trueup.listener.cli.steering;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.PlatformArgument;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.MovePreviewView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a platform's next move would be. */
@Command(
    name = "plan",
    description = {
      "Show what a platform's next move would be.",
      "Nodes that it adds, changes and removes, steps of merge time, and the gates that are"
          + " shut for it now. Changes nothing.",
      "Exit code 0: nothing would change on the platform; 13: something would; 5: the move"
          + " cannot be made. A shut gate is no error. 'trueup schema plan' shows the statements."
    },
    footer = {
      "Examples:",
      "  trueup plan Live",
      "  trueup plan Live --to 17     also what a rollback would do",
      "  trueup plan Live -o json | jq -r '.removed.nodes[]'"
    })
public final class MoveCommand extends RemoteCommand {

  @Mixin private final PlatformArgument platform = new PlatformArgument();

  @Option(
      names = "--to",
      order = 5,
      paramLabel = "VERSION",
      description = "The version. Default: the one that it moves to by itself.")
  private @Nullable Long version;

  public MoveCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected int run(ApiClient client) {
    Map<String, List<String>> query =
        version == null ? Map.of() : Map.of("to", List.of(version.toString()));
    var reply = client.get(ApiClient.query(platform(platform.name(), "plan"), query));
    var move = reply.as(MovePreviewView.class);
    show(reply, _ -> MoveText.render(move, shell.style()));
    if (move.impossible() != null) {
      return ExitCode.CONFLICT;
    }
    return move.differences() ? ExitCode.DIFFERS : ExitCode.OK;
  }
}
