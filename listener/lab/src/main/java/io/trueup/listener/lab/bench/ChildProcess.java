package io.trueup.listener.lab.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A measured process with a launcher's options: it says when it is ready, and writes its figures at
 * its end. Not thread-safe.
 */
final class ChildProcess implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The beginnings of lines that are no log. */
  private static final String READY = "bench-ready";

  private static final String FIGURES = "bench-figures ";

  /** How long a process may take to end by itself. */
  private static final Duration LEAVE = Duration.ofSeconds(20);

  /** The launcher's options for the daemon. */
  static final List<String> AS_DAEMON =
      List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseCompactObjectHeaders");

  /** The launcher's options for short commands. */
  static final List<String> AS_COMMAND =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "-XX:+UseCompactObjectHeaders",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC");

  private final long start = System.nanoTime();
  private final Process process;
  private final BufferedReader output;

  private ChildProcess(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts a process.
   *
   * @param options of the virtual machine, beside those for the AOT cache
   */
  static ChildProcess start(List<String> options, Class<?> main, List<String> arguments) {
    try {
      return new ChildProcess(
          new ProcessBuilder(command(options, main.getName(), arguments))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** The figures of a process that is run to its end. */
  static List<Figure> figures(List<String> options, Class<?> main, List<String> arguments) {
    try (var process = start(options, main, arguments)) {
      return process.figures();
    }
  }

  /** The command of a process with the classes of this one. */
  static List<String> command(List<String> options, String main, List<String> arguments) {
    var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
    command.addAll(options);
    command.addAll(aotOptions());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(arguments);
    return command;
  }

  /** The launcher's options for the AOT cache, if this process has them. */
  private static List<String> aotOptions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(it -> it.startsWith("-XX:AOTCache=") || it.startsWith("-Xlog:aot="))
        .toList();
  }

  long pid() {
    return process.pid();
  }

  /**
   * Waits until the process is ready.
   *
   * @return milliseconds since its start
   * @throws BenchException when it ends before
   */
  double awaitReady() {
    awaitLine(READY);
    return (System.nanoTime() - start) / 1e6;
  }

  /**
   * Lets a process that waits go on, and returns its figures when it has ended.
   *
   * @throws BenchException when it fails
   */
  List<Figure> figures() {
    try {
      process.getOutputStream().close();
      var line = awaitLine(FIGURES);
      if (process.waitFor() != 0) {
        throw failed(line);
      }
      return JSON.readValue(line, new TypeReference<List<Figure>>() {});
    } catch (IOException e) {
      throw unusable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted while measuring", e);
    }
  }

  /** Lets the process end by itself, so that it stops what it started, and kills it otherwise. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(LEAVE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException _) {
      process.destroyForcibly();
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** The rest of the next line that begins so. */
  private String awaitLine(String beginning) {
    var last = "";
    try {
      for (var line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(beginning)) {
          return line.substring(beginning.length());
        }
        last = line;
      }
      throw failed(last);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static BenchException failed(String lastLine) {
    return new BenchException(
        "The measured process failed" + (lastLine.isEmpty() ? "" : ": " + lastLine), null);
  }

  private static BenchException unusable(IOException cause) {
    return new BenchException("Cannot run a process to measure: " + cause.getMessage(), cause);
  }

  /** In a measured process: says that it is ready. */
  static void ready() {
    System.out.println(READY);
  }

  /** In a measured process: waits until {@link #figures} is called. */
  static void awaitRelease() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In a measured process: writes its figures, at its end. */
  static void answer(List<Figure> figures) {
    try {
      System.out.println(FIGURES + JSON.writeValueAsString(figures));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
