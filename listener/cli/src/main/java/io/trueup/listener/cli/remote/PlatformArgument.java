package io.trueup.listener.cli.remote;

import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The platform of a command, as an argument or an option; for mixing in. */
public final class PlatformArgument {

  @Parameters(
      arity = "0..1",
      paramLabel = "PLATFORM",
      description = "The platform: source/name, or a unique name.")
  private @Nullable String positional;

  @Option(
      names = "--platform",
      order = -2, // before those without an order, which count as -1
      paramLabel = "PLATFORM",
      description = "The same, as an option.")
  private @Nullable String option;

  /** The name that the user gave. */
  public String name() {
    return given()
        .orElseThrow(() ->
            new CommandException(
                ExitCode.USAGE, "The platform is missing. Add source/name, or a unique name"));
  }

  /** The name that the user gave; empty when there is none. */
  public Optional<String> given() {
    if (positional != null && option != null && !positional.equals(option)) {
      throw new CommandException(
          ExitCode.USAGE,
          "Cannot use two platforms, '%s' and '%s'. Name one".formatted(positional, option));
    }
    return Optional.ofNullable(positional != null ? positional : option)
        .filter(it -> !it.isBlank());
  }
}
