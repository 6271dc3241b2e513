package io.trueup.listener.cli.remote;

import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.model.schedule.Durations;
import java.time.Duration;

/** Lengths of time in options. Pure. */
public final class DurationOption {

  private DurationOption() {}

  /**
   * The length of time that an option has.
   *
   * @throws CommandException when the text is none
   */
  public static Duration parse(String option, String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, option + ": " + e.getMessage());
    }
  }
}
