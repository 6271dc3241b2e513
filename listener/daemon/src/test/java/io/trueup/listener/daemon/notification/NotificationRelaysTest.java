package io.trueup.listener.daemon.notification;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trueup.listener.daemon.subscription.AddressRules;
import io.trueup.listener.engine.event.EventFeed;
import io.trueup.listener.engine.event.EventRelay;
import io.trueup.listener.engine.testing.HastyThreads;
import io.trueup.listener.engine.work.JdkThreads;
import io.trueup.listener.engine.work.LeaseKeeper;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Messages to an incoming webhook on a real port, which answers in every way. */
@Timeout(90)
class NotificationRelaysTest implements NotificationRelays.Counts {

  private static final Actor ANN = new Actor("ann", "");
  private static final String PATH = "/services/T0/B0/hidden";
  private static final Duration SHORT = Duration.ofMillis(50);

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final Vertx vertx = Vertx.vertx();
  private final JdkThreads threads = new JdkThreads();
  private final LeaseKeeper leases =
      new LeaseKeeper(store.leases(), "a", Duration.ofHours(9), threads);
  private final EventFeed feed = new EventFeed(store.changes(), threads);
  private final List<String> received = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.trueup");
  private final HttpServer chat;
  private final NotificationRelays relays;

  /** The answer to a number of requests before. */
  private volatile IntUnaryOperator answer = _ -> 200;

  NotificationRelaysTest() throws IOException {
    chat = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    chat.createContext(PATH, this::take);
    chat.start();
    relays = new NotificationRelays(vertx, store, new AddressRules(List.of("127.0.0.1")), clock);
  }

  @BeforeEach
  void listen() {
    log.start();
    logger.setLevel(Level.DEBUG);
    logger.addAppender(log);
  }

  @AfterEach
  void close() {
    relays.close();
    feed.close();
    leases.close();
    chat.stop(0);
    vertx.close().toCompletionStage().toCompletableFuture().join();
    logger.detachAppender(log);
    logger.setLevel(null);
    assertThat(logged()).noneMatch(it -> it.contains("hidden"));
  }

  private List<String> logged() {
    return List.copyOf(log.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Override
  public void sent(String name) {
    sent.incrementAndGet();
  }

  @Override
  public void failed(String name) {
    failed.incrementAndGet();
  }

  private void take(HttpExchange exchange) throws IOException {
    var status = answer.applyAsInt(received.size());
    var body = new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes());
    received.add(body.path("text").asText());
    if (status == 429) {
      exchange.getResponseHeaders().set("Retry-After", "2");
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private String url() {
    return "http://127.0.0.1:%d%s".formatted(chat.getAddress().getPort(), PATH);
  }

  private String problem() {
    return relays.problems().getOrDefault("ops", "");
  }

  private void begin(Duration digest, String url) {
    var rule =
        new NotificationRule(
            List.of(Topic.OPERATOR), List.of(), null, List.of(), digest, OncePer.USUAL);
    var secret = url.isEmpty() ? Optional.<Secret>empty() : Optional.of(new Secret(url));
    relays.addSlack("ops", rule, new KeptSecret("environment variable CHAT", () -> secret));
    relays.begin(
        feed,
        () ->
            new EventRelay.Dependencies(
                store.changes(), leases, new HastyThreads(threads), store::now, () -> 0),
        this);
  }

  private void happen(String reason) {
    store.audit().append(ANN, AuditVerbs.PLATFORM_PAUSED, "platform:acme/Live", reason);
    number();
  }

  private void happenToNobody() {
    store.audit().append(ANN, AuditVerbs.DELIVERY_REFUSED, "source:acme", "signature");
    number();
  }

  private void number() {
    while (store.changes().number(1_000) > 0) {
      // until all can be read
    }
    feed.look();
  }

  private boolean isThrough() {
    return store
            .changes()
            .readers()
            .getOrDefault("notify:ops", -1L)
            .equals(store.changes().range().last())
        && store.changes().range().last() > 0;
  }

  private static String line(String reason) {
    return "ann: platform:acme/Live platform.paused: %s.".formatted(reason);
  }

  private static void await(BooleanSupplier isSo) {
    var deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!isSo.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it did not happen within 30 s").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void aDigestIsOneMessage() {
    begin(SHORT, url());
    happenToNobody();
    happen("first");
    happen("second");
    await(() -> store.changes().readers().getOrDefault("notify:ops", 0L) == 1);
    assertThat(received).isEmpty();

    clock.advance(SHORT);

    await(this::isThrough);
    assertThat(received).containsExactly(line("first") + "\n" + line("second"));
    assertThat(sent).hasValue(1);
    assertThat(relays.problems()).containsExactly(Map.entry("ops", ""));
    assertThat(logged()).noneMatch(it -> it.contains("wait for"));
  }

  @Test
  void moreThanABatchIsOneMessage() {
    for (var i = 0; i < NotificationDestination.BATCH * 5 / 2; i++) {
      happen("the same");
    }
    begin(Duration.ZERO, url());
    number();

    await(this::isThrough);
    assertThat(String.join("\n", received)).endsWith("(2500 times): the same.");
    assertThat(received).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void aMessageIsSentUntilItIsThere(int status) {
    answer = count -> count < 1 ? status : 200;
    begin(Duration.ZERO, url());
    happen("first");

    await(() -> failed.get() == 1);
    happen("second");

    await(this::isThrough);
    assertThat(received.subList(0, 2)).allMatch(it -> it.startsWith(line("first")));
    assertThat(received.getLast()).endsWith(line("second"));
    assertThat(logged())
        .anyMatch(it -> it.contains("wait for 'notify:ops': It answers %d.".formatted(status)));
    await(() -> problem().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 410})
  void aMessageThatIsRefusedAgainAndAgainIsLeftOut(int status) {
    answer = count -> count < NotificationDestination.MOST_REFUSALS ? status : 200;
    begin(Duration.ZERO, url());
    happen("bad");
    var problem =
        "It answers %d. Make an incoming webhook anew and put its address in the environment variable CHAT"
            .formatted(status);

    await(this::isThrough);
    assertThat(received).hasSize(NotificationDestination.MOST_REFUSALS);
    await(() -> relays.problems().containsValue(problem));
    happenToNobody();
    await(this::isThrough);
    assertThat(relays.problems()).containsEntry("ops", problem);
    assertThat(logged().stream().filter(it -> it.contains("wait for 'notify:ops'"))).hasSize(1);
    assertThat(logged())
        .contains("Messages of notification 'ops' are left out until it takes them: " + problem);

    happen("good");
    await(() -> received.contains(line("good")) && isThrough());
    await(() -> problem().isEmpty());
  }

  @Test
  void anAddressThatIsMissingOrWrongIsSaid() {
    begin(Duration.ZERO, "");
    happen("first");

    await(() -> !problem().isEmpty());
    assertThat(relays.problems())
        .containsEntry("ops", "Its address is missing. Put it in the environment variable CHAT");
  }

  @Test
  void aWrongAddressIsNotRepeated() {
    begin(Duration.ZERO, "http://chat.example/hidden");
    happen("first");

    await(() -> !problem().isEmpty());
    assertThat(problem())
        .startsWith("Its address is none to send to: it must begin with https://")
        .doesNotContain("hidden");
  }

  @Test
  void readersOfNotificationsThatAreGoneAreForgotten() {
    store.changes().register("notify:former", 0);
    store.changes().register("kafka", 0);
    begin(Duration.ZERO, url());
    happen("first");

    await(this::isThrough);
    assertThat(store.changes().readers()).containsOnlyKeys("kafka", "notify:ops");

    relays.refresh();
    store.changes().forget("notify:ops");
    relays.refresh();
    assertThat(relays.problems()).isEmpty();
  }
}
