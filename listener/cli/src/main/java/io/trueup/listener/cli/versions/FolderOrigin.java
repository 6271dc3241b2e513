package io.trueup.listener.cli.versions;

import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.engine.versions.VersionFileSet;
import io.trueup.listener.engine.versions.VersionManifest;
import io.trueup.listener.engine.versions.VersionManifest.Item;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;

/** The versions in a folder of this machine, by their commits. */
public final class FolderOrigin implements VersionOrigin {

  private static final String NEWEST = "newest";

  private final VersionFileSet folder;

  public FolderOrigin(VersionFileSet folder) {
    this.folder = folder;
  }

  @Override
  public VersionManifest manifest(String version) throws IOException {
    for (var commit : folder.commits()) {
      if (version.equals(NEWEST) || commit.equals(version)) {
        var found = folder.manifest(commit, _ -> true);
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    throw new CommandException(
        ExitCode.NOT_FOUND,
        "%s has no usable version '%s'. In a folder, a version is the full id of its commit, or '%s'"
            .formatted(folder.folder(), version, NEWEST));
  }

  @Override
  public InputStream open(Item file, long from) throws IOException {
    var path = folder.find(file.id()).orElseThrow(() -> new NoSuchFileException(file.id()));
    return Channels.newInputStream(FileChannel.open(path, StandardOpenOption.READ).position(from));
  }
}
