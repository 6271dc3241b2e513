package io.trueup.listener.lab.bench;

import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.daemon.config.ModelServerReader;
import io.trueup.listener.daemon.modelserver.ModelServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A model server that {@link ModelServersBenchmark} measures. Its argument is the file of its
 * configuration.
 */
final class ServedInstanceProcess {

  private ServedInstanceProcess() {}

  /** The file that holds the port of a model server with a configuration, while it serves. */
  static Path port(Path configuration) {
    return configuration.resolveSibling(configuration.getFileName() + ".port");
  }

  public static void main(String[] arguments) throws IOException {
    var file = Path.of(arguments[0]);
    var read =
        ModelServerReader.read(
            file.toString(), Objects.requireNonNull(file.getParent()), Files.readAllBytes(file));
    var configuration = read.configuration();
    if (configuration == null) {
      throw new IllegalStateException("The configuration has problems: " + read.problems());
    }
    var environment = new ProcessEnvironment(_ -> null, BenchVersions::now, "bench", null);
    try (var server = ModelServerProcess.start(configuration, environment)) {
      Files.writeString(port(file), String.valueOf(server.port()));
      ChildProcess.ready();
      ChildProcess.awaitRelease();
      var heap = ResourceUsage.retainedBytes();
      ChildProcess.answer(List.of(Figure.of("heap", "heap after a collection", heap / 1e6, "MB")));
    }
  }
}
