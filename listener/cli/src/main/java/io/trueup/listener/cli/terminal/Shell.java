package io.trueup.listener.cli.terminal;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * The process environment, the outputs, the terminal and the clock of a command.
 *
 * @param display what the output is written to
 * @param answers reads the lines that a person types
 * @param ticks nanoseconds since an arbitrary moment, for durations only
 */
public record Shell(
    Map<String, String> environment,
    PrintWriter out,
    PrintWriter err,
    Display display,
    Prompt answers,
    LongSupplier ticks,
    Sleeper pauses) {

  /** A person who answers questions. */
  @FunctionalInterface
  public interface Prompt {

    /** The next typed line; empty at the end of the input. */
    Optional<String> line();
  }

  /** Lets time pass. */
  @FunctionalInterface
  public interface Sleeper {

    /** Returns after the given time. */
    void pause(Duration length) throws InterruptedException;
  }

  /** What the output is written to. */
  public sealed interface Display {

    /**
     * A terminal, where text is folded.
     *
     * @param columns its width now; may block for a moment
     */
    record Terminal(IntSupplier columns) implements Display {}

    /** A file or a pipe, where each row stays on one line. */
    record FileOrPipe() implements Display {}
  }

  /** A terminal that claims to be narrower is treated as this wide. */
  private static final int NARROWEST = 80;

  private static final TrackedOutput OUTPUT =
      new TrackedOutput(new FileOutputStream(FileDescriptor.out));

  public Shell {
    environment = Map.copyOf(environment);
  }

  /** The shell of this process. */
  public static Shell ofProcess(Map<String, String> environment) {
    return new Shell(
        environment,
        new PrintWriter(
            new OutputStreamWriter(new BufferedOutputStream(OUTPUT), System.out.charset()), true),
        new PrintWriter(System.err, true, System.err.charset()),
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)
            ? new Display.Terminal(new TerminalWidth())
            : new Display.FileOrPipe(),
        () ->
            Optional.ofNullable(System.console()).flatMap(it -> Optional.ofNullable(it.readLine())),
        System::nanoTime,
        Thread::sleep);
  }

  /** The output of this process for bytes in place of text. Its failures count as those of text. */
  public static OutputStream bytesOfProcess() {
    return new BufferedOutputStream(OUTPUT, 1 << 16);
  }

  /**
   * Flushes the output and returns the exit code of the process: the code of the command, or
   * another one if output was lost. That is 141, as for the signal, if the reader closed its end,
   * and 1 otherwise.
   */
  public int exitCode(int code) {
    out.flush();
    var failure = OUTPUT.failure();
    if (failure.isEmpty()) {
      return code;
    }
    if (failure.get() == TrackedOutput.Failure.READER_GONE) {
      return ExitCode.READER_GONE;
    }
    err.println("trueup: Cannot write the output: %s".formatted(OUTPUT.reason()));
    return code == ExitCode.OK ? ExitCode.FAILED : code;
  }

  /** The time by which files are compared; durations are measured by {@link #ticks}. */
  public InstantSource clock() {
    return InstantSource.system();
  }

  /** Whether some of the output could not be written. */
  public boolean hasLostOutput() {
    return out.checkError();
  }

  /** Asks for confirmation; only the answer 'yes' confirms. */
  public boolean confirm(String question) {
    out.print("\n%s Type 'yes' to confirm: ".formatted(question));
    out.flush();
    return answers.line().map(String::strip).filter("yes"::equals).isPresent();
  }

  /** Whether the output is a terminal, so that a person reads it and may be asked. */
  public boolean isTerminal() {
    return display instanceof Display.Terminal;
  }

  /** Whether output has colours. */
  public boolean isColoured() {
    var noColor = environment.getOrDefault("NO_COLOR", "");
    var isDumb = "dumb".equals(environment.get("TERM"));
    return isTerminal() && noColor.isEmpty() && !isDumb;
  }

  /** How text is written to the output. */
  public TextStyle style() {
    return switch (display) {
      case Display.FileOrPipe() -> TextStyle.PLAIN;
      case Display.Terminal(var columns) ->
          new TextStyle(isColoured(), Math.max(NARROWEST, columns.getAsInt()));
    };
  }
}
