package io.trueup.listener.cli.cache;

import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.engine.git.LocalRepository;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.source.LocalModels;
import io.trueup.listener.engine.source.LocalVersions;
import io.trueup.listener.engine.text.SafeText;
import io.trueup.listener.engine.versions.ProgramDigest;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.listener.engine.versions.VersionLabel;
import io.trueup.model.stored.BlockCache;
import io.trueup.model.stored.DamagedFileException;
import io.trueup.platforms.spi.DataPlatforms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What commands that read a model keep for the next one: the compiled versions of each repository
 * and model root, and what was seen in work trees. Whatever is wrong with it makes commands slower,
 * and is said once; it never changes what they answer. For one thread.
 */
public final class CommandCache {

  private static final int OPEN_BLOCKS = 8192;
  private static final String LIMIT = "TRUEUP_CACHE_LIMIT";
  private static final String VERSIONS = "versions";
  private static final String STATES = "states";

  private final CacheFolder folder;
  private final long limit;
  private final InstantSource clock;
  private final Consumer<String> warnings;
  private boolean isWarned;

  /**
   * Creates a cache.
   *
   * @param limit how many bytes all files may have together
   * @param warnings takes sentences for people
   */
  public CommandCache(
      CacheFolder folder, long limit, InstantSource clock, Consumer<String> warnings) {
    this.folder = folder;
    this.limit = limit;
    this.clock = clock;
    this.warnings = warnings;
  }

  /**
   * The cache of this user.
   *
   * @throws CommandException when the environment has a limit that is none
   */
  public static CommandCache of(Shell shell) {
    var named = shell.environment().getOrDefault(LIMIT, "");
    var limit =
        named.isEmpty()
            ? CacheLimit.DEFAULT
            : CacheLimit.parse(named)
                .orElseThrow(() ->
                    new CommandException(
                        ExitCode.USAGE,
                        "%s is '%s', which is no size such as 500MiB or 4GiB"
                            .formatted(LIMIT, named)));
    return new CommandCache(
        CacheFolder.of(shell.environment(), System.getProperty("os.name", "")),
        limit,
        shell.clock(),
        it -> shell.err().println("trueup: " + SafeText.line(it)));
  }

  /** The versions of a repository. */
  public LocalVersions versions(
      LocalRepository repository, ModelRoot root, DataPlatforms platforms) {
    return switch (folder) {
      case CacheFolder.Unusable _ -> LocalVersions.none();
      case CacheFolder.Usable(var path) -> versions(path, repository, root, platforms);
    };
  }

  private LocalVersions versions(
      Path path, LocalRepository repository, ModelRoot root, DataPlatforms platforms) {
    var label = repository.objects().toString();
    return new LocalVersions(
        own(path, repository, root),
        path.resolve(STATES),
        clock,
        own ->
            ProgramDigest.ofVerdicts(platforms)
                .map(program ->
                    new VersionFolder(
                        own,
                        new VersionLabel(label, "", root.toString(), program),
                        new BlockCache(OPEN_BLOCKS),
                        clock,
                        this::say)));
  }

  private static Path own(Path path, LocalRepository repository, ModelRoot root) {
    return path.resolve(VERSIONS).resolve(LocalVersions.key(repository.objects(), root));
  }

  /** Whether the user wants none. */
  public boolean isOff() {
    return limit == 0;
  }

  /** Keeps what a command computed, once it has answered. */
  public void keep(LocalModels models, LocalVersions versions, LocalRepository repository) {
    if (!models.hasUnkept()) {
      return;
    }
    switch (folder) {
      case CacheFolder.Unusable(var reason) -> warn(reason);
      case CacheFolder.Usable usable -> {
        isWarned = false;
        try {
          usable.create();
          models.keep();
          var own = own(usable.path(), repository, models.root());
          new CacheLimit(usable.path(), limit).enforce(own).ifPresent(this::warn);
        } catch (IOException e) {
          warn(DiskFailures.reason(e));
        } catch (UncheckedIOException e) {
          warn(DiskFailures.reason(Objects.requireNonNull(e.getCause())));
        } catch (DamagedFileException e) {
          versions.setAside(e);
        }
      }
    }
  }

  /** Says why nothing is kept, unless the folder of the versions said so. */
  private void warn(String reason) {
    if (!isWarned) {
      say("The compiled model is not kept, and the next command computes it again: " + reason);
    }
  }

  private void say(String sentence) {
    isWarned = true;
    warnings.accept(sentence);
  }
}
