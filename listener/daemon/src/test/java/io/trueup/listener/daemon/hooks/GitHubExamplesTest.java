package io.trueup.listener.daemon.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every example of a payload in {@code @octokit/webhooks-examples}, of github.com and of GitHub
 * Enterprise, gets the answer of a delivery: GitHub shows its users every other answer as a
 * failure.
 */
class GitHubExamplesTest extends HookFixture {

  private static final String EXAMPLES = "/webhooks/octokit-webhooks-examples-7.6.1.ndjson.gz";
  private static final int AT_ONCE = 16;
  private static final int ROUND = 1_000;
  private static final String FORM = "application/x-www-form-urlencoded";

  private record Example(String event, String payload) {}

  private static List<Example> examples() throws IOException {
    var json = new ObjectMapper();
    var packed = Objects.requireNonNull(GitHubExamplesTest.class.getResourceAsStream(EXAMPLES));
    try (var lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(line -> {
            try {
              var example = json.readTree(line);
              return new Example(example.path(0).asText(), example.path(1).toString());
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          })
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", FORM})
  void answersEveryExampleAsADelivery(String type) throws IOException {
    start(
        limits -> new HookLimits(5 << 20, 64 << 20, limits.receiveWithin(), limits.storeWithin()));
    var examples = examples();
    var number = new AtomicInteger();

    assertThat(examples).hasSizeGreaterThan(400);
    assertThat(examples)
        .allSatisfy(example ->
            assertThat(send(post(example, type, number.incrementAndGet())).status())
                .as(example.event())
                .isBetween(200, 299));
    assertThat(store.deliveries()).hasSameSizeAs(examples);
  }

  private HttpRequest.Builder post(Example example, String type, int number) {
    var body =
        type.equals(FORM)
            ? "payload=" + URLEncoder.encode(example.payload(), StandardCharsets.UTF_8)
            : example.payload();
    return delivery("acme", bytes(body))
        .setHeader("Content-Type", type)
        .setHeader("X-GitHub-Event", example.event())
        .setHeader("X-GitHub-Delivery", "example-" + number);
  }

  static LongStream seeds() {
    var mutations = Integer.getInteger("trueup.github.mutations", ROUND);
    return LongStream.iterate(Long.getLong("trueup.github.seed", 1), it -> it + 1)
        .limit(Math.ceilDiv(mutations, ROUND));
  }

  /**
   * {@code -Dtrueup.github.seed=N} runs a seed again, {@code -Dtrueup.github.mutations=N} more of
   * them, in rounds with a seed each.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void answersNoMutationOfAnExampleWithAnError(long seed) throws Exception {
    System.out.printf("Seed %d%n", seed);
    start(
        limits -> new HookLimits(5 << 20, 64 << 20, limits.receiveWithin(), limits.storeWithin()));
    var random = new Mutations(new Random(seed));
    var examples = examples();
    var mutants =
        IntStream.range(0, ROUND)
            .mapToObj(i -> mutant(examples.get(i % examples.size()), random))
            .toList();
    var sent =
        IntStream.range(0, ROUND)
            .<Callable<Answer>>mapToObj(
                i -> () -> send(post(mutants.get(i), i % 4 == 0 ? FORM : "application/json", i)))
            .toList();

    try (var senders = Executors.newFixedThreadPool(AT_ONCE)) {
      var answers = senders.invokeAll(sent).stream().map(Future::resultNow).toList();

      assertThat(answers).as("seed %d", seed).extracting(Answer::status).isSubsetOf(200, 202, 400);
      var recorded = answers.stream().filter(it -> it.status() < 300).count();
      assertThat(store.deliveries()).as("seed %d", seed).hasSize((int) recorded);
      assertThat(recorded).as("seed %d", seed).isGreaterThan(ROUND / 2);
    }
  }

  private static Example mutant(Example example, Mutations random) {
    return new Example(example.event(), random.body(example.payload()));
  }

  @Test
  void holdsExamplesOfEventsWithDigits() throws IOException {
    assertThat(examples()).extracting(Example::event).contains("push", "ping", "projects_v2_item");
  }
}
