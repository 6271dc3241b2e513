package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.daemon.view.CredentialView;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands for the addresses where credentials may be used. */
@Command(
    name = "credentials",
    description = {
      "Show and decide where credentials may be used: at the servers of their first use, and at the"
          + " addresses that you approve.",
      "A credential with its own 'hosts' file may be used at these hosts and needs no approval."
    })
final class CredentialsCommand {

  private CredentialsCommand() {}

  /** The parent command. */
  static CredentialsCommand parent() {
    return new CredentialsCommand();
  }

  private static String table(Shell shell, ApiClient.Reply reply) {
    var table = new TextTable(shell.style(), "CREDENTIAL", "ADDRESS", "SINCE", "BY", "WHY");
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
  @Command(name = "list", description = "List the addresses where credentials may be used.")
  static final class All extends RemoteCommand {

    All(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      show(client.get("/api/v1/credentials"), it -> table(shell, it));
      return ExitCode.OK;
    }
  }

  /** The options of every decision. */
  abstract static class Decision extends RemoteCommand {

    private final String verb;

    @Parameters(index = "0", paramLabel = "NAME", description = "The credential's name.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "HOST:PORT", description = "Where it may be used.")
    private String address = "";

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "The reason, for the audit and for other operators.")
    private String reason = "";

    Decision(Shell shell, String verb) {
      super(shell);
      this.verb = verb;
    }

    @Override
    protected int run(ApiClient client) {
      var path = ApiClient.path("credentials", name, verb);
      show(
          client.send("PUT", path, Map.of("address", address, "reason", reason)),
          it -> table(shell, it));
      return ExitCode.OK;
    }
  }

  /** Approves an address. */
  @Command(
      name = "approve",
      description = {
        "Approve an address for a credential. Needs a token with scope OPERATE.",
        "The server at that address learns the user name and could try to guess the password."
      },
      footer = {
        "Example:",
        "  trueup credentials approve warehouse db2.acme.internal:5432 --reason moved"
      })
  static final class Approve extends Decision {

    Approve(Shell shell) {
      super(shell, "approve");
    }
  }

  /** Withdraws an address. */
  @Command(
      name = "withdraw",
      description = {"Withdraw an address from a credential. Needs a token with scope OPERATE."},
      footer = {
        "Example:",
        "  trueup credentials withdraw warehouse db1.acme.internal:5432 --reason retired"
      })
  static final class Withdraw extends Decision {

    Withdraw(Shell shell) {
      super(shell, "withdraw");
    }
  }
}
