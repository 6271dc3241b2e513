package io.trueup.listener.cli;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.RemoteCommand;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.versions.DaemonOrigin;
import io.trueup.listener.cli.versions.FolderOrigin;
import io.trueup.listener.cli.versions.MovedVersion;
import io.trueup.listener.cli.versions.VersionOrigin;
import io.trueup.listener.engine.versions.VersionManifest;
import io.trueup.listener.engine.versions.VersionManifest.Item;
import io.trueup.listener.engine.versions.moving.ArchiveWriter;
import io.trueup.listener.engine.versions.moving.ContentCoding;
import io.trueup.model.fingerprint.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a compiled version into an archive. */
@Command(
    name = "export",
    description =
        "Write a compiled version into one archive, to be taken to a machine that cannot reach the"
            + " daemon. It comes from the daemon, or from a data folder of this machine.",
    footer = {
      "Examples:",
      "  trueup versions export acme merged --to acme.trueup",
      "  trueup versions export acme 17 --since 12 --to difference.trueup",
      "  trueup versions export acme newest --data-folder data --to - > acme.trueup"
    })
final class VersionExportCommand extends RemoteCommand {

  private static final String LEFT_OUT = "left out";

  private final Supplier<OutputStream> output;

  @Parameters(index = "0", paramLabel = "SOURCE", description = "The source.")
  private String source = "";

  @Parameters(
      index = "1",
      paramLabel = "VERSION",
      description =
          "The number of an accepted version, the full id of its commit, or 'merged' for the newest"
              + " one. With --data-folder: the full id of its commit, or 'newest'.")
  private String version = "";

  @Option(
      names = "--to",
      order = 1,
      required = true,
      paramLabel = "FILE",
      description = "The archive, which is replaced if it exists; - for the standard output.")
  private String to = "";

  @Option(
      names = "--since",
      order = 2,
      paramLabel = "VERSION",
      description = "Leave out the files of this version, which the receiver has.")
  private @Nullable String since;

  @Option(
      names = "--data-folder",
      order = 3,
      paramLabel = "FOLDER",
      description = "Read the version in this data folder, and ask no daemon.")
  private @Nullable Path folder;

  /**
   * Writes archives.
   *
   * @param output in place of a file
   */
  VersionExportCommand(Shell shell, Supplier<OutputStream> output) {
    super(shell);
    this.output = output;
  }

  @Override
  protected int run(ApiClient client) {
    if (to.equals(VersionTransfers.STANDARD_OUTPUT) && shell.isTerminal()) {
      throw new CommandException(
          ExitCode.USAGE,
          "An archive is no text for a terminal. Name a file with --to, or redirect the output");
    }
    var origin =
        folder == null
            ? new DaemonOrigin(client, source, shell.pauses())
            : new FolderOrigin(VersionTransfers.folder(folder, source));
    var moved = VersionTransfers.run("export", "The archive was not written", () -> export(origin));
    if (to.equals(VersionTransfers.STANDARD_OUTPUT)) {
      shell.err().print(VersionTransfers.text("Exported", moved, LEFT_OUT));
      shell.err().flush();
    } else {
      show(
          ApiClient.Reply.of(moved),
          it -> VersionTransfers.text("Exported", it.as(MovedVersion.class), LEFT_OUT));
    }
    return ExitCode.OK;
  }

  private MovedVersion export(VersionOrigin origin) throws IOException {
    var manifest = origin.manifest(version);
    var known = since == null ? Set.<String>of() : ids(origin.manifest(since).files());
    var items = manifest.files().stream().filter(it -> !known.contains(it.id())).toList();
    if (to.equals(VersionTransfers.STANDARD_OUTPUT)) {
      write(origin, manifest, items, output.get());
      return VersionTransfers.moved(manifest, items, to);
    }
    var file = Path.of(to).toAbsolutePath();
    var beside = file.resolveSibling(file.getFileName() + ".unfinished");
    try {
      write(origin, manifest, items, Files.newOutputStream(beside));
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
    return VersionTransfers.moved(manifest, items, file.toString());
  }

  private static Set<String> ids(List<Item> items) {
    return items.stream().map(Item::id).collect(Collectors.toSet());
  }

  private void write(
      VersionOrigin origin, VersionManifest manifest, List<Item> items, OutputStream out)
      throws IOException {
    try (out;
        var archive = new ArchiveWriter(out, ContentCoding.best(), manifest, ids(items));
        var progress = VersionTransfers.progress(shell, items)) {
      for (var item : items) {
        var digest = Sha256.start();
        try (var content = new DigestInputStream(origin.open(item, 0), digest)) {
          archive.add(item, content, progress);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(item.id())) {
          throw new CommandException(
              ExitCode.CONFLICT,
              "File %s has another content than its id says, so the archive is not complete. Check the disk or the network, and export again"
                  .formatted(item.id()));
        }
      }
    }
  }
}
