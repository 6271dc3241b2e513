package io.trueup.listener.daemon.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;

/**
 * A participant that is a process: our small one, or that which {@code
 * -Dtrueup.work.participant="python3 /path/to/participant.py"} starts, of any language. {@code
 * trueup.work.platform}, {@code .action} and {@code .data} say what it can do, {@code
 * .other-platform} on which other platform, {@code .failing-action} what it fails at.
 */
class StartedPlatformConformanceTest extends RemotePlatformConformanceTest {

  private static final @Nullable String COMMAND = System.getProperty("trueup.work.participant");
  private static final Path LOG = Path.of("target", "remote-platform.log");
  private static final int LAST_LINES = 20;

  private static String property(String name, String byDefault) {
    return System.getProperty("trueup.work." + name, byDefault);
  }

  @BeforeAll
  static void deleteOldLog() throws IOException {
    Files.deleteIfExists(LOG);
  }

  @Override
  protected Participant start(Where where) throws IOException {
    Files.createDirectories(LOG.getParent());
    var builder =
        new ProcessBuilder(COMMAND == null ? small() : List.of("sh", "-c", "exec " + COMMAND))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(LOG.toFile()));
    builder.environment().put("TRUEUP_KAFKA_SERVERS", where.servers());
    builder.environment().put("TRUEUP_WORK_COMMANDS", where.commands());
    builder.environment().put("TRUEUP_WORK_RESULTS", where.results());
    builder.environment().put("TRUEUP_WORK_PLATFORMS", String.join(",", where.platforms()));
    var process = builder.start();
    return new Started(process, process.onExit());
  }

  private record Started(Process process, CompletableFuture<Process> ended) implements Participant {

    @Override
    public void end() throws InterruptedException {
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        kill();
        throw new AssertionError("SIGTERM did not end the participant within 20 seconds");
      }
    }

    @Override
    public void kill() throws InterruptedException {
      // The process first, or it would see its children die and say so.
      var children = process.descendants().toList();
      process.destroyForcibly().waitFor();
      children.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public String recentOutput() {
      var state =
          process.isAlive()
              ? "The participant runs"
              : "The participant ended with exit code %d".formatted(process.exitValue());
      try {
        var lines = Files.readAllLines(LOG, StandardCharsets.UTF_8);
        var last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        return "%s. The end of %s:%n%s".formatted(state, LOG, String.join("\n", last));
      } catch (IOException e) {
        return "%s. %s cannot be read: %s".formatted(state, LOG, e.getMessage());
      }
    }
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

  @Override
  protected Work doable() {
    return work(property("platform", "acme/Live"), property("action", "execute"));
  }

  @Override
  protected Optional<Work> failing() {
    var action = property("failing-action", COMMAND == null ? "fail" : "");
    return action.isEmpty() ? Optional.empty() : Optional.of(work(doable().platform(), action));
  }

  @Override
  protected Optional<Work> onAnotherPlatform() {
    var platform = property("other-platform", COMMAND == null ? "acme/Other" : "");
    return platform.isEmpty() ? Optional.empty() : Optional.of(work(platform, doable().action()));
  }

  private static Work work(String platform, String action) {
    return new Work(platform, action, property("data", "{\"steps\":[1]}"));
  }
}
