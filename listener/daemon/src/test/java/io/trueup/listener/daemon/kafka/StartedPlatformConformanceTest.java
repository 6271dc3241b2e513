package io.trueup.listener.daemon.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A remote platform that is a process: our small one, or that which {@code
 * -Dtrueup.work.participant="python3 platform.py"} starts, of any language. {@code
 * trueup.work.platform}, {@code .action} and {@code .data} say what it can do, {@code
 * .failing-action} what it fails at.
 */
class StartedPlatformConformanceTest extends RemotePlatformConformanceTest {

  private static final @Nullable String COMMAND = System.getProperty("trueup.work.participant");

  private static String property(String name, String byDefault) {
    return System.getProperty("trueup.work." + name, byDefault);
  }

  @Override
  protected AutoCloseable start(Where where) throws IOException {
    var log = Files.createDirectories(Path.of("target")).resolve("remote-platform.log");
    var builder =
        new ProcessBuilder(COMMAND == null ? small() : List.of("sh", "-c", "exec " + COMMAND))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("TRUEUP_KAFKA_SERVERS", where.servers());
    builder.environment().put("TRUEUP_WORK_COMMANDS", where.commands());
    builder.environment().put("TRUEUP_WORK_RESULTS", where.results());
    var process = builder.start();
    return () -> end(process);
  }

  private static List<String> small() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx128m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        SmallPlatform.class.getName());
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  @Override
  protected Work doable() {
    return work(property("action", "execute"));
  }

  @Override
  protected Optional<Work> failing() {
    var action = property("failing-action", COMMAND == null ? "fail" : "");
    return action.isEmpty() ? Optional.empty() : Optional.of(work(action));
  }

  private static Work work(String action) {
    return new Work(property("platform", "acme/Live"), action, property("data", "{\"steps\":[1]}"));
  }
}
