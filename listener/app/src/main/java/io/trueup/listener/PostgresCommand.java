package io.trueup.listener;

import io.trueup.listener.daemon.EmbeddedState;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.engine.DaemonException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the embedded Postgres without the daemon, for psql and pg_dump. */
@Command(
    name = "postgres",
    description = {
      "Run the embedded Postgres alone until it is stopped, for psql and pg_dump.",
      "The daemon must be stopped. The connection settings are written to the output, with the"
          + " password file in place of the password."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExample:%n",
    footer = "  trueup postgres --config trueup.yaml")
final class PostgresCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private final ProcessEnvironment environment;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The configuration of the daemon.")
  private @Nullable Path config;

  PostgresCommand(ProcessEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    var line = Objects.requireNonNull(spec).commandLine();
    var configuration =
        ConfigurationFile.read(Objects.requireNonNull(config), line.getErr()).orElse(null);
    if (configuration == null) {
      return USAGE;
    }
    try {
      var state = EmbeddedState.start(configuration, environment);
      Runtime.getRuntime().addShutdownHook(new Thread(state::close, "shutdown"));
      line.getOut()
          .println(
              "export PGHOST=127.0.0.1 PGPORT=%d PGUSER=%s PGDATABASE=%s"
                  .formatted(state.port(), state.user(), EmbeddedState.DATABASE));
      line.getOut().println("export PGPASSWORD=$(cat '%s')".formatted(state.passwordFile()));
      line.getOut().flush();
      new CountDownLatch(1).await();
      return 0;
    } catch (DaemonException e) {
      line.getErr().println("trueup: " + e.getMessage());
      return FAILED;
    }
  }
}
