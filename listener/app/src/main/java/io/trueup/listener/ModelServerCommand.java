package io.trueup.listener;

import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.daemon.config.ModelServerConfiguration;
import io.trueup.listener.daemon.config.ModelServerReader;
import io.trueup.listener.daemon.modelserver.ModelServerProcess;
import io.trueup.listener.engine.DaemonException;
import io.trueup.statestore.StateStoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a model server until it is stopped. */
@Command(
    name = "model-server",
    description = {
      "Answer questions about models beside a daemon, until it is stopped.",
      "It changes nothing, and any number of them may run behind a load balancer."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  trueup model-server --config model-server.yaml")
final class ModelServerCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private final ProcessEnvironment environment;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The configuration. docs/model-servers.md describes its keys.")
  private @Nullable Path config;

  @Option(names = "--check", description = "Only check the configuration, then exit.")
  private boolean isCheckOnly;

  ModelServerCommand(ProcessEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    var line = Objects.requireNonNull(spec).commandLine();
    var configuration = read(Objects.requireNonNull(config), line.getErr());
    if (configuration == null) {
      return USAGE;
    }
    if (isCheckOnly) {
      line.getOut().println("Configuration is valid");
      return 0;
    }
    try {
      var process = ModelServerProcess.start(configuration, environment);
      Runtime.getRuntime().addShutdownHook(new Thread(process::drain, "shutdown"));
      new CountDownLatch(1).await();
      return 0;
    } catch (DaemonException | StateStoreException e) {
      line.getErr().println("trueup: " + e.getMessage());
      return FAILED;
    }
  }

  private static @Nullable ModelServerConfiguration read(Path named, PrintWriter err) {
    var file = named.toAbsolutePath().normalize();
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (IOException _) {
      err.println(
          "trueup: Cannot read the configuration %s. Check that it exists and that this user may read it"
              .formatted(file));
      return null;
    }
    var folder = Objects.requireNonNull(file.getParent());
    var read = ModelServerReader.read(named.toString(), folder, content);
    read.problems().forEach(problem -> err.println(problem));
    return read.configuration();
  }
}
