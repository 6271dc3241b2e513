package io.trueup.listener.lab.bench;

import io.trueup.listener.lab.demo.DaemonClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Measures the throughput of signed deliveries, and the latency at a steady rate. */
final class DeliveryBenchmark implements AutoCloseable {

  private static final int BODY_BYTES = 20_000;
  private static final String END = "\"}";
  private static final int CLIENTS = 32;
  private static final String RECORDED =
      """
      SELECT delivery_id
        FROM trueup.delivery
       WHERE delivery_id LIKE 'load-%'
      """;
  private static final Duration WARM_UP = Duration.ofSeconds(2);

  private final DaemonUnderTest daemon;
  private final BenchOptions options;
  private final ProgressLog progress;
  private final ClientPool clients;
  private final byte[] body = body();
  private final String signature;
  private final byte[] healthCheck;
  private final AtomicInteger sent = new AtomicInteger();
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final List<Figure> figures = new ArrayList<>();

  DeliveryBenchmark(DaemonUnderTest daemon, BenchOptions options, ProgressLog progress) {
    this.daemon = daemon;
    this.clients = new ClientPool(daemon.address("/"));
    this.options = options;
    this.progress = progress;
    this.healthCheck = KeepAliveClient.get(daemon.address("/healthz"), "");
    this.signature = "sha256=" + DaemonClient.signature(body, daemon.hookSecret());
  }

  List<Figure> measure() {
    var length = Duration.ofSeconds(options.seconds());
    progress.log("(d) warming up");
    var _ = LoadGenerator.saturating(CLIENTS, WARM_UP, _ -> deliver());
    var _ = LoadGenerator.saturating(CLIENTS, WARM_UP, _ -> askHealth());
    progress.log("(d) deliveries at %d per second".formatted(options.rate()));
    var health = LoadGenerator.constantRate(options.rate(), length, _ -> askHealth());
    var steady = LoadGenerator.constantRate(options.rate(), length, _ -> deliver());
    latencies(health, steady);
    progress.log("(d) deliveries as fast as %d clients can send".formatted(CLIENTS));
    var mostHealth = LoadGenerator.saturating(CLIENTS, length, _ -> askHealth());
    var most = LoadGenerator.saturating(CLIENTS, length, _ -> deliver());
    var baseline =
        add("healthz.throughput", "health checks per second", mostHealth.perSecond(), "1/s");
    figures.add(
        Figure.of(
                "delivery.throughput",
                "deliveries of %,d bytes per second".formatted(BODY_BYTES),
                most.perSecond(),
                "1/s")
            .relativeTo(baseline));
    count();
    return figures;
  }

  private void latencies(LoadGenerator.Result health, LoadGenerator.Result steady) {
    for (var percentile : List.of(50, 99, 100)) {
      var name = percentile == 100 ? "max" : "p" + percentile;
      var baseline =
          add(
              "healthz.steady." + name,
              "health check at %d per second, %s".formatted(options.rate(), name),
              health.samples().millis(percentile),
              "ms");
      figures.add(
          Figure.of(
                  "delivery.steady." + name,
                  "delivery at %d per second, %s".formatted(options.rate(), name),
                  steady.samples().millis(percentile),
                  "ms")
              .relativeTo(baseline));
    }
  }

  private void count() {
    var lost = new HashSet<>(accepted);
    daemon.queryColumn(RECORDED).forEach(lost::remove);
    add("delivery.accepted", "deliveries answered 202", accepted.size(), "");
    add("delivery.refused", "deliveries answered otherwise", sent.get() - accepted.size(), "");
    add("delivery.lost", "answered 202 and not in the table", lost.size(), "");
  }

  private Figure add(String name, String what, double value, String unit) {
    var figure = Figure.of(name, what, value, unit);
    figures.add(figure);
    return figure;
  }

  private void deliver() {
    var id = "load-%d".formatted(sent.incrementAndGet());
    var headers =
        """
        Content-Type: application/json
        X-GitHub-Event: push
        X-GitHub-Delivery: %s
        X-Hub-Signature-256: %s
        """
            .formatted(id, signature)
            .replace("\n", "\r\n");
    var request =
        KeepAliveClient.post(daemon.address("/hooks/" + DaemonUnderTest.SOURCE), headers, body);
    if (clients.send(request).status() == 202) {
      accepted.add(id);
    }
  }

  private void askHealth() {
    clients.send(healthCheck).expect(200);
  }

  /** A push of many commits, as a forge sends it. */
  private static byte[] body() {
    var head =
        """
        {"ref": "refs/heads/main", "after": "%s", "repository": {"id": 1, "full_name": "acme/model"}, "commits": [\
        """
            .formatted("0".repeat(40));
    var text = new StringBuilder(head);
    for (var i = 0; text.length() < BODY_BYTES - 300; i++) {
      text.append(i == 0 ? "" : ", ")
          .append(
              """
              {"id": "%040x", "message": "Change dataset %d", "author": {"name": "Ada", "email": "ada@acme.example"}, "modified": ["stores/part_%06d.yaml"]}\
              """
                  .formatted(i, i, i));
    }
    text.append("], \"padding\": \"");
    text.append("x".repeat(BODY_BYTES - text.length() - END.length()));
    return text.append(END).toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    clients.close();
  }
}
