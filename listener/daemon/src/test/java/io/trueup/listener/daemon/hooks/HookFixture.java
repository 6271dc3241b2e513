package io.trueup.listener.daemon.hooks;

import io.trueup.listener.daemon.edge.HttpListener;
import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.ForgeReaders;
import io.trueup.listener.daemon.forge.ForgeSettings;
import io.trueup.listener.daemon.testing.EdgeFixture;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.SourceId;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A real server with the hooks of three sources, and senders of all kinds. */
@Timeout(60)
abstract class HookFixture {

  static final String SECRET = "it's a secret";
  static final String DELIVERY = "72d3162e-cc78-11e3-81ab-4c9367dc0958";
  static final String PUSH = "{\"ref\":\"refs/heads/main\",\"repository\":{\"id\":42}}";
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final int CAP = 10_000;
  static final HookRates.Rate MANY = new HookRates.Rate(1_000_000, Duration.ofSeconds(1));

  /** They cost more than a test: all tests share them, and each has servers of its own. */
  private static final Vertx VERTX = Vertx.vertx();

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final List<HttpListener> servers = new ArrayList<>();

  final ConcurrentLinkedQueue<SourceId> pokes = new ConcurrentLinkedQueue<>();
  final ConcurrentLinkedQueue<SourceId> turnedAway = new ConcurrentLinkedQueue<>();
  final ConcurrentLinkedQueue<HookVerdict> verdicts = new ConcurrentLinkedQueue<>();
  final ConcurrentLinkedQueue<Optional<SourceId>> observed = new ConcurrentLinkedQueue<>();
  final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  final HookStore store = new HookStore(now::get);
  final AtomicReference<Secret> current = new AtomicReference<>(new Secret(SECRET));
  final Map<String, HookSource> sources = new TreeMap<>();
  HookRates rates = new HookRates(MANY, MANY);

  {
    var secrets =
        new WebhookSecrets(
            List.of(
                new WebhookSecrets.Entry(() -> Optional.of(current.get()), null, null),
                new WebhookSecrets.Entry(
                    () -> Optional.of(new Secret("next")), NOON.plusSeconds(60), null),
                new WebhookSecrets.Entry(
                    () -> Optional.of(new Secret("last")), null, NOON.plusSeconds(120))));
    put("acme", new HookSource.Verification.Signed(secrets));
    put("unheard-of-in-the-store", new HookSource.Verification.Signed(secrets));
    put("keyless", new HookSource.Verification.Signed(new WebhookSecrets(List.of())));
    put("open", new HookSource.Verification.Unsigned());
    start(limits -> limits);
  }

  private void put(String name, HookSource.Verification verification) {
    sources.put(
        name,
        new HookSource(
            new SourceId(name),
            "main",
            "42",
            verification,
            ForgeReaders.of(ForgeSettings.of(Forge.GITHUB))));
  }

  /** Starts the server, or restarts it with other limits. */
  final void start(UnaryOperator<HookLimits> change) {
    stop();
    listen(
        change.apply(
            new HookLimits(CAP, 64 << 20, Duration.ofSeconds(30), Duration.ofSeconds(30))));
  }

  /** One more server over the same store, as another daemon's; gives its port. */
  final int startAnother(HookLimits limits) {
    return listen(limits).port();
  }

  private void observe(@Nullable SourceId source, HookVerdict verdict, Duration took) {
    verdicts.add(verdict);
    observed.add(Optional.ofNullable(source));
  }

  private HttpListener listen(HookLimits limits) {
    var ports =
        new HookPorts(
            name -> Optional.ofNullable(sources.get(name)),
            store,
            store.audit(),
            pokes::add,
            turnedAway::add);
    InstantSource clock = now::get;
    var router = Router.router(VERTX);
    new HookEndpoint(ports, limits, rates, clock, this::observe).mount(router);
    var server = EdgeFixture.listen(VERTX, router);
    servers.add(server);
    return server;
  }

  @AfterEach
  void stop() {
    servers.forEach(it -> await(it.close()));
    servers.clear();
  }

  private static <T> T await(io.vertx.core.Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  final int port() {
    return servers.getFirst().port();
  }

  /** An answer to a request. */
  record Answer(int status, String body, Map<String, List<String>> headers) {

    String status(String field) {
      return String.valueOf(new JsonObject(body).getValue(field));
    }
  }

  /** A delivery as GitHub sends it, for a test to change. */
  final HttpRequest.Builder delivery(String source, byte[] body) {
    return unsigned(source, body).header("X-Hub-Signature-256", signature(SECRET, body));
  }

  final HttpRequest.Builder unsigned(String source, byte[] body) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:%d/hooks/%s".formatted(port(), source)))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .header("Content-Type", "application/json")
        .header("X-GitHub-Event", "push")
        .header("X-GitHub-Delivery", DELIVERY);
  }

  final Answer send(HttpRequest.Builder request) {
    try {
      var response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body(), response.headers().map());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Sends a good push. */
  final Answer push(String body) {
    return send(delivery("acme", bytes(body)));
  }

  /** Sends raw bytes and returns everything that arrives until the server closes. */
  final String sendRaw(String head, byte[] body) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(bytes(head.replace("\n", "\r\n")));
      socket.getOutputStream().write(body);
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The head of a signed push, without its length. */
  final String head(String signedBody) {
    return """
    POST /hooks/acme HTTP/1.1
    Host: localhost
    Connection: close
    Content-Type: application/json
    X-GitHub-Event: push
    X-GitHub-Delivery: raw
    X-Hub-Signature-256: %s
    """
        .formatted(signature(SECRET, bytes(signedBody)));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String signature(String secret, byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes(secret), "HmacSHA256"));
      return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
