package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.trueup.listener.daemon.forge.api.PlayedForge;
import io.trueup.listener.daemon.forge.api.PlayedForge.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * {@code trueup sources check} of a daemon whose own ping travels over the network: straight to its
 * port, and through a proxy that does what proxies do.
 */
class SourceCheckTest {

  private static final String OTHER = "other";

  /** Written by HTTP clients alone. */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("connection", "content-length", "host", "http2-settings", "upgrade");

  @Test
  void aPingThroughThePublicAddressArrivesAndMovesNothing() {
    Site.play(
        "source-check",
        site -> {
          site.copySample();
          site.clone.publish("Declare the Northwind ecosystem");
          var port = freePort();
          site.serve(configuration(site, port, "http://127.0.0.1:" + port));

          var said = OperatorShell.run(site, 0, "sources", "check", Site.SOURCE).out();

          assertThat(row(said, "ping"))
              .isEqualTo(
                  "ok A proved ping to http://127.0.0.1:%d/hooks/%s arrived"
                      .formatted(port, Site.SOURCE));
          assertThat(row(said, "secrets")).isEqualTo("ok All 1 can be read");
          assertThat(
                  QueryRows.of(
                      site.state,
                      "SELECT concat_ws(' ', delivery_id, verdict, reason) FROM trueup.delivery"))
              .singleElement()
              .asString()
              .matches("trueup-check-[0-9a-f]{16} IGNORED A ping only tests the hook");
          assertThat(OperatorShell.run(site, 0, "deliveries").out())
              .contains("trueup-check-", "ignored");
          assertThat(said + site.logs()).doesNotContain(Site.HOOK_SECRET.value());
        });
  }

  @Test
  void aPingThatDoesNotArriveIsExplained() {
    Site.play(
        "source-check-proxy",
        site -> {
          try (var proxy = PlayedForge.free()) {
            site.copySample();
            site.clone.publish("Declare the Northwind ecosystem");
            site.write("other-secret", "canary-other-secret");
            site.serve(configuration(site, 0, proxy.base().toString()));
            explain(site, proxy);
          }
        });
  }

  private static void explain(Site site, PlayedForge proxy) throws InterruptedException {
    proxy.playRaw((call, exchange) -> pass(exchange, call, site, call.path(), call.body()));
    assertThat(row(OperatorShell.run(site, 0, "sources", "check", Site.SOURCE).out(), "ping"))
        .isEqualTo("ok A proved ping to %s arrived".formatted(address(proxy)));
    var arrived = QueryRows.one(site.state, "SELECT count(*) FROM trueup.delivery");

    // It reads and writes JSON, as gateways do.
    proxy.playRaw((call, exchange) -> pass(exchange, call, site, call.path(), call.body() + "\n"));
    assertThat(problem(site, proxy))
        .isEqualTo(
            "It is answered 401: The signature in X-Hub-Signature-256 is missing or not made with"
                + " the hook's secret");

    // It leads to a hook with another secret, as that of another installation.
    proxy.playRaw((call, exchange) -> pass(exchange, call, site, "/hooks/" + OTHER, call.body()));
    assertThat(problem(site, proxy))
        .isEqualTo(
            "It is answered 401: The signature in X-Hub-Signature-256 is missing or not made with"
                + " the hook's secret");

    // It leads to a daemon that has no such source, and to what is no daemon at all.
    proxy.playRaw((call, exchange) -> pass(exchange, call, site, "/hooks/nobody", call.body()));
    assertThat(problem(site, proxy)).isEqualTo("It is answered 404: There is no such hook");
    proxy.playRaw((_, exchange) -> answer(exchange, 404, "<html>Nothing here</html>"));
    assertThat(problem(site, proxy)).isEqualTo("It is answered 404");
    proxy.playRaw((_, exchange) -> answer(exchange, 200, "<html>Welcome</html>"));
    assertThat(problem(site, proxy)).isEqualTo("Something else than a daemon answers");

    var over = new CountDownLatch(1);
    proxy.playRaw((_, _) -> over.await());
    assertThat(problem(site, proxy)).isEqualTo("There was no answer within 15 seconds");
    over.countDown();

    proxy.close();
    assertThat(problem(site, proxy)).startsWith("The connection failed: ");

    // The ping was recorded only where it was proved.
    assertThat(
            QueryRows.one(
                site.state, "SELECT count(*) FROM trueup.delivery WHERE verdict <> 'REFUSED'"))
        .isEqualTo(arrived);
    assertThat(site.logs()).doesNotContain(Site.HOOK_SECRET.value(), "canary-other-secret");
  }

  private static String address(PlayedForge proxy) {
    return "%s/hooks/%s".formatted(proxy.base(), Site.SOURCE);
  }

  /** Why the ping did not arrive, as the command says it to a person and to a program. */
  private static String problem(Site site, PlayedForge proxy) {
    var said = OperatorShell.run(site, 1, "sources", "check", Site.SOURCE).out();
    assertThat(said).doesNotContain(Site.HOOK_SECRET.value(), "canary-other-secret");
    var begin = "failed A ping to %s did not arrive. ".formatted(address(proxy));
    var end = ". Let the address lead to this daemon, also through proxies";
    assertThat(row(said, "ping")).startsWith(begin).endsWith(end);
    var row = row(said, "ping");
    return row.substring(begin.length(), row.length() - end.length());
  }

  /** A row of the table without the name of the check. */
  private static String row(String said, String check) {
    return said.lines()
        .filter(it -> it.startsWith(check + " "))
        .map(it -> it.substring(check.length()).strip().replaceFirst(" +", " "))
        .findFirst()
        .orElseThrow(() -> new AssertionError(said));
  }

  /** Passes a call on to the daemon, and its answer back. */
  private static void pass(HttpExchange exchange, Call call, Site site, String path, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(site.address() + path))
            .method(call.method(), BodyPublishers.ofString(body));
    call.headers()
        .forEach((name, value) -> {
          if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
            request.header(name, value);
          }
        });
    try (var http = HttpClient.newHttpClient()) {
      var answer = http.send(request.build(), BodyHandlers.ofString());
      answer(exchange, answer.statusCode(), answer.body());
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path configuration(Site site, int port, String publicUrl) {
    var other =
        Site.source(OTHER, site.git.url("model"), "none", "poll-every: 1h")
            .replace("hook-secret", "other-secret");
    site.write("other-secret", "canary-other-secret");
    var usual =
        site.configuration(
            "trueup.yaml", "data", site.state.jdbcUrl(), site.usualSource("poll-every: 1h"), other);
    return site.write(
        usual.getFileName().toString(),
        "public-url: \"%s\"\n".formatted(publicUrl)
            + read(usual).replace("port: 0", "port: " + port));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
