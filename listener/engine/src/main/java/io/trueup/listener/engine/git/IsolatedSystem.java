package io.trueup.listener.engine.git;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * JGit's view of the machine: no user or system configuration, no environment. An operator's {@code
 * .gitconfig} (helpers, rewritten URLs, proxies) has no effect.
 */
final class IsolatedSystem extends SystemReader.Delegate {

  /** The system caches packs anyway; more here costs memory and saves hardly any time. */
  private static final int PACKED_GIT_LIMIT = 8 * WindowCacheConfig.MB;

  private static final int WINDOW_SIZE = 64 * WindowCacheConfig.KB;
  private static final int DELTA_BASE_CACHE_LIMIT = 32 * WindowCacheConfig.MB;
  private static final int OPEN_FILES = 512;

  private static final Duration COARSEST_FILE_TIME = Duration.ofSeconds(2);

  private static final class Installed {
    static {
      SystemReader.setInstance(new IsolatedSystem(SystemReader.getInstance()));
      var cache = new WindowCacheConfig();
      cache.setPackedGitLimit(PACKED_GIT_LIMIT);
      cache.setPackedGitWindowSize(WINDOW_SIZE);
      cache.setDeltaBaseCacheLimit(DELTA_BASE_CACHE_LIMIT);
      cache.setPackedGitOpenFiles(OPEN_FILES);
      cache.install();
    }

    static void now() {}
  }

  private IsolatedSystem(SystemReader machine) {
    super(machine);
  }

  /** Sets JGit up, once for each process. */
  static void install() {
    Installed.now();
  }

  @Override
  public @Nullable String getenv(String variable) {
    return null;
  }

  @Override
  public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
    return new NoFile(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
    return new NoFile(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
    return new NoFile(parent, fs);
  }

  /** A configuration that is empty and stays in memory. */
  private static final class NoFile extends FileBasedConfig {

    NoFile(@Nullable Config parent, FS fs) {
      super(parent, null, fs);
    }

    @Override
    public void load() throws ConfigInvalidException {}

    @Override
    public void save() {}

    @Override
    public boolean isOutdated() {
      return false;
    }

    /**
     * Fixes the resolution of file times, which JGit would measure by writing files for seconds.
     */
    @Override
    public long getTimeUnit(
        String section,
        @Nullable String subsection,
        String name,
        long defaultValue,
        TimeUnit unit) {
      return section.equals("filesystem")
          ? unit.convert(COARSEST_FILE_TIME)
          : super.getTimeUnit(section, subsection, name, defaultValue, unit);
    }
  }
}
