package io.trueup.listener.daemon.testing.kafka;

import java.util.UUID;

/**
 * One Kafka broker for all tests of a JVM, started at the first use: a container where Docker
 * answers, else a process. The system property {@code trueup.test.kafka}, {@code docker} or {@code
 * embedded}, forces either; a {@code host:port} names a running broker without TLS and logins. When
 * none starts, tests fail; they are never skipped.
 */
public final class TestKafka {

  private TestKafka() {}

  private static final class Running {
    static final String SERVERS = start();
  }

  /** The broker's address, as in {@code bootstrap.servers}. */
  public static String servers() {
    return Running.SERVERS;
  }

  /** A name for a topic or a group that no other test uses. */
  public static String uniqueName(String what) {
    return what + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static String start() {
    var wanted = System.getProperty("trueup.test.kafka", "");
    return switch (wanted) {
      case "docker" -> DockerKafka.start();
      case "embedded" -> process();
      case "" -> dockerAnswers() ? DockerKafka.start() : process();
      default -> {
        if (!wanted.contains(":")) {
          throw new IllegalStateException(
              "Cannot choose a test Kafka: 'trueup.test.kafka' is '%s', expected 'docker', 'embedded' or a 'host:port'"
                  .formatted(wanted));
        }
        yield wanted;
      }
    };
  }

  private static boolean dockerAnswers() {
    try {
      return DockerKafka.isAvailable();
    } catch (NoClassDefFoundError _) {
      return false; // a module whose tests have no Testcontainers
    }
  }

  private static String process() {
    var brokers = BrokerProcesses.start(1);
    Runtime.getRuntime().addShutdownHook(new Thread(brokers::close));
    return brokers.servers();
  }
}
