package io.trueup.listener.daemon.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.config.ConfigurationReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The Compose file with a broker fits the rest of the repository. */
class KafkaDeploymentTest {

  private static final Path ROOT = Path.of("../..");
  private static final Pattern VERSION = Pattern.compile("<kafka\\.version>([^<]+)<");
  private static final String SOURCE =
      """
      sources:
        acme:
          repository: https://github.com/acme/model.git
          branch: main
          webhook: {allow-unsigned: true}
      """;

  private final String file = read("deploy/compose.kafka.yaml");

  private static String read(String name) {
    try {
      return Files.readString(ROOT.resolve(name));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<?, ?> yaml(String text) {
    return (Map<?, ?>)
        Objects.requireNonNull(new Load(LoadSettings.builder().build()).loadFromString(text));
  }

  private static Map<?, ?> at(Map<?, ?> tree, String... path) {
    var found = tree;
    for (var key : path) {
      found = (Map<?, ?>) Objects.requireNonNull(found.get(key), key);
    }
    return found;
  }

  @Test
  void theBrokerIsOfTheVersionThatTheTestsRun() {
    var pom = VERSION.matcher(read("pom.xml"));
    assertThat(pom.find()).isTrue();

    assertThat(at(yaml(file), "services", "kafka").get("image"))
        .isEqualTo("apache/kafka:" + pom.group(1));
  }

  @Test
  void theDaemonOfTheOtherFileWaitsForTheBroker() {
    var services = at(yaml(file), "services");

    assertThat(at(yaml(read("deploy/compose.yaml")), "services").get("trueup")).isNotNull();
    assertThat(at(services, "trueup", "depends_on", "kafka").get("condition"))
        .isEqualTo("service_healthy");
    assertThat(at(services, "kafka").get("healthcheck")).isNotNull();
    for (var volume : (Iterable<?>) Objects.requireNonNull(at(services, "kafka").get("volumes"))) {
      var name = String.valueOf(volume).split(":", 2)[0];
      assertThat(at(yaml(file), "volumes").keySet()).extracting(String::valueOf).contains(name);
    }
  }

  @Test
  void theConfigurationThatItNamesIsRightAndLeadsToTheBroker() {
    var added =
        file.lines()
            .filter(it -> it.startsWith("#   "))
            .map(it -> it.substring("#   ".length()))
            .dropWhile(it -> !it.equals("kafka:"))
            .collect(Collectors.joining("\n"));

    var read =
        ConfigurationReader.read(
            "trueup.yaml",
            Path.of("/etc/trueup"),
            (SOURCE + added).getBytes(StandardCharsets.UTF_8));

    assertThat(read.problems()).isEmpty();
    var kafka = Objects.requireNonNull(Objects.requireNonNull(read.configuration()).kafka());
    var environment = at(yaml(file), "services", "kafka", "environment");
    assertThat(kafka.servers())
        .containsExactly(
            String.valueOf(environment.get("KAFKA_ADVERTISED_LISTENERS"))
                .replace("PLAINTEXT://", ""));
  }
}
