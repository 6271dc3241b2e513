package io.trueup.listener.endtoend;

import com.sun.net.httpserver.HttpServer;
import io.trueup.listener.daemon.forge.api.PlayedForge;
import io.trueup.listener.daemon.forge.status.ToldForge;
import io.trueup.listener.daemon.testing.kafka.TestKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** What a daemon reads from and sends to: a Kafka broker, a forge with an API, and a chat. */
final class LinkedServices implements AutoCloseable {

  /** Metrics that are there once all of them were used. */
  static final List<String> METRICS =
      List.of(
          "kafka_lag",
          "trueup_events_lag",
          "trueup_forge_calls_total",
          "trueup_forge_token_expires_timestamp_seconds",
          "trueup_notifications_total");

  private static final String EXPIRES = "github-authentication-token-expiration";

  private final PlayedForge forge = PlayedForge.free();
  private final HttpServer chat;
  private final String deliveries = TestKafka.uniqueName("deliveries");
  private final String deadLetters = TestKafka.uniqueName("dead-letters");
  private final String events = TestKafka.uniqueName("events");

  private LinkedServices(HttpServer chat) {
    this.chat = chat;
  }

  /** Starts all, with the topics. */
  static LinkedServices start()
      throws IOException, ExecutionException, InterruptedException, TimeoutException {
    var chat = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var services = new LinkedServices(chat);
    services.play();
    services.createTopics();
    return services;
  }

  private void play() {
    var told = new ToldForge();
    forge.play(call -> told.answer(call).with(EXPIRES, "2099-06-01 12:00:00 UTC"));
    chat.createContext(
        "/",
        exchange -> {
          var _ = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    chat.start();
  }

  private void createTopics() throws ExecutionException, InterruptedException, TimeoutException {
    var topics =
        Stream.of(deliveries, deadLetters, events)
            .map(it -> new NewTopic(it, Optional.of(1), Optional.empty()))
            .toList();
    try (var admin = Admin.create(Map.of("bootstrap.servers", TestKafka.servers()))) {
      admin.createTopics(topics).all().get(60, TimeUnit.SECONDS);
    }
  }

  /** The configuration of a daemon that uses all of them, and polls; written to a file. */
  Path configuration(Site site) throws IOException {
    site.write("forge-token", PlayedForge.TOKEN);
    site.write("chat", "http://127.0.0.1:%d/chat".formatted(chat.getAddress().getPort()));
    var api =
        "forge-api: {url: \"%s\", token: {file: forge-token}, repository: acme/model, statuses: true}"
            .formatted(forge.base());
    var source =
        site.usualSource("poll-every: 2s\n    kafka: {trust: topic}\n    %s".formatted(api));
    var file = site.configuration("trueup.yaml", "data", site.state.jdbcUrl(), source);
    return site.write(
        "trueup.yaml",
        Files.readString(file)
            + """
            kafka:
              servers: ["%s"]
              tls: {mode: 'off'}
              group: %s
              deliveries: {topic: %s, dead-letters: %s}
              events: {topic: %s}
            notifications: {ops: {slack: {file: chat}, on: [operator], digest: 100ms}}
            subscriptions: {allow: [127.0.0.1]}
            """
                .formatted(
                    TestKafka.servers().replace(",", "\", \""),
                    TestKafka.uniqueName("group"),
                    deliveries,
                    deadLetters,
                    events));
  }

  @Override
  public void close() {
    forge.close();
    chat.stop(0);
  }
}
