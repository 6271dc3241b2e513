package io.trueup.listener.daemon.modelserver;

import io.micrometer.core.instrument.MeterRegistry;
import io.trueup.listener.daemon.config.ConfiguredRemotes;
import io.trueup.listener.daemon.config.ModelServerConfiguration;
import io.trueup.listener.daemon.config.ModelServerConfiguration.Origin;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.status.ModelMeters;
import io.trueup.listener.engine.DaemonException;
import io.trueup.listener.engine.OpenResources;
import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.GitRemote;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.source.FolderLibrary;
import io.trueup.listener.engine.source.FragmentCache;
import io.trueup.listener.engine.source.GitModelLibrary;
import io.trueup.listener.engine.source.LoadTracker;
import io.trueup.listener.engine.source.ModelBudget;
import io.trueup.listener.engine.source.ModelLibrary;
import io.trueup.listener.engine.source.PlatformLint;
import io.trueup.listener.engine.versions.ProgramDigest;
import io.trueup.listener.engine.versions.VersionFileSet;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.listener.engine.versions.VersionImport;
import io.trueup.listener.engine.versions.VersionLabel;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.stored.BlockCache;
import io.trueup.platforms.spi.DataPlatforms;
import io.trueup.statestore.SourceId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The versions that a model server can open, of each source that it serves. Safe for any thread.
 */
final class ServedLibraries implements AutoCloseable {

  private static final String ANY_COMMIT = "";
  private static final Duration GIT = Duration.ofSeconds(60);
  private static final long MOST_CACHED = 4L << 30;

  /** Of a folder of its own, beside the versions that are needed. */
  private static final int NEWEST_KEPT = 2;

  private final ModelServerConfiguration configuration;
  private final ReportingClient daemon;
  private final SecretReader secrets;
  private final InstantSource clock;
  private final DataPlatforms platforms = DataPlatforms.load();
  private final Fingerprint program;
  private final BlockCache cache;
  private final ModelBudget budget;
  private final OpenResources opened = new OpenResources();
  private final SortedMap<SourceId, ModelLibrary> libraries = new TreeMap<>();
  private final SortedMap<SourceId, VersionFolder> owned = new TreeMap<>();
  private final Map<SourceId, Set<String>> cleaned = new ConcurrentHashMap<>();

  /**
   * Opens what versions are made of; no version itself.
   *
   * @throws DaemonException when the files of this program cannot be read
   * @throws io.trueup.listener.engine.git.GitException when the address of a repository is not
   *     allowed, or the folder of its mirror is in use
   */
  ServedLibraries(
      ModelServerConfiguration configuration,
      ReportingClient daemon,
      SecretReader secrets,
      InstantSource clock) {
    this.configuration = configuration;
    this.daemon = daemon;
    this.secrets = secrets;
    this.clock = clock;
    this.program =
        ProgramDigest.ofVerdicts(platforms)
            .orElseThrow(() ->
                new DaemonException(
                    "Cannot read the files of this program, by which it knows its own compiled"
                        + " versions. Start Trueup from files that its user may read",
                    null));
    var heap = Runtime.getRuntime().maxMemory();
    this.cache = BlockCache.forHeap(heap);
    var memory = configuration.memory();
    this.budget = memory == null ? ModelBudget.forHeap(heap) : new ModelBudget(memory);
    try {
      configuration
          .sources()
          .forEach((source, served) -> libraries.put(source, library(source, served)));
    } catch (RuntimeException | Error e) {
      opened.closeAfter(e);
      throw e;
    }
  }

  /** By source. */
  SortedMap<SourceId, ModelLibrary> bySource() {
    return libraries;
  }

  /** Registers the metrics of what is open. */
  void measure(MeterRegistry metrics) {
    ModelMeters.register(metrics, budget);
    libraries.forEach((source, library) -> ModelMeters.register(metrics, source.value(), library));
  }

  /**
   * Removes the files that are not needed from a folder of its own; the daemon cleans its own one.
   *
   * @param needed commits
   */
  void keepOnly(SourceId source, Set<String> needed) {
    var folder = owned.get(source);
    if (folder != null && !needed.equals(cleaned.put(source, needed))) {
      folder.clean(needed, NEWEST_KEPT);
    }
  }

  private ModelLibrary library(SourceId source, ModelServerConfiguration.Source served) {
    var root = ModelRoot.of(served.modelRoot());
    var folder = folder(source, root);
    var path = configuration.versions().folder().resolve(source.value());
    if (configuration.versions().from() != Origin.FOLDER) {
      owned.put(source, folder);
    }
    FolderLibrary.Supply supply =
        switch (configuration.versions().from()) {
          case FOLDER ->
              commit -> {
                throw new IOException(
                    "%s has no usable file of commit %s yet; the daemon writes it"
                        .formatted(path, commit.abbreviated()));
              };
          case DAEMON ->
              commit ->
                  daemon.fetch(
                      source,
                      commit,
                      new VersionFileSet(path),
                      new VersionImport.Expected(source.value(), program));
          case GIT ->
              mirror(
                  source,
                  root,
                  Objects.requireNonNull(served.repository()),
                  Objects.requireNonNull(configuration.versions().mirrors()));
        };
    return new FolderLibrary(folder, budget, supply);
  }

  private VersionFolder folder(SourceId source, ModelRoot root) {
    return new VersionFolder(
        configuration.versions().folder().resolve(source.value()),
        new VersionLabel(source.value(), ANY_COMMIT, root.text(), program),
        cache,
        clock);
  }

  /** Versions are made in a folder object of their own, so that each closes what it has opened. */
  private MirrorSupply mirror(
      SourceId source,
      ModelRoot root,
      ModelServerConfiguration.Repository repository,
      Path mirrors) {
    var mirror =
        opened.add(
            GitMirror.open(
                new GitRemote(
                    repository.address(),
                    repository.branch(),
                    ConfiguredRemotes.authentication(repository.authentication(), secrets),
                    GIT,
                    mirrors.resolve(source.value()))));
    var fragments = new FragmentCache(mirrors.resolve(source.value() + ".fragments"), MOST_CACHED);
    var library =
        new GitModelLibrary(
            mirror,
            root,
            new PlatformLint(platforms),
            new GitModelLibrary.Kept(fragments, folder(source, root), budget),
            new LoadTracker(source.value(), clock));
    return new MirrorSupply(mirror, library);
  }

  @Override
  public void close() {
    opened.close();
  }
}
