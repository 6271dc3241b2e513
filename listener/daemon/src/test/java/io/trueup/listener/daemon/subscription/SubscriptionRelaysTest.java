package io.trueup.listener.daemon.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trueup.listener.engine.event.EventFeed;
import io.trueup.listener.engine.event.EventRelay;
import io.trueup.listener.engine.testing.HastyThreads;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.listener.engine.work.JdkThreads;
import io.trueup.listener.engine.work.LeaseKeeper;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Subscription;
import io.trueup.statestore.Subscription.Filter;
import io.trueup.statestore.Subscription.Format;
import io.trueup.statestore.Subscription.Standstill;
import io.trueup.statestore.Subscriptions.DeadEvent;
import io.trueup.statestore.Subscriptions.Order;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events to webhooks on a real port, which answer in every way. */
@Timeout(90)
class SubscriptionRelaysTest {

  private static final Actor ANN = new Actor("ann", "");
  private static final Duration LEASE = Duration.ofSeconds(60);

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final Vertx vertx = Vertx.vertx();
  private final JdkThreads threads = new JdkThreads();
  private final LeaseKeeper leases = new LeaseKeeper(store.leases(), "a", LEASE, threads);
  private final EventFeed feed = new EventFeed(store.changes(), threads);
  private final List<Received> received = Collections.synchronizedList(new ArrayList<>());
  private final HttpServer webhook;

  /** The answer to a number of requests so far. */
  private volatile IntUnaryOperator answer = _ -> 204;

  private SubscriptionRelays relays;

  /** A request, as it came. */
  @SuppressWarnings("ArrayRecordComponent") // the raw bytes, which are signed
  private record Received(String id, String time, String signature, String type, byte[] body) {
    JsonNode event() {
      try {
        return new ObjectMapper().readTree(body);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    String reason() {
      return event().path("data").path("reason").asText();
    }
  }

  SubscriptionRelaysTest() throws IOException {
    webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    webhook.createContext("/", this::take);
    webhook.start();
    relays = relays(List.of("127.0.0.1"));
  }

  private SubscriptionRelays relays(List<String> allowed) {
    return relays(allowed, leases);
  }

  private SubscriptionRelays relays(List<String> allowed, LeaseKeeper leases) {
    return new SubscriptionRelays(
        vertx,
        store,
        feed,
        new AddressRules(allowed),
        () ->
            new EventRelay.Dependencies(
                store.changes(), leases, new HastyThreads(threads), store::now, () -> 0),
        clock);
  }

  @BeforeEach
  void happenBefore() {
    happen("before");
  }

  @AfterEach
  void close() {
    relays.close();
    feed.close();
    leases.close();
    webhook.stop(0);
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void take(HttpExchange exchange) throws IOException {
    var headers = exchange.getRequestHeaders();
    var status = answer.applyAsInt(received.size());
    received.add(
        new Received(
            headers.getFirst("webhook-id"),
            headers.getFirst("webhook-timestamp"),
            headers.getFirst("webhook-signature"),
            headers.getFirst("Content-Type"),
            exchange.getRequestBody().readAllBytes()));
    exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private String url() {
    return "http://127.0.0.1:%d/events".formatted(webhook.getAddress().getPort());
  }

  private Subscription subscribe(String url, Filter filter) {
    while (store.changes().number(100) > 0) {
      // so that it begins after what has happened
    }
    var added = store.subscriptions().add("lake", url, filter, ANN).orElseThrow();
    relays.refresh();
    return added;
  }

  /** Of the actions; that it was added is the first one. */
  private Subscription subscribe() {
    var added = subscribe(url(), new Filter(List.of("action.recorded"), null, null));
    await(() -> received.size() == 1);
    return added;
  }

  @Test
  void aSubscriberThatReadsCdEventsGetsThoseAlone() {
    subscribe(url(), new Filter(List.of(), null, null, Format.CDEVENTS));
    happen("no CDEvent");

    new StoreScene(store).firstMerge();

    await(() -> received.size() == 1);
    var event = received.getFirst();
    assertThat(event.event().path("type").asText()).isEqualTo("dev.cdevents.change.merged.0.2.0");
    assertThat(event.event().path("data").path("context").path("id").asText())
        .isEqualTo(event.id());
    assertThat(event.type()).startsWith("application/cloudevents+json");
  }

  private void happen(String reason) {
    store.audit().append(ANN, AuditVerbs.DELIVERY_REFUSED, "source:acme", reason);
  }

  private List<String> reasons() {
    synchronized (received) {
      return received.stream().map(Received::reason).filter(it -> !it.contains("webhook")).toList();
    }
  }

  private static void await(BooleanSupplier isSo) {
    var deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!isSo.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it did not happen within 30 s").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static String reason(@Nullable Standstill standstill) {
    return Objects.requireNonNull(standstill).reason();
  }

  private Subscription now() {
    return store.subscriptions().find("lake").orElseThrow();
  }

  @Test
  void aWebhookGetsSignedEventsFromItsBeginOn() throws Exception {
    var subscription = subscribe();
    happen("first");
    happen("second");

    await(() -> reasons().size() == 2);
    assertThat(reasons()).containsExactly("first", "second");
    var one = received.getLast();
    assertThat(one.type()).startsWith("application/cloudevents+json");
    assertThat(one.event().path("id").asText()).isEqualTo(one.id());
    assertThat(one.time()).isEqualTo(Long.toString(clock.instant().getEpochSecond()));
    var secret = relays.secret(subscription);
    assertThat(secret).startsWith("whsec_");
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
    mac.update((one.id() + "." + one.time() + ".").getBytes(StandardCharsets.UTF_8));
    assertThat(one.signature())
        .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(one.body())));
    await(() -> now().position() == store.changes().range().last());
    assertThat(now().failure()).isNull();
  }

  @Test
  void onlyWhatItAskedForIsSent() {
    subscribe(url(), new Filter(List.of("merge.judged"), null, null));
    happen("first");

    await(() -> now().position() == store.changes().range().last());
    assertThat(received).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"500", "503", "429", "301", "307"})
  void anEventIsSentUntilTheWebhookHasIt(int status) {
    subscribe();
    answer = count -> count < 3 ? status : 204;
    happen("first");
    happen("second");

    await(() -> reasons().contains("second"));

    assertThat(List.copyOf(new LinkedHashSet<>(reasons()))).containsExactly("first", "second");
    assertThat(received.get(1).id()).isEqualTo(received.get(2).id());
    await(() -> now().failure() == null);
  }

  @Test
  void aFailureIsShownAndNothingIsLost() {
    subscribe();
    answer = _ -> 500;
    happen("first");

    await(() -> now().failure() != null);
    assertThat(now().failure())
        .isEqualTo(new Subscription.Standstill("It answers 500", clock.instant()));
    answer = _ -> 204;
    await(() -> now().failure() == null && now().position() == store.changes().range().last());
    assertThat(reasons()).contains("first");
  }

  @Test
  void aFailureOfAProcessThatIsGoneEndsWithTheFirstEventThatAnotherSends() {
    subscribe();
    var otherLeases = new LeaseKeeper(store.leases(), "b", LEASE, threads);
    try (var other = relays(List.of("127.0.0.1"), otherLeases)) {
      other.refresh(); // while nothing fails
      answer = _ -> 500;
      happen("first");
      await(() -> now().failure() != null);

      relays.close();
      answer = _ -> 204;

      await(() -> now().failure() == null);
      assertThat(reasons()).contains("first");
    } finally {
      otherLeases.close();
    }
  }

  @Test
  void anEventThatIsRefusedAgainAndAgainIsLeftOut() {
    var subscription = subscribe();
    answer = count -> count <= SubscriptionDestination.MOST_REFUSALS ? 422 : 204;
    happen("bad");
    happen("good");

    await(() -> reasons().contains("good"));
    assertThat(reasons()).containsExactly("bad", "bad", "bad", "good");
    assertThat(store.subscriptions().deadEvents(subscription.id(), 10))
        .extracting(DeadEvent::reason)
        .containsExactly("It answers 422");
  }

  /** What was refused before says nothing about the next event. */
  @Test
  void eachEventHasAsManyAttempts() {
    var subscription = subscribe();
    answer = count -> count <= 2 * SubscriptionDestination.MOST_REFUSALS ? 400 : 204;
    happen("first");
    happen("second");
    happen("good");

    await(() -> reasons().contains("good"));
    assertThat(reasons())
        .containsExactly("first", "first", "first", "second", "second", "second", "good");
    assertThat(store.subscriptions().deadEvents(subscription.id(), 10)).hasSize(2);
    await(() -> now().failure() == null);
  }

  @Test
  void aWebhookThatIsGoneIsSuspended() {
    subscribe();
    answer = _ -> 410;
    happen("first");

    await(() -> now().suspension() != null);
    assertThat(reason(now().suspension())).isEqualTo("It answers 410: it wants no events any more");
    await(() -> store.changes().readers().isEmpty());

    answer = _ -> 204;
    store.subscriptions().change("lake", Order.RESUME, ANN, "it is back");
    relays.refresh();
    await(() -> reasons().size() >= 2);
    assertThat(reasons().getLast()).isNotEmpty();
  }

  @Test
  void eventsGoOnAtOnceWhenItIsResumedBeforeItsRelayEnds() {
    subscribe();
    var isAsked = new AtomicBoolean();
    var mayAnswer = new CountDownLatch(1);
    answer =
        _ -> {
          isAsked.set(true);
          awaitLatch(mayAnswer);
          return 410;
        };
    happen("first");
    await(isAsked::get);
    var held = relays;
    synchronized (held) { // so that the relay that suspends cannot end itself
      mayAnswer.countDown();
      await(() -> now().suspension() != null);
      answer = _ -> 204;
      store.subscriptions().change("lake", Order.RESUME, ANN, "it is back");
      held.refresh();
    }

    await(() -> reasons().contains("it is back"));
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aWebhookThatFailsForDaysIsSuspended() {
    subscribe();
    answer = _ -> 500;
    happen("first");
    await(() -> now().failure() != null);

    clock.advance(SubscriptionDestination.GIVE_UP.plusSeconds(1));

    await(() -> now().suspension() != null);
    assertThat(reason(now().suspension()))
        .isEqualTo("It has taken no event since 2026-03-01T12:00:00Z: It answers 500");
  }

  @Test
  void anAddressThatIsNotPublicGetsNothing() {
    relays.close();
    relays = relays(List.of());
    subscribe(url().replace("http:", "https:"), Filter.ALL);
    happen("first");

    await(() -> now().failure() != null);
    assertThat(reason(now().failure()))
        .isEqualTo(
            "Its address 127.0.0.1 is not a public one. Allow it under 'subscriptions.allow' in the"
                + " configuration");
    assertThat(received).isEmpty();
  }

  @Test
  void aServerWithoutTlsIsAFailureAndNoMore() {
    subscribe(url().replace("http:", "https:"), Filter.ALL);
    happen("first");

    await(() -> now().failure() != null);
    assertThat(reason(now().failure())).startsWith("The connection failed: ");
  }

  @Test
  void aNewSecretCountsFromTheNextEventOn() {
    var before = subscribe();
    happen("first");
    await(() -> reasons().size() == 1);

    var after = store.subscriptions().change("lake", Order.ROTATE, ANN, "leaked").orElseThrow();
    relays.refresh();
    happen("second");

    await(() -> reasons().contains("second"));
    assertThat(relays.secret(after)).isNotEqualTo(relays.secret(before));
  }
}
