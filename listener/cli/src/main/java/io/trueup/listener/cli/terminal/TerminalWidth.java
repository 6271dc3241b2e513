package io.trueup.listener.cli.terminal;

import java.util.function.IntSupplier;
import picocli.CommandLine.Model.CommandSpec;

/** How wide the process' terminal is, as picocli finds it out for its help; asked once. */
final class TerminalWidth implements IntSupplier {

  private final CommandSpec spec = CommandSpec.create();

  TerminalWidth() {
    spec.usageMessage().autoWidth(true);
  }

  @Override
  public int getAsInt() {
    return spec.usageMessage().width();
  }
}
