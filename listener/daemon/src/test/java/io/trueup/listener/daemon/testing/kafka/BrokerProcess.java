package io.trueup.listener.daemon.testing.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** One broker. Not thread-safe. */
public final class BrokerProcess {

  /** What a broker needs; the log of a broker is a file that nobody reads unless it fails. */
  private static final List<String> ARGUMENTS =
      List.of(
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto",
          "-Dcom.sun.management.jmxremote=false");

  private static final String LOGGING =
      """
      <configuration>
        <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n%ex{short}</pattern></encoder>
        </appender>
        <root level="WARN"><appender-ref ref="out"/></root>
      </configuration>
      """;

  private final Path home;
  private @Nullable Process process;

  BrokerProcess(Path home, Map<String, String> settings) throws IOException {
    this.home = home;
    var properties = new Properties();
    properties.putAll(settings);
    try (var file = Files.newBufferedWriter(home.resolve("server.properties"))) {
      properties.store(file, null);
    }
    Files.writeString(home.resolve("logback.xml"), LOGGING);
  }

  /** Starts it, also after it was killed; it has the same data and the same address. */
  public void start() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ARGUMENTS);
    command.add("-Dlogback.configurationFile=" + home.resolve("logback.xml"));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("kafka.Kafka");
    command.add(home.resolve("server.properties").toString());
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log.txt").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start a test Kafka", e);
    }
  }

  /** Kills it, with SIGKILL, and waits until it is gone. */
  public void kill() {
    var running = process;
    if (running != null) {
      running.destroyForcibly().onExit().join();
      process = null;
    }
  }

  /** Stops it where it is, with SIGSTOP; its connections stay open. */
  public void suspend() {
    signal("-STOP");
  }

  /** Lets it continue. */
  public void resume() {
    signal("-CONT");
  }

  private void signal(String signal) {
    var running = process;
    if (running == null) {
      throw new IllegalStateException("The broker is not running");
    }
    try {
      var kill = new ProcessBuilder("kill", signal, Long.toString(running.pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("Cannot send %s to a broker".formatted(signal));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
