package io.trueup.listener.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.config.KafkaConfiguration.Deliveries;
import io.trueup.listener.daemon.config.KafkaConfiguration.Login;
import io.trueup.listener.daemon.config.KafkaConfiguration.Security;
import io.trueup.listener.daemon.config.KafkaConfiguration.SourceRecords;
import io.trueup.listener.daemon.config.KafkaConfiguration.TopicForm;
import io.trueup.listener.daemon.config.KafkaConfiguration.Trust;
import io.trueup.listener.daemon.config.KafkaConfiguration.Work;
import io.trueup.statestore.SourceId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaReaderTest {

  private static final Path FOLDER = Path.of("/etc/trueup");

  private static ConfigurationReader.Result read(String yaml) {
    return ConfigurationReader.read("t.yaml", FOLDER, yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static Configuration good(String yaml) {
    var read = read(yaml);
    assertThat(read.problems()).isEmpty();
    return Objects.requireNonNull(read.configuration());
  }

  @Test
  void readsEveryKey() {
    var configuration = good(ConfigurationReaderTest.EVERY_KEY);

    assertThat(configuration.kafka())
        .isEqualTo(
            new KafkaConfiguration(
                List.of("kafka-1:9093", "kafka-2:9093"),
                new Security(
                    true,
                    FOLDER.resolve("kafka-ca.pem"),
                    FOLDER.resolve("kafka.pem"),
                    new SecretReference.InFile(FOLDER.resolve("kafka-key.pem")),
                    new Login.Scram(
                        "SCRAM-SHA-256",
                        "trueup",
                        new SecretReference.InFile(FOLDER.resolve("kafka-password")))),
                "trueup-production",
                new Deliveries("git-events", "git-events.dead"),
                "trueup.events",
                new Work("work.commands", "work.results"),
                new TopicForm(6, 2, Duration.ofDays(30))));
    assertThat(configuration.sources().values())
        .extracting(Configuration.Source::records)
        .containsExactly(
            new SourceRecords(null, Trust.TOPIC, List.of("acme/model", "acme/former")),
            new SourceRecords("keyed-git", Trust.PROOF, List.of("keyed")));
  }

  @Test
  void hasDefaults() {
    var configuration = good(ConfigurationReaderTest.SMALLEST + "kafka: {servers: ['k:9092']}");

    assertThat(configuration.kafka())
        .isEqualTo(
            new KafkaConfiguration(
                List.of("k:9092"),
                new Security(true, null, null, null, null),
                "trueup",
                new Deliveries(null, "trueup.dead-letters"),
                null,
                null,
                new TopicForm(12, 3, Duration.ofDays(14))));
    assertThat(Objects.requireNonNull(configuration.sources().get(new SourceId("acme"))).records())
        .isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{mechanism: oauthbearer, token-file: token}                                    | Token",
        "{mechanism: oauthbearer, token-url: 'https://id/t', client: c, secret: {env: S}} | Client",
        "{user: u, password: {env: P}}                                                  | Scram",
      })
  void readsLogins(String login, String kind) {
    var kafka =
        good(ConfigurationReaderTest.SMALLEST
                + "kafka: {servers: ['k:9092'], login: "
                + login
                + "}")
            .kafka();

    assertThat(
            Objects.requireNonNull(Objects.requireNonNull(kafka).security().login())
                .getClass()
                .getSimpleName())
        .isEqualTo(kind);
  }

  /** Each row is added to the smallest configuration, whose last line is of its source. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "kafka: {servers: [k:9092], topic: x} | 'kafka' has no field 'topic'",
        "kafka: {events: {topic: x}} | 'kafka' has no 'servers'",
        "kafka: {servers: []} | 'servers' of 'kafka' is empty",
        "kafka: {servers: [kafka]} | 'kafka' is not a broker's address such as kafka.acme.internal:9093",
        "kafka: {servers: [k:9092], events: {topic: a b}} | 'a b' is not the name of a topic",
        "kafka: {servers: [k:9092], tls: {certificate: c.pem}} | 'kafka.tls' has only one of"
            + " 'certificate' and 'key'",
        "kafka: {servers: [k:9092], login: {user: u}} | The login of 'kafka' is incomplete, or mixes"
            + " several",
        "kafka: {servers: [k:9092], login: {user: u, password: swordfish}} | 'password' of"
            + " 'kafka.login' is written in the clear",
        "`    kafka: {}` | Source 'acme' takes deliveries from Kafka, and the configuration names no"
            + " cluster",
        "`    kafka: {}\nkafka: {servers: [k:9092]}` | Source 'acme' takes deliveries from Kafka, and"
            + " no topic is named",
        "`    kafka: {topic: a, keys: [b]}\nkafka: {servers: [k:9092]}` | Source 'acme' has keys and a"
            + " topic of its own, all of whose records are its",
        "`    kafka: {topic: git}\n  b: {repository: r, branch: b, webhook: {allow-unsigned: true},"
            + " kafka: {topic: git}}\nkafka: {servers: [k:9092]}` | Topic 'git' is for source 'acme'"
            + " and for source 'b'",
        "`    kafka: {topic: e}\nkafka: {servers: [k:9092], events: {topic: e}}` | Topic 'e' is for"
            + " events and for source 'acme'",
        "`    kafka: {}\n  b: {repository: r, branch: b, webhook: {allow-unsigned: true},"
            + " kafka: {keys: [acme]}}\nkafka: {servers: [k:9092], deliveries: {topic: git}}` | The key"
            + " 'acme' of the shared topic is of source 'acme' and of source 'b'",
      })
  void refusesWithASentence(String lines, String message) {
    var problems = read(ConfigurationReaderTest.SMALLEST + lines + "\n").problems();

    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().message()).isEqualTo(message);
    assertThat(problems.toString()).doesNotContain("swordfish");
  }
}
