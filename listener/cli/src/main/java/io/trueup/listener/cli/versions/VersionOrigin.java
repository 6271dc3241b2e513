package io.trueup.listener.cli.versions;

import io.trueup.listener.engine.versions.VersionManifest;
import io.trueup.listener.engine.versions.VersionManifest.Item;
import java.io.IOException;
import java.io.InputStream;

/** Where a version comes from. */
public interface VersionOrigin {

  /**
   * What a version consists of.
   *
   * @param version as its user names it
   * @throws io.trueup.listener.cli.terminal.CommandException when there is none
   */
  VersionManifest manifest(String version) throws IOException;

  /**
   * The content of one of its files; the caller closes it.
   *
   * @param from the first byte that is wanted
   * @throws IOException when it cannot be had now, or breaks off for good
   */
  InputStream open(Item file, long from) throws IOException;
}
