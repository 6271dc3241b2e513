package io.trueup.listener.lab.bench;

import io.trueup.listener.daemon.ProcessEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A daemon that {@link StreamBenchmark} measures, in a process of its own so that its heap can be
 * small. Its arguments are {@code accept} or {@code serve}, its folder, the repository's address,
 * and the folder of the embedded Postgres's programs, empty for the daemon's own.
 */
final class StreamBenchmarkProcess {

  /** Holds the port while the daemon serves. */
  static final String PORT = "port";

  private StreamBenchmarkProcess() {}

  public static void main(String[] arguments) throws IOException {
    var folder = Path.of(arguments[1]);
    var environment =
        new ProcessEnvironment(
            _ -> null, // its secrets are files
            BenchVersions::now,
            "bench",
            arguments[3].isEmpty() ? null : Path.of(arguments[3]));
    try (var daemon = DaemonUnderTest.start(folder, arguments[2], environment)) {
      if (arguments[0].equals("accept")) {
        daemon.awaitTargets(1);
        ChildProcess.answer(List.of());
      } else {
        serve(daemon, folder);
      }
    }
  }

  private static void serve(DaemonUnderTest daemon, Path folder) throws IOException {
    // It opens the version.
    var store =
        daemon
            .client()
            .read(
                "/api/v1/models/%s/1/stores/%s".formatted(DaemonUnderTest.SOURCE, LargeStore.NAME));
    Objects.requireNonNull(store.body());
    var before = ResourceUsage.retainedBytes();
    var watch = HeapWatch.start();
    Files.writeString(folder.resolve(PORT), String.valueOf(daemon.address("/").getPort()));
    var cpu = ResourceUsage.processCpuMillis();
    ChildProcess.ready();
    ChildProcess.awaitRelease();
    cpu = ResourceUsage.processCpuMillis() - cpu;
    var most = watch.most();
    var collections = watch.collections();
    var after = ResourceUsage.retainedBytes();
    ChildProcess.answer(
        List.of(
            Figure.of("stream.cpu", "CPU of the daemon for all streams", cpu, "ms"),
            Figure.of("stream.heap.before", "heap after a collection, before", before / 1e6, "MB"),
            Figure.of(
                "stream.heap.most",
                "the most after any of %,d collections meanwhile".formatted(collections),
                most / 1e6,
                "MB"),
            Figure.of("stream.heap.after", "heap after a collection, after", after / 1e6, "MB"),
            Figure.of("stream.heap.limit", "-Xmx", Runtime.getRuntime().maxMemory() / 1e6, "MB")));
  }
}
