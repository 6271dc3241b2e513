package io.trueup.listener.daemon.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Away;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Taken;
import io.trueup.listener.daemon.testing.TestCertificate;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Posts to a webhook on a real port that speaks TLS with certificates made here. The connection
 * goes to an address that was looked up before, and the certificate must be for the name.
 */
@Timeout(90)
class WebhookTlsTest {

  private static final String TRUST = "javax.net.ssl.trustStore";
  private static final String TRUST_PASSWORD = TRUST + "Password";
  private static final String HOST = "hooks.invalid";
  private static final String PATH = "/hidden-path";
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @TempDir static Path folder;

  private static @Nullable TestCertificate trusted;

  private final Vertx vertx = Vertx.vertx();
  private final ConcurrentLinkedQueue<String> received = new ConcurrentLinkedQueue<>();
  private @Nullable HttpServer server;

  @BeforeAll
  static void trust() throws Exception {
    trusted = TestCertificate.make(folder.resolve("good"), "dns:" + HOST, "-1d", 30);
    trust(trusted);
    System.setProperty(TRUST_PASSWORD, TestCertificate.PASSWORD);
  }

  private static void trust(TestCertificate certificate) {
    System.setProperty(TRUST, certificate.authority().toString());
  }

  @AfterAll
  static void trustAsBefore() {
    System.clearProperty(TRUST);
    System.clearProperty(TRUST_PASSWORD);
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.stop(0);
    }
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static TestCertificate trusted() {
    return Objects.requireNonNull(trusted);
  }

  private int serve(TestCertificate certificate) throws IOException {
    var https = HttpsServer.create(new InetSocketAddress(HERE, 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    https.createContext(
        "/",
        exchange -> {
          var session = (ExtendedSSLSession) ((HttpsExchange) exchange).getSSLSession();
          var names =
              session.getRequestedServerNames().stream()
                  .map(it -> new SNIHostName(it.getEncoded()).getAsciiName())
                  .toList();
          received.add(
              "%s %s %s %s"
                  .formatted(
                      exchange.getRequestMethod(),
                      exchange.getRequestHeaders().getFirst("Host"),
                      exchange.getRequestURI(),
                      names));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    https.start();
    server = https;
    return https.getAddress().getPort();
  }

  private WebhookVerdict post(String host, int port) {
    try (var sender =
        new WebhookSender(
            vertx,
            new AddressRules(List.of(HOST, "127.0.0.1")),
            () -> Instant.EPOCH,
            _ -> HERE,
            Duration.ofSeconds(30))) {
      return sender.post("https://%s:%d%s".formatted(host, port, PATH), Map.of(), new byte[] {'x'});
    }
  }

  private static void assertFails(WebhookVerdict verdict, String flaw) {
    assertThat(verdict).isEqualTo(new Away("The connection failed: " + flaw, null));
    assertThat(verdict.toString()).doesNotContain(PATH, "Exception");
  }

  @Test
  void postsToTheNameThatTheCertificateIsFor() throws Exception {
    var port = serve(trusted());

    assertThat(post(HOST, port)).isEqualTo(new Taken());

    assertThat(received).containsExactly("POST %s:%d %s [%s]".formatted(HOST, port, PATH, HOST));
  }

  @Test
  void postsToAnAddressThatTheCertificateIsFor() throws Exception {
    var certificate = TestCertificate.make(folder.resolve("ip"), "ip:127.0.0.1", "-1d", 30);
    trust(certificate);
    try {
      assertThat(post("127.0.0.1", serve(certificate))).isEqualTo(new Taken());
    } finally {
      trust(trusted());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dns:hooks.invalid|-1d|other|no authority that Java trusts has signed its certificate",
        "dns:hooks.invalid|-40d|trusted|its certificate has expired",
        "dns:hooks.invalid|+9d|trusted|its certificate is not valid yet",
        "dns:other.invalid|-1d|trusted|its certificate is not one for 'hooks.invalid'",
        "ip:127.0.0.1|-1d|trusted|its certificate is not one for 'hooks.invalid'",
      })
  void sendsNothingToAServerWhoseCertificateIsNotGood(
      String name, String from, String authority, String flaw) throws Exception {
    var bad = TestCertificate.make(folder.resolve(name + from + authority), name, from, 30);
    if (authority.equals("trusted")) {
      trust(bad);
    }
    try {
      assertFails(post(HOST, serve(bad)), flaw);
      assertThat(received).isEmpty();
    } finally {
      trust(trusted());
    }
  }

  @Test
  void sendsNothingToAServerThatVouchesForItself() throws Exception {
    var own = TestCertificate.selfSigned(folder.resolve("own"), "dns:" + HOST);

    assertFails(post(HOST, serve(own)), "no authority that Java trusts has signed its certificate");
    assertThat(received).isEmpty();
  }

  /** It answers before it is asked, or says nothing and closes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 400 Bad Request | it does not speak TLS",
        "                         | it closed the connection before TLS was agreed on",
      })
  void sendsNothingToAServerWithoutTls(@Nullable String answer, String flaw) throws Exception {
    try (var plain = new ServerSocket(0, 10, HERE)) {
      var served =
          CompletableFuture.runAsync(() -> {
            try (var socket = plain.accept()) {
              var out = socket.getOutputStream();
              out.write((answer == null ? "" : answer + "\r\n\r\n").getBytes(UTF_8));
              socket.shutdownOutput();
              var _ = socket.getInputStream().readAllBytes();
            } catch (IOException _) {
              // The client has closed.
            }
          });

      assertFails(post(HOST, plain.getLocalPort()), flaw);
      served.get();
    }
  }
}
