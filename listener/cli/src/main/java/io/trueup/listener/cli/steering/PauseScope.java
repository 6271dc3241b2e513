package io.trueup.listener.cli.steering;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.PlatformArgument;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a pause is about: one platform, those that a selector matches, or all; for mixing in. */
final class PauseScope {

  @Mixin private final PlatformArgument platform = new PlatformArgument();

  @Option(
      names = "--select",
      order = 1,
      paramLabel = "SELECTOR",
      description =
          "All platforms that match, also those that come later: terms such as"
              + " type=postgres,tag=eu, which all must match. A term compares source, provider,"
              + " type, platform or tag.")
  private @Nullable String selector;

  @Option(names = "--all", order = 2, description = "All platforms, also those that come later.")
  private boolean isAll;

  /** The selector; empty when it is about one platform. */
  Optional<String> selector() {
    var given =
        (platform.given().isPresent() ? 1 : 0) + (selector != null ? 1 : 0) + (isAll ? 1 : 0);
    if (given != 1) {
      throw new CommandException(
          ExitCode.USAGE,
          given == 0
              ? "The platform is missing. Add source/name or a unique name, --select, or --all"
              : "Cannot use a platform, --select and --all together. Name one of them");
    }
    return isAll ? Optional.of("all") : Optional.ofNullable(selector);
  }

  /** The platform, when there is no selector. */
  String platform() {
    return platform.name();
  }

  /** The path of the pause of a selector. */
  static String path(String selector) {
    return ApiClient.path("pauses", selector);
  }
}
