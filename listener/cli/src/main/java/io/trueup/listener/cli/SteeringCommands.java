package io.trueup.listener.cli;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.PlatformArgument;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.remote.SteeringCommand;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.CommitText;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.view.PlatformView;
import io.trueup.listener.daemon.view.SourceView;
import io.trueup.listener.daemon.view.SyncView;
import io.trueup.listener.engine.text.SafeText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands by which operators steer; each needs a token with scope OPERATE. */
final class SteeringCommands {

  private SteeringCommands() {}

  private static String summary(ApiClient.Reply reply) {
    var view = reply.as(PlatformView.class);
    return "%s: %s\n".formatted(SafeText.line(view.id()), SafeText.line(view.summary()));
  }

  /** Pauses a platform. */
  @Command(
      name = "pause",
      description = {
        "Pause a platform: its target does not move, and jobs run at the realized version.",
        "A running step ends. Pausing again replaces the pause."
      },
      footer = {
        "Examples:",
        "  trueup pause Live --reason \"quarter end\" --until 2026-01-02T06:00:00Z",
        "  trueup pause Live --reason \"looking at locks\" --until 2h"
      })
  static final class Pause extends SteeringCommand {

    @Mixin private final PlatformArgument platform = new PlatformArgument();

    @Option(
        names = "--until",
        paramLabel = "TIME",
        description =
            "The end of the pause: an instant, or a time from now such as 2h. Default: until it is"
                + " resumed.")
    private @Nullable String until;

    Pause(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var body = new LinkedHashMap<String, String>();
      body.put("reason", reason());
      if (until != null) {
        body.put("until", until);
      }
      show(client.send("PUT", platform(platform.name(), "pause"), body), SteeringCommands::summary);
      return ExitCode.OK;
    }
  }

  /** Ends a pause. */
  @Command(
      name = "resume",
      description = "End a platform's pause. Exit code 5 when it is not paused.",
      footer = {"Example:", "  trueup resume Live --reason \"books are closed\""})
  static final class Resume extends SteeringCommand {

    @Mixin private final PlatformArgument platform = new PlatformArgument();

    Resume(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      show(
          client.send("PUT", platform(platform.name(), "resume"), Map.of("reason", reason())),
          SteeringCommands::summary);
      return ExitCode.OK;
    }
  }

  /** Requests a move or a refresh. */
  @Command(
      name = "sync",
      description = {
        "Move a platform to its merged version now, or refresh a source.",
        "With a platform, requests its next move and retries failed steps at once. With --source,"
            + " refreshes the source from its repository now."
      },
      footer = {
        "Examples:",
        "  trueup sync Monthly --reason \"month end is over\"",
        "  trueup sync --source acme"
      })
  static final class Sync extends RemoteCommand {

    @Mixin private final PlatformArgument platform = new PlatformArgument();

    @Option(names = "--source", paramLabel = "ID", description = "Refresh this source instead.")
    private @Nullable String source;

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        description = "The reason, for the audit. Required for a platform.")
    private @Nullable String reason;

    Sync(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      if (source != null && platform.given().isPresent()) {
        throw new CommandException(
            ExitCode.USAGE, "Cannot use a platform together with --source. Name one of them");
      }
      show(
          source != null
              ? client.send(
                  "POST",
                  ApiClient.path("sources", source, "sync"),
                  reason == null ? null : Map.of("reason", reason))
              : client.send(
                  "POST", platform(platform.name(), "sync"), Map.of("reason", givenReason())),
          it -> SafeText.line(it.as(SyncView.class).message()) + "\n");
      return ExitCode.OK;
    }

    private String givenReason() {
      if (reason == null) {
        throw new CommandException(ExitCode.USAGE, "A sync of a platform needs --reason");
      }
      return reason;
    }
  }

  /** Acknowledges a head. */
  @Command(
      name = "acknowledge",
      description = {
        "Accept the head of a blocked source although it is no fast-forward of the accepted"
            + " commit.",
        "Review the repository first: the rewritten history becomes the history of the model."
      },
      footer = {
        "Example:",
        "  trueup acknowledge acme --commit 1a2b3c4d --reason \"removed a large file\""
      })
  static final class Acknowledge extends SteeringCommand {

    @Parameters(paramLabel = "SOURCE", description = "The blocked source.")
    private String source = "";

    @Option(
        names = "--commit",
        required = true,
        paramLabel = "ID",
        description = "The head that 'status' shows; its first eight digits are enough.")
    private String commit = "";

    Acknowledge(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var body = Map.of("commit", commit, "reason", reason());
      show(
          client.send("PUT", ApiClient.path("sources", source, "acknowledge"), body),
          it -> {
            var view = it.as(SourceView.class);
            return "Source '%s': head %s is acknowledged, refresh requested\n"
                .formatted(SafeText.line(view.id()), CommitText.shortened(view.head()));
          });
      return ExitCode.OK;
    }
  }
}
