package io.trueup.listener.daemon.forge.status;

import static io.trueup.listener.engine.testing.StoreScene.commit;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.trueup.listener.daemon.forge.api.PlayedForge.Answer;
import io.trueup.listener.daemon.forge.api.PlayedForge.Call;
import io.trueup.statestore.Rollout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A forge that fails in every way, and processes that take over: in the end all is told. */
@Timeout(120)
class StatusFaultsTest {

  /** What goes wrong with a call; the forge may have done it before. */
  enum Fault {
    ERROR,
    DONE_THEN_ERROR,
    DONE_THEN_CLOSED,
    TOO_MANY,
    LIMIT,
    REDIRECT,
    ENDLESS,
    CLOSED,
    HANGS
  }

  private final ToldStory story = new ToldStory();

  private void play(Fault fault, Call call, HttpExchange exchange)
      throws IOException, InterruptedException {
    switch (fault) {
      case ERROR -> send(exchange, Answer.json(500, "{}"));
      case DONE_THEN_ERROR -> {
        var _ = story.told.answer(call);
        send(exchange, Answer.json(502, "<html>"));
      }
      case DONE_THEN_CLOSED -> {
        var _ = story.told.answer(call);
        exchange.close();
      }
      case TOO_MANY -> send(exchange, Answer.json(429, "{}").with("Retry-After", "30"));
      case LIMIT ->
          send(
              exchange,
              Answer.json(403, "{\"message\":\"API rate limit exceeded\"}")
                  .with("x-ratelimit-remaining", "0")
                  .with(
                      "x-ratelimit-reset", "%d".formatted(System.currentTimeMillis() / 1000 + 60)));
      case REDIRECT ->
          send(exchange, new Answer(302, "", Map.of("Location", "https://login.acme.internal/")));
      case ENDLESS -> {
        exchange.sendResponseHeaders(201, 0);
        for (var i = 0; i < 1000; i++) {
          exchange.getResponseBody().write(new byte[1 << 12]);
        }
      }
      case CLOSED -> exchange.close();
      case HANGS -> {
        var _ = new CountDownLatch(1).await(2, TimeUnit.SECONDS);
      }
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void eachCallFailsOnceAndAllIsTold(Fault fault) {
    var failed = ConcurrentHashMap.<String>newKeySet();
    story.forge.playRaw((call, exchange) -> {
      if (failed.add(call.line() + call.body())) {
        play(fault, call, exchange);
      } else {
        send(exchange, story.told.answer(call));
      }
    });
    story.scene.firstMerge();
    story.scene.landFirst(story.scene.moveToFirst());

    story.tell();

    assertThat(story.failures).isNotEmpty();
    assertThat(story.refused.count()).isZero();
    assertThat(story.told.statuses)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "abcdef01 trueup", "success: Accepted as version 1: 2 platforms change",
                "abcdef01 trueup/Live", "success: Realized version 1"));
    assertThat(story.told.deployments).hasSize(1);
    assertThat(story.told.deployments.values())
        .allSatisfy(it -> assertThat(it.getLast()).isEqualTo("success"));
    story.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void faultsAndRestartsAtRandomEndWithTheRightStatuses(long seed) {
    var random = new Random(seed);
    story.forge.playRaw((call, exchange) -> {
      if (random.nextInt(3) == 0) {
        // Waiting for what hangs would take too long.
        play(
            Fault.values()[random.nextInt(Arrays.asList(Fault.values()).indexOf(Fault.HANGS))],
            call,
            exchange);
      } else {
        send(exchange, story.told.answer(call));
      }
    });
    story.scene.firstMerge();
    step(random);
    var rollout = story.scene.moveToFirst();
    step(random);
    fail(rollout, random);
    story.clock.advance(Duration.ofMinutes(1));
    story.scene.landFirst(rollout);
    step(random);
    for (var i = 100; i < 110; i++) {
      story.scene.merge(commit(i));
      step(random);
    }
    story.tell();

    assertThat(story.refused.count()).as("seed %d", seed).isZero();
    assertThat(story.told.statuses).as("seed %d", seed).isEqualTo(expected());
    assertThat(lastStates()).as("seed %d", seed).isEqualTo(List.of("success"));
    story.close();
  }

  private void fail(Rollout rollout, Random random) {
    if (random.nextBoolean()) {
      story.scene.failSecondStep(rollout, "no disk");
      step(random);
    }
  }

  /** Tells some of it, perhaps as another process, perhaps once more from the beginning. */
  private void step(Random random) {
    for (var attempts = random.nextInt(3); attempts > 0; attempts--) {
      var _ = story.attempt();
      if (random.nextInt(3) == 0) {
        story.restart();
      }
      if (random.nextInt(4) == 0) {
        story.rewind();
      }
    }
  }

  private List<String> lastStates() {
    return story.told.deployments.values().stream().map(List::getLast).collect(Collectors.toList());
  }

  private static Map<String, String> expected() {
    var all = new TreeMap<String, String>();
    all.put("abcdef01 trueup", "success: Accepted as version 1: 2 platforms change");
    all.put("abcdef01 trueup/Live", "success: Realized version 1");
    for (var i = 100; i < 110; i++) {
      all.put(
          commit(i).value().substring(0, 8) + " trueup",
          "success: Accepted as version %d: no platform changes".formatted(i - 98));
    }
    return all;
  }
}
