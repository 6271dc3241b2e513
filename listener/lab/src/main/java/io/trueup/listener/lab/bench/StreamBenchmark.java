package io.trueup.listener.lab.bench;

import io.trueup.listener.gitserver.GitHttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures one large store as a stream of lines, from a daemon with a small heap. The client is in
 * this process, on the same machine.
 */
public final class StreamBenchmark {

  private static final String ACCEPTING_HEAP = "-Xmx4g";
  private static final String SERVING_HEAP = "-Xmx256m";
  private static final double MEGABYTE = 1e6;

  private final int datasets;
  private final int columns;
  private final @Nullable Path postgres;
  private final ProgressLog progress;
  private final List<Figure> figures = new ArrayList<>();

  private StreamBenchmark(
      int datasets, int columns, @Nullable Path postgres, ProgressLog progress) {
    this.datasets = datasets;
    this.columns = columns;
    this.postgres = postgres;
    this.progress = progress;
  }

  /**
   * Measures, in a temporary folder that is removed afterwards.
   *
   * @param columns of each dataset
   * @param postgres where to unpack the embedded Postgres's programs; null for the daemon's folder
   * @throws BenchException when a measurement fails
   */
  public static BenchReport run(
      int datasets, int columns, @Nullable Path postgres, PrintWriter progress) {
    var machine = MachineFacts.facts();
    var folder = Bench.temporaryFolder();
    var benchmark = new StreamBenchmark(datasets, columns, postgres, new ProgressLog(progress));
    try (var git = GitHttpServer.serve(Files.createDirectories(folder.resolve("git")))) {
      benchmark.measure(folder, git);
    } catch (IOException e) {
      throw new BenchException("Cannot use %s: %s".formatted(folder, e.getMessage()), e);
    } finally {
      Bench.delete(folder);
    }
    return new BenchReport(
        machine,
        Map.of("store", "%,d datasets of %d columns".formatted(datasets, columns)),
        List.copyOf(benchmark.figures));
  }

  private void measure(Path folder, GitHttpServer git) throws IOException {
    progress.log("generating a store of %,d datasets".formatted(datasets));
    new ModelRepository(git.createRepository("model", "main"))
        .commit("Declare everything", new LargeStore(datasets, columns).files());
    progress.log("accepting it");
    ChildProcess.figures(
        options(ACCEPTING_HEAP), StreamBenchmarkProcess.class, arguments("accept", folder, git));
    progress.log("streaming it from a daemon with " + SERVING_HEAP);
    try (var process =
        ChildProcess.start(
            options(SERVING_HEAP), StreamBenchmarkProcess.class, arguments("serve", folder, git))) {
      process.awaitReady();
      var daemon = daemon(folder);
      var port = Files.readString(daemon.resolve(StreamBenchmarkProcess.PORT));
      var token = Files.readString(daemon.resolve("data").resolve("operator.token")).strip();
      stream(URI.create("http://127.0.0.1:" + port), token);
      figures.addAll(process.figures());
    }
  }

  private static Path daemon(Path folder) {
    return folder.resolve("daemon");
  }

  private List<String> arguments(String what, Path folder, GitHttpServer git) {
    return List.of(
        what,
        daemon(folder).toString(),
        git.url("model"),
        postgres == null ? "" : postgres.toString());
  }

  private static List<String> options(String heap) {
    var options = new ArrayList<>(ChildProcess.AS_DAEMON);
    options.add(heap);
    return options;
  }

  private void stream(URI server, String token) throws IOException {
    var datasetsOfStore =
        server.resolve(
            "/api/v1/models/%s/1/stores/%s/datasets"
                .formatted(DaemonUnderTest.SOURCE, LargeStore.NAME));
    figures.add(stream("stream.first", "lines, the first time", datasetsOfStore, token, ""));
    figures.add(stream("stream.lines", "lines, a second time", datasetsOfStore, token, ""));
    figures.add(
        stream(
            "stream.fields",
            "only names and columns' names",
            URI.create(datasetsOfStore + "?fields=name,columns.name"),
            token,
            ""));
    figures.add(
        stream("stream.zstd", "lines by zstd, compressed bytes", datasetsOfStore, token, "zstd"));
  }

  private Figure stream(String name, String what, URI address, String token, String coding)
      throws IOException {
    var connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setRequestProperty("Authorization", "Bearer " + token);
    connection.setRequestProperty("Accept", "application/x-ndjson");
    connection.setRequestProperty("Accept-Encoding", coding.isEmpty() ? "identity" : coding);
    var start = System.nanoTime();
    if (connection.getResponseCode() != 200) {
      throw new BenchException(
          "%s is answered %d".formatted(address, connection.getResponseCode()), null);
    }
    try (var body = connection.getInputStream()) {
      var size = drain(body, coding.isEmpty());
      var seconds = (System.nanoTime() - start) / 1e9;
      progress.log("%s: %,.0f MB in %.1f s".formatted(name, size / MEGABYTE, seconds));
      return Figure.of(name, what, size / MEGABYTE / seconds, "MB/s");
    }
  }

  /** Reads to the end and returns the size; there must be one line for each dataset. */
  private long drain(InputStream body, boolean isText) throws IOException {
    var buffer = new byte[1 << 17];
    var size = 0L;
    var lines = 0;
    for (var count = body.read(buffer); count >= 0; count = body.read(buffer)) {
      size += count;
      for (var i = 0; isText && i < count; i++) {
        lines += buffer[i] == '\n' ? 1 : 0;
      }
    }
    if (isText && lines != datasets) {
      throw new BenchException("The stream has %,d lines".formatted(lines), null);
    }
    return size;
  }
}
