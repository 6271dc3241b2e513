package io.trueup.listener.cli.steering;

import io.trueup.listener.cli.remote.ApiClient;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Whether a command only tells what it would do; for mixing in. */
public final class DryRunOption {

  @Option(
      names = "--dry-run",
      order = 91,
      description = "Show what it would do, and write nothing.")
  private boolean isAsked;

  /** A path with the wish, where it is given, that nothing is written. */
  public static String path(String path, boolean isDryRun) {
    return isDryRun ? ApiClient.query(path, Map.of("dryRun", List.of("true"))) : path;
  }

  /** Whether nothing is to be written. */
  public boolean isAsked() {
    return isAsked;
  }
}
