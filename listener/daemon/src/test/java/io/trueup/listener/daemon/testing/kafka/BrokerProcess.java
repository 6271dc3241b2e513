package io.trueup.listener.daemon.testing.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The files and the process of one broker. */
final class BrokerProcess {

  private static final String LOGGING =
      """
      <configuration>
        <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n%ex{short}</pattern></encoder>
        </appender>
        <root level="WARN"><appender-ref ref="out"/></root>
      </configuration>
      """;

  private BrokerProcess() {}

  /** A broker that is not started; it has the same data and address after it was killed. */
  static JavaProcess of(Path home, Map<String, String> settings, List<String> options)
      throws IOException {
    var properties = new Properties();
    properties.putAll(settings);
    try (var file = Files.newBufferedWriter(home.resolve("server.properties"))) {
      properties.store(file, null);
    }
    Files.writeString(home.resolve("logback.xml"), LOGGING);
    var arguments = new ArrayList<>(options);
    arguments.add("-Dlogback.configurationFile=" + home.resolve("logback.xml"));
    arguments.add("kafka.Kafka");
    arguments.add(home.resolve("server.properties").toString());
    return new JavaProcess(home.resolve("log.txt"), arguments);
  }
}
