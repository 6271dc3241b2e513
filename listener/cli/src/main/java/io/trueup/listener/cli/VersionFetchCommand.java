package io.trueup.listener.cli;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.versions.DaemonOrigin;
import io.trueup.listener.cli.versions.MovedVersion;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies a compiled version from a daemon into a folder of this machine. */
@Command(
    name = "fetch",
    description =
        "Copy a compiled version from a daemon into a data folder, so that a server here starts from"
            + " it. Only files that the folder lacks are copied; what was interrupted goes on.",
    footer = {
      "Example:",
      "  trueup versions fetch acme merged --from http://build:8080 --into data"
    })
final class VersionFetchCommand extends RemoteCommand {

  @Parameters(index = "0", paramLabel = "SOURCE", description = "The source.")
  private String source = "";

  @Parameters(
      index = "1",
      paramLabel = "VERSION",
      description =
          "The number of an accepted version, the full id of its commit, or 'merged' for the newest"
              + " one.")
  private String version = "";

  @Option(
      names = "--from",
      order = 1,
      paramLabel = "URL",
      description = "The address of the daemon, in place of --server.")
  private @Nullable String from;

  @Option(
      names = "--into",
      order = 2,
      required = true,
      paramLabel = "FOLDER",
      description = VersionTransfers.INTO)
  private Path into = Path.of("");

  @Option(names = "--any-release", order = 3, description = VersionTransfers.ANY_RELEASE)
  private boolean isAnyRelease;

  VersionFetchCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected @Nullable String address() {
    return from;
  }

  @Override
  protected int run(ApiClient client) {
    var origin = new DaemonOrigin(client, source, shell.pauses());
    var target = VersionTransfers.folder(into, source);
    var moved =
        VersionTransfers.run(
            "fetch",
            "No version was changed; the same command goes on where this one ended",
            () ->
                VersionTransfers.copy(
                    origin,
                    origin.manifest(version),
                    target,
                    VersionTransfers.expected(source, isAnyRelease),
                    shell));
    show(
        ApiClient.Reply.of(moved),
        it ->
            VersionTransfers.text(
                "Fetched", it.as(MovedVersion.class), VersionTransfers.ALREADY_THERE));
    return ExitCode.OK;
  }
}
