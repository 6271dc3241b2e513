package io.trueup.listener.daemon.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.testing.EdgeFixture;
import io.trueup.listener.daemon.testing.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The requests that the edge admits and the connections that it closes, on real sockets. */
@Timeout(120)
class HttpListenerTest {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final String HELD = "POST /held HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
  private static final String ECHO =
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<CloseReason> closings = new LinkedBlockingQueue<>();
  private final BlockingQueue<HttpServerRequest> held = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> let = new LinkedBlockingQueue<>();
  private final List<Wire> wires = new ArrayList<>();
  private HttpListener listener;

  @BeforeEach
  void start() {
    start(limits -> limits);
  }

  private void start(UnaryOperator<EdgeLimits> change) {
    if (listener != null) {
      join(listener.close());
    }
    listener =
        EdgeFixture.listen(
            vertx,
            change.apply(new EdgeLimits(1_000, LONG, LONG, LONG, LONG)),
            closings::add,
            this::serve);
  }

  /** Answers with the body, or keeps the request to answer it later. */
  private void serve(HttpServerRequest request) {
    let.add(request.uri());
    if (request.uri().equals("/held")) {
      held.add(request);
    } else {
      request.body().onSuccess(body -> request.response().end(body));
    }
  }

  @AfterEach
  void stop() {
    wires.forEach(Wire::close);
    join(vertx.close());
  }

  private static void join(io.vertx.core.Future<?> future) {
    future.toCompletionStage().toCompletableFuture().join();
  }

  private Wire connect() {
    var wire = Wire.connect(listener.port());
    wires.add(wire);
    return wire;
  }

  private Wire sending(String text) {
    var wire = connect();
    wire.send(text);
    return wire;
  }

  private CloseReason nextClosing() throws InterruptedException {
    return Objects.requireNonNull(closings.poll(60, TimeUnit.SECONDS), "nothing was closed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5|Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked|Content-Length: 5",
        "Transfer-Encoding: chunked|Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked, xchunked",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding : chunked",
        "Content-Length: 5|Content-Length: 6",
        "Content-Length: 5|Content-Length: 5",
        "Content-Length: 5,5",
        "Content-Length: +5",
        "Content-Length: -5",
        "Host: b|Content-Length: 5",
        "Content-Length: 5|X\u0000: y",
        "Expect: 200-ok|Content-Length: 5",
      })
  void refusesARequestThatAProxyMayHaveReadDifferently(String headers) throws Exception {
    var replies =
        Wire.exchange(
            listener.port(),
            ("POST /echo HTTP/1.1\r\nHost: a\r\n"
                    + headers.replace("|", "\r\n")
                    + "\r\n\r\n0\r\n\r\n"
                    + HELD)
                .getBytes(StandardCharsets.ISO_8859_1));

    assertThat(replies).hasSize(1);
    assertThat(replies.getFirst().status()).isBetween(400, 499);
    assertThat(replies.getFirst().header("connection")).isEqualTo("close");
    assertThat(let).isEmpty();
    assertThat(nextClosing()).isEqualTo(CloseReason.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\nhi\r\n0\r\n\r\n",
        "-2\r\nhi\r\n0\r\n\r\n",
        "2\r\nhixx\r\n0\r\n\r\n",
        "0x2\r\nhi\r\n0\r\n\r\n",
        "\r\nhi\r\n0\r\n\r\n",
        "2\nhi\n0\n\n",
        "ffffffffffffffff\r\nhi\r\n0\r\n\r\n",
        "2;a=\"\n\"\r\nhi\r\n0\r\n\r\n",
      })
  void closesAConnectionWithAMalformedChunk(String chunks) {
    var replies =
        Wire.exchange(
            listener.port(),
            ("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + ECHO)
                .getBytes(StandardCharsets.ISO_8859_1));

    assertThat(replies).allSatisfy(reply -> assertThat(reply.status()).isBetween(400, 499));
    assertThat(let).as("what followed is no request").hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void neverSpeaksHttp2() {
    var upgrade =
        Wire.ask(
            listener.port(),
            """
            POST /echo HTTP/1.1
            Host: a
            Connection: Upgrade, HTTP2-Settings
            Upgrade: h2c
            HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA
            Content-Length: 2

            """,
            "hi");
    var preface =
        Wire.exchange(
            listener.port(),
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"
                .getBytes(StandardCharsets.ISO_8859_1));

    assertThat(upgrade).extracting(Wire.Reply::status, Wire.Reply::body).containsExactly(200, "hi");
    assertThat(preface).allSatisfy(reply -> assertThat(reply.status()).isBetween(400, 499));
  }

  @Test
  void keepsAConnectionForFurtherRequestsAlsoPipelinedOnes() {
    var wire = sending(ECHO + ECHO);

    assertThat(Objects.requireNonNull(wire.reply()).body()).isEqualTo("hi");
    assertThat(Objects.requireNonNull(wire.reply()).body()).isEqualTo("hi");
    wire.send(ECHO);
    assertThat(Objects.requireNonNull(wire.reply()).body()).isEqualTo("hi");
    assertThat(listener.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "P", "POST /echo HTTP/1.1\r\nHost: a\r\nX-Slow: "})
  void closesAConnectionWhoseHeadDoesNotCome(String part) throws Exception {
    start(limits -> new EdgeLimits(1_000, SHORT, LONG, LONG, LONG));
    var wire = connect();
    wire.send(part);

    assertThat(wire.repliesUntilClosed()).isEmpty();
    assertThat(nextClosing()).isEqualTo(CloseReason.SLOW_HEAD);
  }

  @Test
  void closesAConnectionWhoseFurtherHeadDoesNotCome() throws Exception {
    start(limits -> new EdgeLimits(1_000, SHORT, LONG, LONG, LONG));
    var wire = sending(ECHO);
    wire.reply();
    wire.send("G");

    assertThat(wire.repliesUntilClosed()).isEmpty();
    assertThat(nextClosing()).isEqualTo(CloseReason.SLOW_HEAD);
  }

  @Test
  void closesAConnectionThatIsNoLongerUsed() throws Exception {
    start(limits -> new EdgeLimits(1_000, LONG, LONG, SHORT, LONG));

    assertThat(sending(ECHO).repliesUntilClosed()).hasSize(1);
    assertThat(nextClosing()).isEqualTo(CloseReason.UNUSED);
  }

  @Test
  void closesAConnectionWhoseBodyComesTooSlowlyHoweverSteadily() throws Exception {
    start(limits -> new EdgeLimits(1_000, LONG, Duration.ofSeconds(1), LONG, LONG));
    var wire = sending("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
    var drip =
        Thread.ofVirtual()
            .start(() -> {
              while (closings.isEmpty()) {
                wire.send("x");
                LockSupport.parkNanos(1_000_000);
              }
            });

    assertThat(nextClosing()).isEqualTo(CloseReason.SLOW_BODY);
    closings.add(CloseReason.SLOW_BODY);
    drip.join();
  }

  @Test
  void waitsForAnAnswerAsLongAsItTakes() throws Exception {
    start(limits -> new EdgeLimits(1_000, SHORT, SHORT, SHORT, LONG));
    var wire = sending(HELD + ECHO);
    var other = sending("");
    var request = Objects.requireNonNull(held.poll(60, TimeUnit.SECONDS));

    assertThat(other.repliesUntilClosed()).isEmpty(); // More time than SHORT has passed.
    request.response().end("late");

    assertThat(wire.repliesUntilClosed())
        .extracting(Wire.Reply::body)
        .containsExactly("late", "hi");
  }

  @Test
  void halfOpenRequestsShutNoOtherOut() throws Exception {
    start(limits -> new EdgeLimits(50, LONG, LONG, LONG, LONG));
    for (var i = 0; i < 500; i++) {
      sending(i % 2 == 0 ? "POST /echo HT" : "");
    }

    for (var i = 0; i < 20; i++) {
      assertThat(Objects.requireNonNull(sending(ECHO).reply()).body()).isEqualTo("hi");
    }
    assertThat(listener.connections()).isLessThanOrEqualTo(50);
    assertThat(nextClosing()).isEqualTo(CloseReason.DISPLACED);
  }

  @Test
  void displacesASlowBodyWhenNoHeadIsAwaitedButNoneBeingAnswered() throws Exception {
    start(limits -> new EdgeLimits(2, LONG, LONG, LONG, LONG));
    var answered = sending(HELD);
    var request = Objects.requireNonNull(held.poll(60, TimeUnit.SECONDS));
    var slow = sending("POST /held HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx");
    assertThat(held.poll(60, TimeUnit.SECONDS)).isNotNull();

    assertThat(Objects.requireNonNull(sending(ECHO).reply()).body()).isEqualTo("hi");
    assertThat(slow.repliesUntilClosed()).isEmpty();
    assertThat(nextClosing()).isEqualTo(CloseReason.DISPLACED);
    request.response().end("still here");
    assertThat(Objects.requireNonNull(answered.reply()).body()).isEqualTo("still here");
  }

  @Test
  void acceptsNoMoreWhenAllAreBeingAnswered() throws Exception {
    start(limits -> new EdgeLimits(1, LONG, LONG, LONG, LONG));
    var answered = sending(HELD);
    var request = Objects.requireNonNull(held.poll(60, TimeUnit.SECONDS));

    assertThat(sending(ECHO).repliesUntilClosed()).isEmpty();
    assertThat(nextClosing()).isEqualTo(CloseReason.FULL);
    request.response().end("done");
    assertThat(Objects.requireNonNull(answered.reply()).body()).isEqualTo("done");
    assertThat(Objects.requireNonNull(sending(ECHO).reply()).body()).isEqualTo("hi");
  }

  @Test
  void ignoresWhatFollowsARefusedRequest() {
    var smuggled = "GET /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n" + ECHO.repeat(50);

    for (var i = 0; i < 50; i++) {
      var replies = Wire.exchange(listener.port(), smuggled.getBytes(StandardCharsets.ISO_8859_1));
      assertThat(replies).extracting(Wire.Reply::status).containsExactly(400);
    }
    assertThat(let).isEmpty();
  }

  /** A client reads nothing before it has sent everything: the answer must survive until then. */
  @Test
  void anAnswerArrivesAlthoughTheClientGoesOnSending() {
    var wire = sending("GET /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n");
    for (var i = 0; i < 9; i++) {
      wire.send("x".repeat(100_000));
    }

    assertThat(wire.repliesUntilClosed()).extracting(Wire.Reply::status).containsExactly(400);
  }

  @Test
  void namesWhatIsTooLong() {
    var port = listener.port();

    assertThat(Wire.ask(port, "GET /" + "a".repeat(9_000) + " HTTP/1.1\nHost: a\n\n", ""))
        .extracting(Wire.Reply::status)
        .isEqualTo(414);
    assertThat(Wire.ask(port, "GET / HTTP/1.1\nHost: a\nX: " + "a".repeat(40_000) + "\n\n", ""))
        .extracting(Wire.Reply::status)
        .isEqualTo(431);
  }
}
