package io.trueup.listener.cli.remote;

import io.trueup.listener.cli.terminal.Shell;
import picocli.CommandLine.Option;

/** A command that steers, and so needs a reason and a token with scope OPERATE. */
public abstract class SteeringCommand extends RemoteCommand {

  @Option(
      names = "--reason",
      required = true,
      order = 90,
      paramLabel = "TEXT",
      description = "The reason, for the audit and for other operators.")
  private String reason = "";

  protected SteeringCommand(Shell shell) {
    super(shell);
  }

  /** The reason that the operator gave. */
  protected final String reason() {
    return reason;
  }
}
