package io.trueup.listener.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that talks to a daemon. */
@Command(
    mixinStandardHelpOptions = false,
    sortOptions = false,
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n")
abstract class DaemonCommand implements Callable<Integer> {

  final Shell shell;

  @Mixin private final DaemonAccess daemon = new DaemonAccess();

  @Option(
      names = {"-h", "--help"},
      order = 103,
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // the parser reads it
  private boolean isHelpAsked;

  DaemonCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public final Integer call() {
    try {
      return run(daemon.client(shell));
    } finally {
      shell.out().flush();
    }
  }

  /** Runs the command; returns the exit code. */
  abstract int run(ApiClient client);

  /** The path of a platform by the name that the user gave, with more parts. */
  static String platform(String name, String... more) {
    var slash = name.indexOf('/');
    var parts = new java.util.ArrayList<String>();
    parts.add("platforms");
    if (slash >= 0) {
      parts.add(name.substring(0, slash));
    }
    parts.add(name.substring(slash + 1));
    parts.addAll(java.util.List.of(more));
    return ApiClient.path(parts.toArray(String[]::new));
  }
}
