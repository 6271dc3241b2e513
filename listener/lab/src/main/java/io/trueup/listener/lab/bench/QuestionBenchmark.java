package io.trueup.listener.lab.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.lab.demo.DaemonClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Measures questions about one version over HTTP: one dataset beside a health check, which costs a
 * connection's work and nothing else, and whole stores as streams of lines.
 */
final class QuestionBenchmark {

  private static final int CLIENTS = 8;
  private static final int MOST_DATASETS = 1_000;
  private static final double MEGABYTE = 1e6;

  /** All that REST answers, but for native types. */
  private static final String DATASET =
      """
      query($store: String!, $name: String!) { dataset(store: $store, name: $name) {
      store name description source classifications policies deprecated approved primaryKey partition
      columns { name type nullable key classifications description } avro fingerprint } }
      """;

  private final DaemonUnderTest daemon;
  private final Duration length;
  private final ProgressLog progress;

  QuestionBenchmark(DaemonUnderTest daemon, BenchOptions options, ProgressLog progress) {
    this.daemon = daemon;
    this.length = Duration.ofSeconds(options.seconds());
    this.progress = progress;
  }

  List<Figure> measure() {
    progress.log("(i) questions about one version, %d jobs at a time".formatted(CLIENTS));
    var accepted = daemon.store().sources().find(DaemonUnderTest.SOURCE).orElseThrow().accepted();
    var model = "/api/v1/models/%s/%d".formatted(DaemonUnderTest.SOURCE, accepted);
    var stores = names(read(model + "/stores?limit=1000&fields=name"));
    var datasets = datasets(model, stores);
    var health = perSecond(List.of("/healthz"));
    var dataset = perSecond(datasets);
    var queries = datasets.stream().map(it -> query(model, it)).toList();
    var query = perSecond(queries);
    var base = Figure.of("question.healthz", "health checks per second", health, "1/s");
    return List.of(
        base,
        Figure.of("question.dataset.rest", "datasets of a version per second", dataset, "1/s")
            .relativeTo(base),
        Figure.of("question.dataset.graphql", "the same by GraphQL", query, "1/s").relativeTo(base),
        Figure.of(
            "question.ndjson",
            "stores as lines, one after another",
            streams(model, stores),
            "MB/s"));
  }

  private List<String> datasets(String model, List<String> stores) {
    var paths = new ArrayList<String>();
    for (var store : stores) {
      var list = model + "/stores/" + store + "/datasets";
      names(read(list + "?limit=1000&fields=name")).forEach(it -> paths.add(list + "/" + it));
      if (paths.size() >= MOST_DATASETS) {
        break;
      }
    }
    return paths;
  }

  /** A GraphQL query for the dataset of a path of REST; its text is the same for all. */
  private static String query(String model, String path) {
    var names = path.substring((model + "/stores/").length()).split("/datasets/", 2);
    var variables = "{\"store\":\"%s\",\"name\":\"%s\"}".formatted(names[0], names[1]);
    return model
        + "/graphql?query="
        + URLEncoder.encode(DATASET, StandardCharsets.UTF_8)
        + "&variables="
        + URLEncoder.encode(variables, StandardCharsets.UTF_8);
  }

  private JsonNode read(String path) {
    return daemon.client().read(path).body();
  }

  private static List<String> names(JsonNode page) {
    var names = new ArrayList<String>();
    page.path("items").forEach(it -> names.add(it.path("name").asText()));
    if (names.isEmpty()) {
      throw new BenchException("A list of the model is empty: " + page, null);
    }
    return names;
  }

  /** The requests a second for some paths, after a second to get warm. */
  private double perSecond(List<String> paths) {
    var client = daemon.client();
    var _ = LoadGenerator.saturating(CLIENTS, Duration.ofSeconds(1), it -> ask(client, paths, it));
    return LoadGenerator.saturating(CLIENTS, length, it -> ask(client, paths, it)).perSecond();
  }

  private static void ask(DaemonClient client, List<String> paths, int number) {
    drain(client, paths.get(number % paths.size()), "application/json");
  }

  /** Megabytes a second of all stores' datasets, for as long as a measurement takes. */
  private double streams(String model, List<String> stores) {
    var start = System.nanoTime();
    var bytes = 0L;
    for (var i = 0; System.nanoTime() - start < length.toNanos(); i++) {
      bytes +=
          drain(
              daemon.client(),
              model + "/stores/" + stores.get(i % stores.size()) + "/datasets",
              "application/x-ndjson");
    }
    var seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    return bytes / MEGABYTE / seconds;
  }

  /** Reads an answer to its end and returns its size. */
  private static long drain(DaemonClient client, String path, String type) {
    try (var body = client.open(path, type)) {
      return size(body);
    } catch (IOException e) {
      throw new BenchException("Cannot read " + path, e);
    }
  }

  private static long size(InputStream body) throws IOException {
    var buffer = new byte[1 << 16];
    var size = 0L;
    for (var count = body.read(buffer); count >= 0; count = body.read(buffer)) {
      size += count;
    }
    return size;
  }
}
