package io.trueup.listener.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.ConfigurationReader;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon tells by its configuration what its database records. */
@Timeout(180)
class NotifyingDaemonTest {

  private static final Actor ANN = new Actor("ann", "");

  private final TestDatabase database = TestPostgres.migratedDatabase();
  private final List<String> received = new CopyOnWriteArrayList<>();
  @TempDir private Path folder;

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void anActionIsToldAndARuleThatIsGoneIsForgotten() throws Exception {
    var chat = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    chat.createContext(
        "/",
        exchange -> {
          received.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    chat.start();
    Files.writeString(
        folder.resolve("chat"),
        "http://127.0.0.1:%d/hidden\n".formatted(chat.getAddress().getPort()));
    var notifications =
        """
        notifications: {ops: {slack: {file: chat}, on: [operator], digest: 500ms}}
        subscriptions: {allow: [127.0.0.1]}
        """;

    try (var daemon = Daemon.start(configuration(notifications), environment())) {
      var store = daemon.opened().get(2, TimeUnit.MINUTES);
      await(() -> store.changes().readers().containsKey("notify:ops"));
      store.audit().append(ANN, AuditVerbs.PLATFORM_PAUSED, "platform:acme/Live", "incident");
      store.audit().append(ANN, AuditVerbs.PLATFORM_RESUMED, "platform:acme/Live", "over");

      await(() -> !received.isEmpty());
      assertThat(received).hasSize(1);
      assertThat(received.getFirst())
          .contains(
              "ann: platform:acme/Live platform.paused: incident.\\n"
                  + "ann: platform:acme/Live platform.resumed: over.");
      assertThat(get(daemon, "/readyz")).contains("notification:ops").doesNotContain("hidden");
      await(() ->
          get(daemon, "/metrics")
              .contains("trueup_notifications_total{notification=\"ops\",result=\"sent\"} 1.0"));
    } finally {
      chat.stop(0);
    }
    try (var daemon = Daemon.start(configuration(""), environment())) {
      var store = daemon.opened().get(2, TimeUnit.MINUTES);
      assertThat(store.changes().readers()).isEmpty();
    }
  }

  private static void await(BooleanSupplier isSo) {
    var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!isSo.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it did not happen within 60 s").isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static String get(Daemon daemon, String path) {
    try (var http = HttpClient.newHttpClient()) {
      var uri = URI.create("http://127.0.0.1:%d%s".formatted(daemon.port(), path));
      return http.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
          .join()
          .body();
    }
  }

  private static ProcessEnvironment environment() {
    return new ProcessEnvironment(_ -> null, Instant::now, "test", null);
  }

  private Configuration configuration(String more) throws Exception {
    Files.writeString(folder.resolve("database-password"), database.password());
    var text =
        """
        data-folder: data
        listen: {host: 127.0.0.1, port: 0}
        database: {url: "%s", user: "%s", password: {file: database-password}, pool-size: 3}
        sources:
          acme: {repository: %s, branch: main, webhook: {allow-unsigned: true}}
        %s\
        """
            .formatted(database.jdbcUrl(), database.user(), folder.resolve("no-repository"), more);
    var read =
        ConfigurationReader.read("trueup.yaml", folder, text.getBytes(StandardCharsets.UTF_8));
    assertThat(read.problems()).isEqualTo(List.of());
    return Objects.requireNonNull(read.configuration());
  }
}
