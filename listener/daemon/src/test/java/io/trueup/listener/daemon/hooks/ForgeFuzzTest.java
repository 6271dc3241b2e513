package io.trueup.listener.daemon.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.hooks.ForgeExamples.Example;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mutates the examples of every forge, proves what came of it, and sends it to a real port: none is
 * answered with 5xx, an unproved one is never recorded, and a forge that turns hooks off gets no
 * error for a payload. {@code -Dtrueup.forges.seed=N} runs a seed again, {@code
 * -Dtrueup.forges.mutations=N} more of them, in rounds with a seed each.
 */
class ForgeFuzzTest extends ForgeFixture {

  private static final int AT_ONCE = 16;

  private static final int ROUND = 2_000;

  /** The forges that send forms too. */
  private static final Set<String> SEND_FORMS = Set.of("github", "gitea", "forgejo");

  /**
   * A mutated delivery.
   *
   * @param body the JSON
   * @param sent the same, or a form of it
   */
  private record Mutant(
      Example example, String body, String sent, boolean isProved, boolean hasGoodHead) {

    /** GitHub signs the form, the others sign the payload in it. */
    Map<String, String> proof() {
      var sender = sender(example.forge());
      var isSignedWhole = example.forge().equals("github");
      return sender.prover().prove(sender.secret(), bytes(isSignedWhole ? sent : body));
    }

    String type() {
      return sent.equals(body) ? "application/json" : "application/x-www-form-urlencoded";
    }
  }

  private record Shot(Mutant mutant, Answer answer) {}

  static LongStream seeds() {
    var mutations = Integer.getInteger("trueup.forges.mutations", ROUND);
    return LongStream.iterate(Long.getLong("trueup.forges.seed", 1), it -> it + 1)
        .limit(Math.ceilDiv(mutations, ROUND));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void answersNoMutationWithAnError(long seed) throws Exception {
    System.out.printf("Seed %d%n", seed);
    var random = new Mutations(new Random(seed));
    var examples = examples().toList();
    var mutants =
        IntStream.range(0, ROUND)
            .mapToObj(i -> mutant(examples.get(i % examples.size()), random))
            .<Callable<Shot>>map(it -> () -> new Shot(it, send(it)))
            .toList();

    try (var senders = Executors.newFixedThreadPool(AT_ONCE)) {
      var shots = senders.invokeAll(mutants).stream().map(Future::resultNow).toList();

      assertThat(shots).as("seed %d", seed).allSatisfy(this::check);
      var statuses =
          shots.stream()
              .collect(Collectors.groupingBy(it -> it.answer().status(), Collectors.counting()));
      long poked = statuses.getOrDefault(202, 0L);
      var recorded = statuses.getOrDefault(200, 0L) + poked;
      assertThat(store.deliveries()).as("seed %d: %s", seed, statuses).hasSize((int) recorded);
      assertThat(pokes).as("seed %d", seed).hasSize((int) poked);
      // Most mutations leave a delivery that is read to its end.
      assertThat(recorded).as("seed %d: %s", seed, statuses).isGreaterThan(ROUND / 2);
    }
  }

  private static Mutant mutant(Example example, Mutations random) {
    var hasGoodHead = !random.oneIn(10);
    var body = random.body(example.body());
    var isForm = SEND_FORMS.contains(example.forge()) && random.oneIn(3);
    return new Mutant(
        hasGoodHead ? example : example.withHead(random.head(example.head())),
        body,
        isForm ? "payload=" + URLEncoder.encode(body, StandardCharsets.UTF_8) : body,
        !random.oneIn(10),
        hasGoodHead);
  }

  private Answer send(Mutant mutant) {
    var head = new HashMap<String, String>();
    head.put("Content-Type", mutant.type());
    head.putAll(mutant.example().head());
    if (mutant.isProved()) {
      head.putAll(mutant.proof());
    }
    return send(request(mutant.example().forge(), head, bytes(mutant.sent())));
  }

  private void check(Shot shot) {
    var mutant = shot.mutant();
    var answer = shot.answer();
    assertThat(answer.status()).isIn(200, 202, 400, 401, 413, 415);
    assertThat(answer.body()).doesNotContain(SECRET);
    if (!mutant.isProved()) {
      assertThat(answer.status()).isGreaterThanOrEqualTo(400);
    } else if (mutant.hasGoodHead()
        && source(mutant.example().forge()).reader().isTurnedOffByErrors()) {
      assertThat(answer.status()).isIn(200, 202);
    }
  }
}
