package io.trueup.listener.daemon.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.SourceId;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Floods on a real port: who floods is shed, and no other is. */
class HookFloodTest extends HookFixture {

  private static final HookRates.Rate THREE = new HookRates.Rate(3, Duration.ofSeconds(10));

  private void start(HookRates.Rate unproven, HookRates.Rate genuine) {
    rates = new HookRates(unproven, genuine);
    start(limits -> limits);
  }

  private HttpRequest.Builder forged(String source) {
    return unsigned(source, bytes(PUSH))
        .header("X-Hub-Signature-256", signature("guess", bytes(PUSH)));
  }

  private List<Integer> statuses(int times, HttpRequest.Builder request) {
    return IntStream.range(0, times).mapToObj(_ -> send(request).status()).toList();
  }

  @Test
  void shedsAnAddressThatProvesNothingUntilItsBucketFillsAgain() {
    start(THREE, MANY);

    assertThat(statuses(5, forged("acme"))).containsExactly(401, 401, 401, 503, 503);
    assertThat(turnedAway).containsExactly(new SourceId("acme"), new SourceId("acme"));
    now.set(NOON.plusSeconds(10));
    assertThat(statuses(2, forged("acme"))).containsExactly(401, 503);
    assertThat(verdicts).filteredOn(it -> it == HookVerdict.SHED).hasSize(3);
  }

  @Test
  void saysWhenToSendAShedDeliveryAgain() {
    start(THREE, MANY);
    statuses(3, forged("acme"));

    var shed = send(delivery("acme", bytes(PUSH)));

    assertThat(shed.status()).isEqualTo(503);
    assertThat(shed.headers()).containsEntry("retry-after", List.of("10"));
    assertThat(shed.body())
        .isEqualTo("{\"status\":\"refused\",\"reason\":\"Too many deliveries at once\"}");
    assertThat(store.deliveries()).isEmpty();
  }

  @Test
  void shedsBeforeTheBodyComes() {
    start(THREE, MANY);
    statuses(3, forged("acme"));

    assertThat(sendRaw(head(PUSH) + "Content-Length: 9999\n\n", new byte[0]))
        .startsWith("HTTP/1.1 503 ");
  }

  @Test
  void countsEveryKindOfBadRequest() {
    start(THREE, MANY);

    var statuses =
        Stream.of(
                delivery("nobody", bytes(PUSH)),
                delivery("acme", bytes(PUSH)).setHeader("Content-Type", "text/plain"),
                delivery("acme", bytes("{")),
                delivery("nobody", bytes(PUSH)))
            .map(it -> send(it).status())
            .toList();

    assertThat(statuses).containsExactly(404, 415, 400, 503);
    assertThat(turnedAway).isEmpty(); // nobody's
  }

  @Test
  void takesAProvenSenderWhoseAddressItSharesWithAForger() {
    start(THREE, MANY);
    push(PUSH);

    statuses(5, forged("acme"));
    statuses(5, forged("nobody"));

    assertThat(push(PUSH).status()).isEqualTo(202);
    now.set(NOON.plus(Duration.ofDays(1)).minusSeconds(1));
    statuses(5, forged("nobody"));
    assertThat(push(PUSH).status()).isEqualTo(202);
  }

  @Test
  void forgetsAProofAfterADay() {
    start(THREE, MANY);
    push(PUSH);
    now.set(NOON.plus(Duration.ofDays(1)));
    statuses(3, forged("nobody"));

    assertThat(push(PUSH).status()).isEqualTo(503);
  }

  @Test
  void provesNothingByADeliveryThatNeedsNoProof() {
    start(THREE, MANY);
    send(unsigned("open", bytes(PUSH)));
    statuses(3, forged("nobody"));

    assertThat(send(unsigned("open", bytes(PUSH))).status()).isEqualTo(503);
  }

  @Test
  void shedsOneSourceAndTakesTheOthers() {
    start(MANY, THREE);

    var flooded = statuses(5, delivery("acme", bytes(PUSH)));

    assertThat(flooded).containsExactly(202, 202, 202, 503, 503);
    assertThat(turnedAway).containsExactly(new SourceId("acme"), new SourceId("acme"));
    assertThat(send(unsigned("open", bytes(PUSH))).status()).isEqualTo(202);
    now.set(NOON.plusSeconds(10));
    assertThat(statuses(2, delivery("acme", bytes(PUSH)))).containsExactly(202, 503);
  }

  @Test
  void letsForgersUseUpNothingOfASource() {
    start(MANY, THREE);

    assertThat(statuses(10, forged("acme"))).containsOnly(401);

    assertThat(statuses(3, delivery("acme", bytes(PUSH)))).containsOnly(202);
    assertThat(pokes).containsOnly(new SourceId("acme"));
  }

  @Test
  void isNotShutForLongWhenTheClockIsSetBack() {
    start(THREE, MANY);
    statuses(4, forged("acme"));

    now.set(NOON.minus(Duration.ofHours(1)));

    assertThat(statuses(4, forged("acme"))).containsExactly(401, 401, 401, 503);
  }

  @Test
  void keepsHalfOfTheMemoryForProvenSenders() throws Exception {
    start(limits -> new HookLimits(CAP, 40_000, limits.receiveWithin(), limits.storeWithin()));
    push(PUSH);
    var released = new CountDownLatch(1);
    var entered = store.hangUntil(released);
    var waiting = new ArrayList<CompletableFuture<Answer>>();

    var large = PUSH + " ".repeat(CAP - PUSH.length());
    waiting.add(CompletableFuture.supplyAsync(() -> send(unsigned("open", bytes(large)))));
    entered.await();
    var stranger = send(unsigned("open", bytes(large)));
    waiting.add(CompletableFuture.supplyAsync(() -> push(large)));
    released.countDown();

    assertThat(stranger.status()).isEqualTo(503);
    assertThat(waiting).extracting(it -> it.get().status()).containsOnly(202);
  }
}
