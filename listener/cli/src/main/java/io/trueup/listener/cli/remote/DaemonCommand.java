package io.trueup.listener.cli.remote;

import io.trueup.listener.cli.terminal.Shell;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
public abstract class DaemonCommand implements Callable<Integer> {

  protected final Shell shell;

  @Mixin private final DaemonAccess daemon = new DaemonAccess();

  @Option(
      names = {"-h", "--help"},
      order = 103,
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // the parser reads it
  private boolean isHelpAsked;

  protected DaemonCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public final Integer call() {
    try {
      return run(daemon.client(shell, address()));
    } finally {
      shell.out().flush();
    }
  }

  /** The daemon's address by an option of the command; null for that of all commands. */
  protected @Nullable String address() {
    return null;
  }

  /** Runs the command; returns the exit code. */
  protected abstract int run(ApiClient client);

  /** The path of a platform by the name that the user gave, with more parts. */
  public static String platform(String name, String... more) {
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
