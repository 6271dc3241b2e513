package io.trueup.listener.daemon;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.source.ModelBudget;
import io.trueup.listener.engine.versions.KeptVersions;
import io.trueup.listener.engine.versions.ProgramDigest;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.listener.engine.versions.VersionLabel;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.stored.BlockCache;
import io.trueup.platforms.spi.DataPlatforms;
import io.trueup.statestore.SourceId;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a daemon keeps compiled versions; all sources share what is read from them. */
final class VersionFiles {

  private static final Logger LOG = LoggerFactory.getLogger(VersionFiles.class);

  /** A label is completed with the commit of each version. */
  private static final String ANY_COMMIT = "";

  private final Path folder;
  private final int newest;
  private final @Nullable Fingerprint program;
  private final BlockCache cache = BlockCache.forHeap(Runtime.getRuntime().maxMemory());
  private final ModelBudget budget;
  private final InstantSource clock;

  /**
   * Versions in the data folder of a configuration.
   *
   * @param platforms whose checks are part of verdicts
   */
  VersionFiles(Configuration configuration, DataPlatforms platforms, InstantSource clock) {
    this.folder = configuration.dataFolder().resolve("versions");
    this.newest = configuration.versions().keep();
    this.program = ProgramDigest.ofVerdicts(platforms).orElse(null);
    this.clock = clock;
    var memory = configuration.models().memory();
    this.budget =
        memory == null
            ? ModelBudget.forHeap(Runtime.getRuntime().maxMemory())
            : new ModelBudget(memory);
    if (program == null) {
      LOG.warn(
          "Compiled versions are not used, because the files of this program cannot be read. Start"
              + " Trueup from files that its user may read");
    }
  }

  /** What the open versions of all sources may take. */
  ModelBudget budget() {
    return budget;
  }

  /** The versions of a source; null where none can be used. */
  @Nullable KeptVersions of(SourceId source, ModelRoot root) {
    return program == null
        ? null
        : new KeptVersions(
            new VersionFolder(
                folder.resolve(source.value()),
                new VersionLabel(source.value(), ANY_COMMIT, root.text(), program),
                cache,
                clock),
            newest);
  }
}
