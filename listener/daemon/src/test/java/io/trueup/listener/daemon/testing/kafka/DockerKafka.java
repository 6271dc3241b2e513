package io.trueup.listener.daemon.testing.kafka;

import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** A broker in a container. */
final class DockerKafka {

  private static final String IMAGE = "apache/kafka:4.1.0";

  private DockerKafka() {}

  static boolean isAvailable() {
    // Without Docker, Testcontainers searches long and logs much.
    var isLikely =
        System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
    return isLikely && DockerClientFactory.instance().isDockerAvailable();
  }

  @SuppressWarnings("resource") // Testcontainers removes it when the JVM ends
  static String start() {
    var container = new KafkaContainer(IMAGE);
    container.start();
    return container.getBootstrapServers();
  }
}
