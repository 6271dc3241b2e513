package io.trueup.listener.cli;

import io.trueup.listener.cli.cache.DiskFailures;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.versions.MovedVersion;
import io.trueup.listener.cli.versions.TransferProgress;
import io.trueup.listener.cli.versions.VersionOrigin;
import io.trueup.listener.engine.text.Counts;
import io.trueup.listener.engine.versions.ProgramDigest;
import io.trueup.listener.engine.versions.VersionFileSet;
import io.trueup.listener.engine.versions.VersionImport;
import io.trueup.listener.engine.versions.VersionImport.Expected;
import io.trueup.listener.engine.versions.VersionManifest;
import io.trueup.listener.engine.versions.VersionManifest.Item;
import io.trueup.listener.engine.versions.VersionRefusedException;
import io.trueup.listener.engine.versions.moving.ArchiveReader;
import io.trueup.platforms.spi.DataPlatforms;
import io.trueup.statestore.SourceId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the commands that move compiled versions have in common. */
final class VersionTransfers {

  /** The place of an archive that goes to the standard output. */
  static final String STANDARD_OUTPUT = "-";

  static final String ALREADY_THERE = "already there";

  static final String INTO =
      "The data folder of a daemon or a server, which may be running or not exist yet. The files go"
          + " to versions/SOURCE in it.";

  static final String ANY_RELEASE =
      "Store the version even if another release of Trueup made it; this release will not use it.";

  private VersionTransfers() {}

  /** Moves files. */
  @FunctionalInterface
  interface Transfer {
    MovedVersion run() throws IOException;
  }

  /**
   * Runs a transfer; its failures become those of the command.
   *
   * @param verb what the command does, such as "fetch"
   * @param outcome what a failure leaves, a sentence without its period
   */
  static MovedVersion run(String verb, String outcome, Transfer transfer) {
    try {
      return transfer.run();
    } catch (VersionRefusedException e) {
      throw new CommandException(ExitCode.CONFLICT, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED,
          "Cannot %s the version: %s. %s".formatted(verb, DiskFailures.reason(e), outcome));
    }
  }

  /**
   * What a version must be.
   *
   * @param source null for any
   */
  static Expected expected(@Nullable String source, boolean isAnyRelease) {
    return new Expected(
        source, isAnyRelease ? null : ProgramDigest.ofVerdicts(DataPlatforms.load()).orElse(null));
  }

  /** The folder of a source's versions in a data folder. */
  static VersionFileSet folder(Path data, String source) {
    try {
      return new VersionFileSet(
          data.toAbsolutePath().resolve("versions").resolve(new SourceId(source).value()));
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  /** Copies what a folder lacks of a version. */
  static MovedVersion copy(
      VersionOrigin origin,
      VersionManifest manifest,
      VersionFileSet target,
      Expected expected,
      Shell shell)
      throws IOException {
    try (var version = VersionImport.begin(target, manifest, expected);
        var progress = progress(shell, version.missing())) {
      for (var item : version.missing()) {
        version.receive(item, from -> origin.open(item, from), progress);
      }
      version.publish();
      return moved(manifest, version.missing(), target.folder().toString());
    }
  }

  /** Copies what a folder lacks from an archive. */
  static MovedVersion unpack(
      ArchiveReader archive, VersionFileSet target, Expected expected, Shell shell)
      throws IOException {
    try (var version = VersionImport.begin(target, archive.manifest(), expected);
        var progress = progress(shell, version.missing())) {
      archive.into(version, progress);
      return moved(archive.manifest(), version.missing(), target.folder().toString());
    }
  }

  static TransferProgress progress(Shell shell, List<Item> items) {
    return new TransferProgress(shell, Counts::bytes, bytes(items));
  }

  static MovedVersion moved(VersionManifest manifest, List<Item> items, String place) {
    return new MovedVersion(
        manifest.source(),
        manifest.commit(),
        manifest.id(),
        manifest.files().size(),
        manifest.bytes(),
        items.size(),
        bytes(items),
        place);
  }

  private static long bytes(List<Item> items) {
    return items.stream().mapToLong(Item::bytes).sum();
  }

  /**
   * What was moved, for people.
   *
   * @param others what those files are that were not moved, such as "already there"
   */
  static String text(String verb, MovedVersion moved, String others) {
    var rest = moved.files() - moved.movedFiles();
    return "%s version %s of '%s': %s%s%s\n"
        .formatted(
            verb,
            moved.commit().substring(0, 8),
            moved.source(),
            moved.movedFiles() == 0
                ? "nothing new"
                : "%s, %s"
                    .formatted(
                        Counts.of(moved.movedFiles(), "file"), Counts.bytes(moved.movedBytes())),
            rest == 0 ? "" : "; %s: %s".formatted(others, Counts.of(rest, "file")),
            moved.place().equals(STANDARD_OUTPUT) ? "" : ". It is in %s".formatted(moved.place()));
  }
}
