package io.trueup.listener.cli;

import picocli.CommandLine.Option;

/** Which platform a command is about; for mixing in. */
final class PlatformOption {

  @Option(
      names = "--platform",
      order = -2, // before those that say none, which count as -1
      required = true,
      paramLabel = "PLATFORM",
      description = "source/name, or a name that is unique.")
  private String name = "";

  /** As it was given. */
  String name() {
    return name;
  }
}
