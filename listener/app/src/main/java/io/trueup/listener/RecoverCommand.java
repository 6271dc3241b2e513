package io.trueup.listener;

import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.daemon.TokenRecovery;
import io.trueup.listener.engine.DaemonException;
import io.trueup.listener.engine.Secrets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Creates a token on the daemon's machine, for operators who have none left. */
@Command(
    name = "recover",
    description = {
      "Create a token with scope OPERATE on the daemon's machine, when none is left.",
      "Run it as the user of the daemon, with the daemon's configuration, whether the daemon is"
          + " running or not. The token is written to the output, once, and the audit records it."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    footer = {
      "Example:",
      "  (umask 077; trueup token recover --config trueup.yaml > operator.token)"
    })
final class RecoverCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int CONFLICT = 5;

  private final ProcessEnvironment environment;
  private final String user;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The configuration of the daemon.")
  private @Nullable Path config;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The name of the token. Default: ${DEFAULT-VALUE}.",
      defaultValue = "recovered")
  private String name = "recovered";

  /**
   * The command.
   *
   * @param user the account that runs the command
   */
  RecoverCommand(ProcessEnvironment environment, String user) {
    this.environment = environment;
    this.user = user;
  }

  @Override
  public Integer call() {
    var line = Objects.requireNonNull(spec).commandLine();
    if (!Secrets.isName(name)) {
      line.getErr()
          .println(
              "trueup: Cannot name a token '%s', because a name consists of at most 63 letters, digits, '.', '_' and '-', and starts with a letter"
                  .formatted(name));
      return USAGE;
    }
    var configuration =
        ConfigurationFile.read(Objects.requireNonNull(config), line.getErr()).orElse(null);
    if (configuration == null) {
      return USAGE;
    }
    try {
      var secret = TokenRecovery.recover(configuration, environment, name, user);
      if (secret.isEmpty()) {
        line.getErr()
            .println("trueup: Token '%s' already exists. Choose another --name".formatted(name));
        return CONFLICT;
      }
      line.getOut().println(secret.get());
      if (line.getOut().checkError()) {
        line.getErr()
            .println(
                "trueup: Cannot write the secret of token '%s', which is lost. Choose another --name, and revoke '%s' with the new token"
                    .formatted(name, name));
        return FAILED;
      }
      return 0;
    } catch (DaemonException e) {
      line.getErr().println("trueup: " + e.getMessage());
      return FAILED;
    }
  }
}
