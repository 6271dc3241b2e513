package io.trueup.listener.cli;

import io.trueup.listener.text.Printable;
import io.trueup.listener.view.SourceView;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is done to sources, beside following them. */
@Command(name = "sources", description = "Followed repositories. 'trueup status' lists them.")
final class SourcesCommand {

  private SourcesCommand() {}

  /** The command that holds the others. */
  static SourcesCommand parent() {
    return new SourcesCommand();
  }

  /** What is said of an approval. */
  private static String approved(SourceView source) {
    var approval = source.approval();
    return approval == null
        ? "Source '%s' has no approval in force\n".formatted(Printable.line(source.id()))
        : "Source '%s': change %s is approved until another version is accepted\n"
            .formatted(Printable.line(source.id()), StatusText.shortened(approval.change()));
  }

  /** Allows a change. */
  @Command(
      name = "approve",
      description = {
        "Let one change be accepted although compatibility rejects it; needs a token of scope"
            + " OPERATE.",
        "For what was accepted and could never be realized. Nothing but compatibility is let"
            + " through. A head that was rejected is judged again at once; a change that is not"
            + " merged yet is named as 'trueup check' shows it. The approval ends when another"
            + " version is accepted."
      },
      footer = {
        "Examples:",
        "  trueup sources approve acme --commit 1a2b3c4d --reason \"no table was ever made\"",
        "  trueup sources approve acme --change 5f0c… --reason \"no table was ever made\""
      })
  static final class Approve extends SteeringCommands.Steering {

    @Parameters(paramLabel = "ID", description = "The source.")
    private String source = "";

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    /** One of the two. */
    static final class What {

      @Option(
          names = "--commit",
          paramLabel = "ID",
          description = "The head that was rejected; its first eight digits are enough.")
      private @Nullable String commit;

      @Option(
          names = "--change",
          paramLabel = "DIGEST",
          description = "The change, as 'trueup check' and 'trueup versions' show it.")
      private @Nullable String change;
    }

    Approve(Shell shell) {
      super(shell);
    }

    @Override
    int run(ApiClient client) {
      var body = new LinkedHashMap<String, String>();
      if (what.commit != null) {
        body.put("commit", what.commit);
      }
      if (what.change != null) {
        body.put("change", what.change);
      }
      body.put("reason", reason);
      show(
          client.send("PUT", ApiClient.path("sources", source, "approve"), body),
          it -> approved(it.as(SourceView.class)));
      return ExitCode.OK;
    }
  }

  /** Takes an approval back. */
  @Command(
      name = "withdraw",
      description = {
        "Take an approval back that nothing was accepted by yet; needs a token of scope OPERATE.",
        "Exit code 5 when there is none."
      },
      footer = {"Example:", "  trueup sources withdraw acme --reason \"the wrong change\""})
  static final class Withdraw extends SteeringCommands.Steering {

    @Parameters(paramLabel = "ID", description = "The source.")
    private String source = "";

    Withdraw(Shell shell) {
      super(shell);
    }

    @Override
    int run(ApiClient client) {
      var path = ApiClient.path("sources", source, "withdraw");
      show(
          client.send("PUT", path, Map.of("reason", reason)),
          it -> approved(it.as(SourceView.class)));
      return ExitCode.OK;
    }
  }

  /** Ends a source that left the configuration. */
  @Command(
      name = "forget",
      description = {
        "Forget a source that left the configuration: it and its platforms are shown no more.",
        "History, audit and tables stay. Configured again, it is followed from where it was.",
        "Exit code 5 while it is in the configuration."
      },
      footer = {"Example:", "  trueup sources forget acme --reason \"moved to globex\""})
  static final class Forget extends SteeringCommands.Steering {

    @Parameters(paramLabel = "ID", description = "The source.")
    private String source = "";

    Forget(Shell shell) {
      super(shell);
    }

    @Override
    int run(ApiClient client) {
      show(
          client.send("PUT", ApiClient.path("sources", source, "forget"), Map.of("reason", reason)),
          it ->
              "Source '%s' is forgotten\n".formatted(Printable.line(it.as(SourceView.class).id())));
      return ExitCode.OK;
    }
  }
}
