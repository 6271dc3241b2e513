package io.trueup.listener.lab.bench;

import io.trueup.listener.engine.versions.ProgramDigest;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.listener.engine.versions.VersionLabel;
import io.trueup.model.stored.BlockCache;
import io.trueup.platforms.spi.DataPlatforms;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/** Compiled versions of generated models, as a daemon keeps them. */
final class BenchVersions {

  private BenchVersions() {}

  /** The versions in a folder, which need not exist. */
  static VersionFolder in(Path folder) {
    return in(folder, BenchVersions::now);
  }

  /**
   * The versions in a folder.
   *
   * @param clock is asked once for each version, when its content begins to be written
   */
  static VersionFolder in(Path folder, InstantSource clock) {
    var program = ProgramDigest.ofVerdicts(DataPlatforms.load()).orElseThrow();
    var cache = BlockCache.forHeap(Runtime.getRuntime().maxMemory());
    return new VersionFolder(folder, new VersionLabel("bench", "", "", program), cache, clock);
  }

  static Instant now() {
    var process = ManagementFactory.getRuntimeMXBean();
    return Instant.ofEpochMilli(process.getStartTime() + process.getUptime());
  }
}
