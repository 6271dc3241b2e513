package io.trueup.listener.daemon.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trueup.listener.daemon.subscription.WebhookSender.Names;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Away;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Taken;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where posts go when a name or an answer would lead them elsewhere. */
@Timeout(60)
class WebhookSenderTest {

  /** No server knows it. */
  private static final String HOST = "hooks.invalid";

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final Vertx vertx = Vertx.vertx();
  private final ConcurrentLinkedQueue<String> received = new ConcurrentLinkedQueue<>();
  private final AtomicInteger lookUps = new AtomicInteger();
  private final HttpServer server = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
  private int status = 204;
  private final Map<String, String> more = new HashMap<>();

  WebhookSenderTest() throws IOException {
    server.createContext("/", this::take);
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void take(HttpExchange exchange) throws IOException {
    var host = exchange.getRequestHeaders().getFirst("Host");
    received.add("%s %s %s".formatted(exchange.getRequestMethod(), host, exchange.getRequestURI()));
    exchange.getResponseHeaders().set("Location", url("http", "/elsewhere"));
    more.forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private String url(String scheme, String path) {
    return "%s://%s:%d%s".formatted(scheme, HOST, server.getAddress().getPort(), path);
  }

  private WebhookVerdict post(String url, List<String> allowed, Names names) {
    Names counted =
        host -> {
          lookUps.incrementAndGet();
          return names.resolve(host);
        };
    try (var sender =
        new WebhookSender(
            vertx, new AddressRules(allowed), () -> NOON, counted, Duration.ofSeconds(15))) {
      return sender.post(url, Map.of("Content-Type", "text/plain"), new byte[] {'x'});
    }
  }

  private static InetAddress six(String four) throws UnknownHostException {
    var bytes = new byte[16];
    bytes[10] = bytes[11] = (byte) 0xff;
    System.arraycopy(InetAddress.getByName(four).getAddress(), 0, bytes, 12, 4);
    return Inet6Address.getByAddress(HOST, bytes, -1);
  }

  /** A name whose answer changes from one look-up to the next has only one. */
  @Test
  void connectsToTheAddressThatWasChecked() {
    assertThat(post(url("http", "/a"), List.of(HOST), _ -> HERE)).isEqualTo(new Taken());

    assertThat(received)
        .containsExactly("POST %s:%d /a".formatted(HOST, server.getAddress().getPort()));
    assertThat(lookUps).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fe80::1", "fd00::1"})
  void sendsNothingWhereANameLeadsToAnAddressThatIsNotPublic(String address) {
    var verdict = post(url("https", "/"), List.of(), _ -> InetAddress.getByName(address));

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Away.class,
            it ->
                assertThat(it.reason())
                    .startsWith("Its address ")
                    .endsWith(
                        " is not a public one. Allow it under 'subscriptions.allow' in the"
                            + " configuration"));
    assertThat(received).isEmpty();
  }

  @Test
  void sendsNothingWhereANameLeadsToAnIpv4AddressInIpv6() {
    assertThat(post(url("https", "/"), List.of(), _ -> six("127.0.0.1")))
        .isInstanceOf(Away.class)
        .asString()
        .contains("is not a public one");
  }

  @ParameterizedTest
  @CsvSource({"301", "302", "303", "307", "308"})
  void followsNoRedirect(int redirect) {
    status = redirect;

    assertThat(post(url("http", "/a"), List.of(HOST), _ -> HERE))
        .isEqualTo(
            new Away("It answers %d, a redirect, which is not followed".formatted(redirect), null));
    assertThat(received).hasSize(1);
  }

  /** The server's clock is that of this machine, far from noon of that day. */
  @ParameterizedTest
  @CsvSource({"429", "503", "500", "408", "425"})
  void waitsUntilADateOfTheServersClock(int later) {
    status = later;
    more.put(
        "Retry-After",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(10)));

    assertThat(retryIn()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @CsvSource({"120, 120", "0, 0", "99999999, 3600", "'Fri, 01 Jan 2100 00:00:00 GMT', 3600"})
  void waitsAsLongAsItIsAskedAndAtMostAnHour(String asked, long seconds) {
    status = 503;
    more.put("Retry-After", asked);

    assertThat(retryIn()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-1", "1.5", "999999999999999999999", "2026-03-01T12:00:00Z"})
  void waitsAsUsualWhenItIsAskedForNothingThatCanBeUnderstood(String asked) {
    status = 503;
    more.put("Retry-After", asked);

    assertThat(post(url("http", "/a"), List.of(HOST), _ -> HERE))
        .isEqualTo(new Away("It answers 503", null));
  }

  private @Nullable Duration retryIn() {
    var verdict = post(url("http", "/a"), List.of(HOST), _ -> HERE);
    assertThat(verdict).isInstanceOf(Away.class);
    return ((Away) verdict).retryIn();
  }
}
