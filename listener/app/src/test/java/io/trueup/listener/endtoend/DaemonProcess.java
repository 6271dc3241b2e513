package io.trueup.listener.endtoend;

import io.trueup.listener.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** {@code trueup serve} as a process of its own. Safe for any thread. */
final class DaemonProcess implements AutoCloseable {

  private static final Pattern LISTENING = Pattern.compile("Listening on [^\\s:]+:(\\d+)\\s");
  private static final int TAIL = 40;

  private final Process process;
  private final Path log;

  private DaemonProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts a process, which may not listen yet. */
  static DaemonProcess start(Path configuration, Path log) {
    return start(configuration, log, Map.of());
  }

  /** The same with environment variables; {@code JDK_JAVA_OPTIONS} holds options. */
  static DaemonProcess start(Path configuration, Path log, Map<String, String> environment) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                // The program's own, although tests' class path holds another.
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--config",
                configuration.getFileName().toString()));
    try {
      var builder =
          new ProcessBuilder(command)
              .directory(configuration.resolveSibling(".").toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().keySet().retainAll(Set.of("PATH"));
      builder.environment().putAll(environment);
      var process = builder.start();
      process.getOutputStream().close();
      return new DaemonProcess(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it listens. */
  boolean isListening() {
    return LISTENING.matcher(log()).find();
  }

  /** Whether it follows its sources. */
  boolean isReady() {
    return log().contains("Ready: following");
  }

  /** The address where it listens; waits until it does. */
  URI address() {
    Await.until("the daemon to listen", () -> isListening() || !process.isAlive());
    var found = LISTENING.matcher(log());
    if (!found.find()) {
      throw new AssertionError("The daemon ended before it listened\n" + tail());
    }
    return URI.create("http://127.0.0.1:" + found.group(1));
  }

  /** All its threads with their stacks. */
  String threads() {
    try {
      var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
      var dump =
          new ProcessBuilder(jcmd, Long.toString(process.pid()), "Thread.print", "-l", "-e")
              .redirectErrorStream(true)
              .start();
      return new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The most memory that it ever had, in bytes, as the system counts it. */
  long mostMemory() {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      var most = lines.filter(it -> it.startsWith("VmHWM:")).findFirst().orElseThrow();
      return Long.parseLong(most.replaceAll("[^0-9]", "")) * 1024;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Kills it with SIGKILL and waits until it is gone. */
  void kill() {
    process.destroyForcibly();
    exitCode();
  }

  /** Freezes it with SIGSTOP, as a long pause of its machine does. */
  void freeze() {
    signal("-STOP");
  }

  /** Resumes it with SIGCONT. */
  void thaw() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      var kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
      if (kill.waitFor() != 0) {
        throw new AssertionError("Cannot signal the daemon\n" + tail());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Stops it with SIGTERM; returns its exit code. */
  int stop() {
    process.destroy();
    return exitCode();
  }

  /** Waits until it ends. */
  int exitCode() {
    try {
      if (!process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("The daemon did not end\n" + tail());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Its standard output and error. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines of its output. */
  String tail() {
    var lines = log().lines().toList();
    return "%s ends with\n%s"
        .formatted(
            log, String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size())));
  }

  @Override
  public void close() {
    kill();
  }
}
