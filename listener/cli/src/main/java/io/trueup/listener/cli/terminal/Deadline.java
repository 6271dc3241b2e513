package io.trueup.listener.cli.terminal;

import java.time.Duration;

/** A time limit of a command that asks again and again. For one thread. */
public final class Deadline {

  private final Shell shell;
  private final Duration limit;
  private final long began;

  private Deadline(Shell shell, Duration limit, long began) {
    this.shell = shell;
    this.limit = limit;
    this.began = began;
  }

  /** A limit that begins now, by the shell's ticks. */
  public static Deadline in(Shell shell, Duration limit) {
    return new Deadline(shell, limit, shell.ticks().getAsLong());
  }

  /** Whether the time is over. */
  public boolean isOver() {
    return !left().isPositive();
  }

  private Duration left() {
    return limit.minusNanos(shell.ticks().getAsLong() - began);
  }

  /**
   * Lets time pass, no more than there is left.
   *
   * @throws CommandException when the thread is interrupted
   */
  public void pause(Duration length) {
    var left = left();
    try {
      shell.pauses().pause(length.compareTo(left) < 0 ? length : left);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.FAILED, "Interrupted");
    }
  }
}
