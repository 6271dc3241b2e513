package io.trueup.listener.daemon.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.Lease;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Spans to a collector on a real port, which answers in every way. */
@Timeout(60)
class TracesTest {

  private static final Lease LEASE = new Lease("events:tracing", "me", 1);

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final StoreScene scene = new StoreScene(store);
  private final ConcurrentLinkedQueue<String> keys = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> bodies = new ConcurrentLinkedQueue<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Traces.class);
  private final HttpServer collector =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  private volatile int status = 200;
  private volatile String key = "first";

  TracesTest() throws IOException {
    collector.createContext("/v1/traces", this::take);
    collector.start();
  }

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void close() {
    logger.detachAppender(log);
    collector.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
    keys.add(exchange.getRequestHeaders().getFirst("X-Key"));
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private Traces traces() {
    var endpoint = "http://127.0.0.1:%d/v1/traces".formatted(collector.getAddress().getPort());
    return new Traces(store, new TraceSettings(endpoint, () -> Map.of("X-Key", key), 100), "test");
  }

  private List<RecordedChange> changes() {
    while (store.changes().number(1000) > 0) {
      // until all can be read
    }
    return store.changes().after(0, 1000);
  }

  private List<String> logged() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void headersAreReadForEachRequest() {
    scene.firstMerge();
    try (var traces = traces()) {
      traces.deliver(changes(), LEASE);
      key = "renewed";
      traces.deliver(changes(), LEASE);
    }

    assertThat(keys).containsExactly("first", "renewed");
    assertThat(bodies).noneMatch(String::isEmpty);
    assertThat(logged()).isEmpty();
  }

  /** A collector can then rename attributes to those of another version of the conventions. */
  @Test
  void resourceAndSpansNameTheVersionOfTheirConventions() {
    scene.firstMerge();
    try (var traces = traces()) {
      traces.deliver(changes(), LEASE);
    }

    assertThat(bodies).hasSize(1);
    var named = Pattern.compile("https://opentelemetry\\.io/schemas/1\\.44\\.0");
    assertThat(named.matcher(bodies.element()).results()).as("one of each").hasSize(2);
  }

  @Test
  void changesThatMakeNoSpanAreNotSent() {
    try (var traces = traces()) {
      traces.deliver(List.of(), LEASE);
    }

    assertThat(keys).isEmpty();
  }

  /** What it did not take is lost; it is said once, and again when it happens again. */
  @Test
  void aCollectorThatRefusesIsSaidOnceUntilItTakesSome() {
    scene.firstMerge();
    try (var traces = traces()) {
      status = 503;
      traces.deliver(changes(), LEASE);
      traces.deliver(changes(), LEASE);
      assertThat(logged())
          .singleElement()
          .asString()
          .startsWith("Traces do not reach http://127.0.0.1:")
          .doesNotContain("first");
      status = 200;
      traces.deliver(changes(), LEASE);
      status = 503;
      traces.deliver(changes(), LEASE);
    }

    assertThat(keys).hasSize(4);
    assertThat(logged()).hasSize(2);
  }
}
