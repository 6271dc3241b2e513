package io.trueup.listener.cli.steering;

import picocli.CommandLine.Option;

/** Whether a command only tells what it would do; for mixing in. */
public final class DryRunOption {

  @Option(
      names = "--dry-run",
      order = 91,
      description = "Show what it would do, and write nothing.")
  private boolean isAsked;

  /** Whether nothing is to be written. */
  public boolean isAsked() {
    return isAsked;
  }
}
