package io.trueup.listener.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which platform a command is about, named as people like; for mixing in. */
final class PlatformArgument {

  @Parameters(
      arity = "0..1",
      paramLabel = "PLATFORM",
      description = "source/name, or a name that is unique.")
  private @Nullable String positional;

  @Option(
      names = "--platform",
      order = -2, // before those that say none, which count as -1
      paramLabel = "PLATFORM",
      description = "The same, as an option.")
  private @Nullable String option;

  /** As it was given. */
  String name() {
    return given()
        .orElseThrow(() ->
            new CommandException(
                ExitCode.USAGE, "No platform is named: add source/name, or a name that is unique"));
  }

  /** As it was given, if it was. */
  Optional<String> given() {
    if (positional != null && option != null && !positional.equals(option)) {
      throw new CommandException(
          ExitCode.USAGE, "Two platforms are named, '%s' and '%s'".formatted(positional, option));
    }
    return Optional.ofNullable(positional != null ? positional : option)
        .filter(it -> !it.isBlank());
  }
}
