package io.trueup.listener.cli.steering;

import io.trueup.listener.cli.remote.DurationOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a command waits for what it ordered, and for how long; for mixing in. */
final class WaitOptions {

  @Option(
      names = "--wait",
      order = 92,
      description =
          "Wait until it has come about. Exit code 6 after the timeout, 5 when it cannot come about"
              + " unless a person acts; both with the reason.")
  private boolean isAsked;

  @Option(
      names = "--timeout",
      order = 93,
      paramLabel = "TIME",
      description = "The longest time to wait, such as 30s, 10m or 2h. Default: 10m.")
  private @Nullable String timeout;

  boolean isAsked() {
    return isAsked;
  }

  Duration limit() {
    return DurationOption.parse("--timeout", timeout == null ? "10m" : timeout);
  }
}
