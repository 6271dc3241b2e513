package io.trueup.listener.cli;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.SteeringCommand;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.terminal.ShortDigest;
import io.trueup.listener.daemon.view.SourceView;
import io.trueup.listener.engine.text.SafeText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that approve changes of sources and forget sources; {@link SourceCheckCommand}. */
@Command(name = "sources", description = "Steer followed repositories. 'trueup status' lists them.")
final class SourcesCommand {

  private SourcesCommand() {}

  /** The parent command. */
  static SourcesCommand parent() {
    return new SourcesCommand();
  }

  /** The message about the approval of a source. */
  private static String approved(SourceView source) {
    var approval = source.approval();
    return approval == null
        ? "Source '%s' has no approval in force\n".formatted(SafeText.line(source.id()))
        : "Source '%s': change %s is approved until another version is accepted\n"
            .formatted(SafeText.line(source.id()), ShortDigest.shortened(approval.change()));
  }

  /** Approves a change. */
  @Command(
      name = "approve",
      description = {
        "Approve one change although compatibility rejects it. Needs a token with scope OPERATE.",
        "Use it to correct a version that was accepted but can never be realized. Only"
            + " compatibility can be overridden. A rejected head is checked again at once. Name a"
            + " change that is not merged yet by the digest that 'trueup check' shows. The approval"
            + " ends when another version is accepted."
      },
      footer = {
        "Examples:",
        "  trueup sources approve acme --commit 1a2b3c4d --reason \"no table ever existed\"",
        "  trueup sources approve acme --change 5f0c… --reason \"no table ever existed\""
      })
  static final class Approve extends SteeringCommand {

    @Parameters(paramLabel = "ID", description = "The source.")
    private String source = "";

    @ArgGroup(multiplicity = "1")
    private ApprovalSubject subject = new ApprovalSubject();

    /** The head or the digest of the change. */
    static final class ApprovalSubject {

      @Option(
          names = "--commit",
          paramLabel = "ID",
          description = "The rejected head; its first eight digits are enough.")
      private @Nullable String commit;

      @Option(
          names = "--change",
          paramLabel = "DIGEST",
          description =
              "The digest of the change, as 'trueup check' and 'trueup versions' show it.")
      private @Nullable String change;
    }

    Approve(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var body = new LinkedHashMap<String, String>();
      if (subject.commit != null) {
        body.put("commit", subject.commit);
      }
      if (subject.change != null) {
        body.put("change", subject.change);
      }
      body.put("reason", reason());
      show(
          client.send("PUT", ApiClient.path("sources", source, "approve"), body),
          it -> approved(it.as(SourceView.class)));
      return ExitCode.OK;
    }
  }

  /** Withdraws an approval. */
  @Command(
      name = "withdraw",
      description = {
        "Withdraw an approval that has not been used yet. Needs a token with scope OPERATE.",
        "Exit code 5 when there is none."
      },
      footer = {"Example:", "  trueup sources withdraw acme --reason \"the wrong change\""})
  static final class Withdraw extends SteeringCommand {

    @Parameters(paramLabel = "ID", description = "The source.")
    private String source = "";

    Withdraw(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var path = ApiClient.path("sources", source, "withdraw");
      show(
          client.send("PUT", path, Map.of("reason", reason())),
          it -> approved(it.as(SourceView.class)));
      return ExitCode.OK;
    }
  }

  /** Forgets a source that left the configuration. */
  @Command(
      name = "forget",
      description = {
        "Forget a source that left the configuration: remove it and its platforms from every list.",
        "History, audit and tables stay. If it is configured again, it continues where it stopped.",
        "Exit code 5 while the configuration still has it."
      },
      footer = {"Example:", "  trueup sources forget acme --reason \"moved to globex\""})
  static final class Forget extends SteeringCommand {

    @Parameters(paramLabel = "ID", description = "The source.")
    private String source = "";

    Forget(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      show(
          client.send(
              "PUT", ApiClient.path("sources", source, "forget"), Map.of("reason", reason())),
          it ->
              "Source '%s' is forgotten\n".formatted(SafeText.line(it.as(SourceView.class).id())));
      return ExitCode.OK;
    }
  }
}
