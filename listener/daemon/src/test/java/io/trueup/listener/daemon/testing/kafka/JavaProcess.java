package io.trueup.listener.daemon.testing.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process with the class path of the tests, which can be killed, stopped and continued. Not
 * thread-safe.
 */
public final class JavaProcess {

  private static final List<String> OPTIONS =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

  private final Path log;
  private final List<String> arguments;
  private @Nullable Process process;

  /**
   * A process that is not started.
   *
   * @param log takes what it prints
   * @param arguments options, the main class and its arguments
   */
  public JavaProcess(Path log, List<String> arguments) {
    this.log = log;
    this.arguments = List.copyOf(arguments);
  }

  /** Starts it, also after it was killed. */
  public void start() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.addAll(arguments);
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start a process", e);
    }
  }

  /** Whether it was started and has not ended. */
  public boolean isRunning() {
    var running = process;
    return running != null && running.isAlive();
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

  /** All its threads with their stacks; empty when it is not running. */
  public String threads() {
    var running = process;
    if (running == null) {
      return "";
    }
    try {
      var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
      var dump =
          new ProcessBuilder(jcmd, Long.toString(running.pid()), "Thread.print", "-l", "-e")
              .redirectErrorStream(true)
              .start();
      return new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void signal(String signal) {
    var running = process;
    if (running == null) {
      throw new IllegalStateException("The process is not running");
    }
    try {
      var kill = new ProcessBuilder("kill", signal, Long.toString(running.pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("Cannot send %s to a process".formatted(signal));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
