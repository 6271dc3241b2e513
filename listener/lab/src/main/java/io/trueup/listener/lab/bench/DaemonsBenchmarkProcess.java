package io.trueup.listener.lab.bench;

import io.trueup.listener.daemon.Daemon;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.daemon.config.ConfigurationReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ExecutionException;

/** A daemon that {@link DaemonsBenchmark} measures. Its argument is its configuration file. */
final class DaemonsBenchmarkProcess {

  /** Beside the configuration: holds the port while the daemon works. */
  static final String PORT = "port";

  private DaemonsBenchmarkProcess() {}

  public static void main(String[] arguments)
      throws IOException, ExecutionException, InterruptedException {
    var file = Path.of(arguments[0]);
    var folder = Objects.requireNonNull(file.getParent());
    var read = ConfigurationReader.read("trueup.yaml", folder, Files.readAllBytes(file));
    var configuration = read.configuration();
    if (configuration == null) {
      throw new IllegalStateException(
          "The benchmark's configuration has problems: " + read.problems());
    }
    // Its secrets are files.
    var environment = new ProcessEnvironment(_ -> null, BenchVersions::now, "bench", null);
    try (var daemon = Daemon.start(configuration, environment)) {
      Objects.requireNonNull(daemon.opened().get());
      Files.writeString(folder.resolve(PORT), String.valueOf(daemon.port()));
      ChildProcess.ready();
      ChildProcess.awaitRelease();
    }
  }
}
