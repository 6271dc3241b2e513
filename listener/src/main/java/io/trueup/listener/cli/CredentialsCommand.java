package io.trueup.listener.cli;

import static io.trueup.listener.cli.Table.cell;

import io.trueup.listener.view.CredentialView;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where credentials may be used. */
@Command(
    name = "credentials",
    description = {
      "Where credentials may be used: at the servers of their first use, and where you approve.",
      "A credential with a 'hosts' file of its own is for these hosts and needs no approval."
    })
final class CredentialsCommand {

  private CredentialsCommand() {}

  /** The command that holds the others. */
  static CredentialsCommand parent() {
    return new CredentialsCommand();
  }

  private static String table(Shell shell, ApiClient.Reply reply) {
    var table = new Table(shell.ink(), "CREDENTIAL", "ADDRESS", "SINCE", "BY", "WHY");
    for (var view : reply.asListOf(CredentialView.class)) {
      table.row(
          cell(view.credential()),
          cell(view.address()),
          cell(view.since().truncatedTo(ChronoUnit.SECONDS)),
          cell(view.by()),
          cell(view.reason()));
    }
    return table.render();
  }

  /** Lists addresses. */
  @Command(name = "list", description = "List the addresses that credentials may be used at.")
  static final class All extends RemoteCommand {

    All(Shell shell) {
      super(shell);
    }

    @Override
    int run(ApiClient client) {
      show(client.get("/api/v1/credentials"), it -> table(shell, it));
      return ExitCode.OK;
    }
  }

  /** What decisions share. */
  abstract static class Deciding extends RemoteCommand {

    private final String verb;

    @Parameters(index = "0", paramLabel = "NAME", description = "The credential's name.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "HOST:PORT", description = "Where it may be used.")
    private String address = "";

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why, for the audit and for whoever looks next.")
    private String reason = "";

    Deciding(Shell shell, String verb) {
      super(shell);
      this.verb = verb;
    }

    @Override
    int run(ApiClient client) {
      var path = ApiClient.path("credentials", name, verb);
      show(
          client.send("PUT", path, Map.of("address", address, "reason", reason)),
          it -> table(shell, it));
      return ExitCode.OK;
    }
  }

  /** Allows an address. */
  @Command(
      name = "approve",
      description = {
        "Allow a credential to be used at an address; needs a token of scope OPERATE.",
        "The server there learns the user's name and may try to guess the password."
      },
      footer = {
        "Example:",
        "  trueup credentials approve warehouse db2.acme.internal:5432 --reason \"the server"
            + " moved\""
      })
  static final class Approve extends Deciding {

    Approve(Shell shell) {
      super(shell, "approve");
    }
  }

  /** Takes an address back. */
  @Command(
      name = "withdraw",
      description = {
        "Allow a credential to be used at an address no more; needs a token of scope OPERATE."
      },
      footer = {
        "Example:",
        "  trueup credentials withdraw warehouse db1.acme.internal:5432 --reason \"it is switched"
            + " off\""
      })
  static final class Withdraw extends Deciding {

    Withdraw(Shell shell) {
      super(shell, "withdraw");
    }
  }
}
