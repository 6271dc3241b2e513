package io.trueup.listener;

import io.trueup.listener.daemon.ConfigurationCheck;
import io.trueup.listener.daemon.Daemon;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.engine.DaemonException;
import io.trueup.listener.engine.git.GitException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the daemon until it is stopped. */
@Command(
    name = "serve",
    description = "Run the daemon on your own repositories until it is stopped.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  trueup serve --config trueup.yaml")
final class ServeCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private final ProcessEnvironment environment;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The configuration. docs/configuration.md describes its keys.")
  private @Nullable Path config;

  @Option(
      names = "--check",
      description =
          "Only check the configuration and its files, then exit. Starts and contacts nothing.")
  private boolean isCheckOnly;

  ServeCommand(ProcessEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    var err = Objects.requireNonNull(spec).commandLine().getErr();
    var configuration = ConfigurationFile.read(Objects.requireNonNull(config), err).orElse(null);
    if (configuration == null) {
      return USAGE;
    }
    return isCheckOnly ? check(configuration) : run(configuration);
  }

  private int check(Configuration configuration) {
    var line = Objects.requireNonNull(spec).commandLine();
    var problems = ConfigurationCheck.of(configuration, environment);
    problems.forEach(it -> line.getErr().println("trueup: " + it));
    if (!problems.isEmpty()) {
      return USAGE;
    }
    line.getOut().println("Configuration is valid");
    return 0;
  }

  private int run(Configuration configuration) throws InterruptedException {
    try {
      serve(Daemon.start(configuration, environment));
      return 0;
    } catch (DaemonException | GitException e) {
      return failed(Objects.requireNonNull(spec).commandLine().getErr(), e);
    }
  }

  private static int failed(PrintWriter err, RuntimeException e) {
    err.println("trueup: " + e.getMessage());
    return FAILED;
  }

  private static void serve(Daemon daemon) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(daemon::close, "shutdown"));
    new CountDownLatch(1).await();
  }
}
