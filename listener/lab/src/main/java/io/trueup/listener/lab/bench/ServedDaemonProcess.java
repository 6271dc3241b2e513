package io.trueup.listener.lab.bench;

import io.trueup.listener.daemon.ProcessEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The daemon that {@link ModelServersBenchmark} measures. Its arguments are its folder, the
 * repository's address, and the folder of the embedded Postgres's programs, empty for the daemon's
 * own.
 */
final class ServedDaemonProcess {

  /** Holds the port while the daemon serves. */
  static final String PORT = "port";

  private ServedDaemonProcess() {}

  public static void main(String[] arguments) throws IOException {
    var folder = Path.of(arguments[0]);
    var environment =
        new ProcessEnvironment(
            _ -> null, // its secrets are files
            BenchVersions::now,
            "bench",
            arguments[2].isEmpty() ? null : Path.of(arguments[2]));
    try (var daemon = DaemonUnderTest.start(folder, arguments[1], environment)) {
      Files.writeString(folder.resolve(PORT), String.valueOf(daemon.address("/").getPort()));
      ChildProcess.ready();
      ChildProcess.awaitRelease();
    }
  }
}
