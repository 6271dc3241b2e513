package io.trueup.listener.lab.bench;

import io.trueup.model.graph.NodeKind;
import io.trueup.model.rollout.NodeState;
import io.trueup.statestore.PlatformId;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Measures how many jobs are told each second that they are current, beside health checks. */
final class CurrencyBenchmark {

  private static final int CLIENTS = 16;
  private static final int MOST_NODES = 1_000;
  private static final Duration WARM_UP = Duration.ofSeconds(3);

  private final DaemonUnderTest daemon;
  private final Duration length;
  private final ProgressLog progress;

  CurrencyBenchmark(DaemonUnderTest daemon, BenchOptions options, ProgressLog progress) {
    this.daemon = daemon;
    this.length = Duration.ofSeconds(options.seconds());
    this.progress = progress;
  }

  List<Figure> measure() {
    progress.log("(e) asking whether jobs are current, over %d connections".formatted(CLIENTS));
    var questions = questions();
    var check = KeepAliveClient.get(daemon.address("/healthz"), "");
    var health = measured(_ -> check);
    var authorization = daemon.client().authorization();
    var currency =
        measured(
            client -> KeepAliveClient.get(questions.get(client % questions.size()), authorization));
    var baseline =
        Figure.of(
            "currency.healthz",
            "health checks per second over %d connections".formatted(CLIENTS),
            health.perSecond(),
            "1/s");
    return List.of(
        baseline,
        Figure.of(
                "currency.throughput",
                "jobs told each second that they are current",
                currency.perSecond(),
                "1/s")
            .relativeTo(baseline),
        Figure.of("currency.p50", "answer, p50", currency.samples().millis(50), "ms"),
        Figure.of("currency.p99", "answer, p99", currency.samples().millis(99), "ms"));
  }

  private LoadGenerator.Result measured(IntFunction<byte[]> request) {
    var requests = IntStream.range(0, CLIENTS).mapToObj(request).toList();
    try (var clients = new ClientPool(daemon.address("/"))) {
      IntConsumer ask = client -> clients.send(requests.get(client)).expect(200);
      var _ = LoadGenerator.saturating(CLIENTS, WARM_UP, ask);
      return LoadGenerator.saturating(CLIENTS, length, ask);
    }
  }

  private List<URI> questions() {
    var questions = new ArrayList<URI>();
    for (var platform : daemon.store().platforms().all()) {
      questions.addAll(questions(platform.id()));
    }
    if (questions.isEmpty()) {
      throw new BenchException("No node with a job is realized", null);
    }
    return questions;
  }

  private List<URI> questions(PlatformId platform) {
    var questions = new ArrayList<URI>();
    for (var node :
        daemon.store().rollouts().allNodes(platform, NodeKind.INGEST.prefix(), MOST_NODES)) {
      var realized = node.realized();
      if (realized != null && node.state() == NodeState.REALIZED) {
        questions.add(
            daemon.address(
                "/api/v1/platforms/%s/nodes/%s/currency?fingerprint=%s"
                    .formatted(
                        platform,
                        URLEncoder.encode(node.key().value(), StandardCharsets.UTF_8),
                        realized)));
      }
    }
    return questions;
  }
}
