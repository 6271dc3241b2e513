package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.daemon.view.TokenView;
import io.trueup.listener.engine.text.SafeText;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that manage tokens. */
@Command(name = "token", description = "Manage tokens. Needs a token with scope OPERATE.")
final class TokenCommand {

  private TokenCommand() {}

  /** The parent command. */
  static TokenCommand parent() {
    return new TokenCommand();
  }

  /** Creates a token. */
  @Command(
      name = "create",
      description = {
        "Create a token and write its secret to the output, once; only the digest is stored.",
        "Scope read sees everything; run also begins and ends runs; serve also reports as a model",
        "server; operate may do everything."
      },
      footer = {
        "Example:",
        "  (umask 077; trueup token create --name ci --scope run --expires 90d > token)"
      })
  static final class Create extends RemoteCommand {

    @Option(
        names = "--name",
        required = true,
        paramLabel = "NAME",
        description = "The owner of the token.")
    private String name = "";

    @Option(
        names = "--scope",
        required = true,
        paramLabel = "SCOPE",
        description = "read, run, serve or operate.")
    private String scope = "";

    @Option(
        names = "--expires",
        paramLabel = "TIME",
        description = "An instant, or a time from now such as 90d. Default: never.")
    private @Nullable String expires;

    Create(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var body = new LinkedHashMap<String, String>();
      body.put("name", name);
      body.put("scope", scope.toUpperCase(Locale.ROOT));
      if (expires != null) {
        body.put("expiresAt", expires);
      }
      show(
          client.send("POST", "/api/v1/tokens", body),
          it -> it.as(TokenView.Created.class).token() + "\n");
      if (shell.hasLostOutput()) {
        client.send("DELETE", ApiClient.path("tokens", name), null);
        throw new CommandException(
            ExitCode.FAILED,
            "Cannot write the secret of token '%s', so the token was revoked again"
                .formatted(name));
      }
      return ExitCode.OK;
    }
  }

  /** Lists tokens. */
  @Command(name = "list", description = "List tokens, without their secrets.")
  static final class All extends RemoteCommand {

    All(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      show(
          client.get("/api/v1/tokens"),
          it -> {
            var table = new TextTable(shell.style(), "NAME", "SCOPE", "CREATED", "EXPIRES");
            for (var token : it.asListOf(TokenView.class)) {
              table.row(
                  cell(token.name()),
                  cell(token.scope().name().toLowerCase(Locale.ROOT)),
                  cell(token.createdAt().truncatedTo(ChronoUnit.SECONDS)),
                  cell(
                      token.expiresAt() == null
                          ? "never"
                          : token.expiresAt().truncatedTo(ChronoUnit.SECONDS)));
            }
            return table.render();
          });
      return ExitCode.OK;
    }
  }

  /** Revokes a token. */
  @Command(
      name = "revoke",
      description = {
        "Revoke a token: it stops working, and browsers that signed in with it are signed out.",
        "The last token with scope OPERATE stays unless --force is given."
      },
      footer = {"Example:", "  trueup token revoke airflow"})
  static final class Revoke extends RemoteCommand {

    @Parameters(paramLabel = "NAME", description = "The token's name.")
    private String name = "";

    @Option(
        names = "--force",
        description =
            "Also revoke the last token with scope OPERATE. Create another with 'trueup token"
                + " recover' on the daemon's machine.")
    private boolean isForced;

    Revoke(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var path = ApiClient.path("tokens", name) + (isForced ? "?force=true" : "");
      show(
          client.send("DELETE", path, null),
          _ -> "Token '%s' is revoked\n".formatted(SafeText.line(name)));
      return ExitCode.OK;
    }
  }
}
