package io.trueup.listener.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.ConfigurationReader;
import io.trueup.statestore.testing.TcpProxy;
import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A network that swallows what goes to the state database holds no HTTP caller for ever. */
@Timeout(300)
class SwallowedDatabaseTest {

  /** Less than the 90 s that callers were held for, far more than the limits add up to. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TestDatabase database = TestPostgres.freshDatabase();
  private final TcpProxy way = TcpProxy.before(database);
  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path folder;

  @BeforeEach
  void open() {
    way.open();
  }

  @AfterEach
  void close() {
    http.close();
    way.close();
    database.close();
  }

  @Test
  void callersAreToldAndServedAgainOnceTheNetworkIsThere() throws Exception {
    try (var daemon =
        Daemon.start(
            configuration(), new ProcessEnvironment(_ -> null, Instant::now, "test", null))) {
      daemon.opened().get(2, TimeUnit.MINUTES);
      assertThat(status(daemon).statusCode()).isEqualTo(200);

      way.stall();
      var answers = List.of(status(daemon), status(daemon));

      assertThat(answers)
          .allSatisfy(it -> {
            assertThat(it.statusCode()).isEqualTo(503);
            assertThat(it.body()).contains("The state database does not answer. Nothing is lost");
          });
      way.forsake();
      var last = status(daemon);
      for (var i = 0; i < 20 && last.statusCode() == 503; i++) {
        last = status(daemon);
      }
      assertThat(last.statusCode()).isEqualTo(200);
    }
  }

  private HttpResponse<String> status(Daemon daemon) throws Exception {
    var uri = URI.create("http://127.0.0.1:%d/api/v1/status".formatted(daemon.port()));
    var token = Files.readString(folder.resolve("data/operator.token")).strip();
    return http.send(
        HttpRequest.newBuilder(uri)
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token)
            .build(),
        BodyHandlers.ofString());
  }

  private Configuration configuration() throws Exception {
    Files.writeString(folder.resolve("database-password"), database.password());
    var text =
        """
        data-folder: data
        listen: {host: 127.0.0.1, port: 0}
        database: {url: "%s", user: "%s", password: {file: database-password}, pool-size: 3}
        sources:
          acme: {repository: %s, branch: main, webhook: {allow-unsigned: true}}
        """
            .formatted(way.jdbcUrl(database), database.user(), folder.resolve("no-repository"));
    var read =
        ConfigurationReader.read("trueup.yaml", folder, text.getBytes(StandardCharsets.UTF_8));
    assertThat(read.problems()).isEqualTo(List.of());
    return Objects.requireNonNull(read.configuration());
  }
}
