package io.trueup.listener.engine.snapshot;

import io.trueup.listener.engine.snapshot.MissingVersionException.Reason;
import io.trueup.listener.engine.source.ModelLibrary;
import io.trueup.listener.engine.versions.NeededVersions;
import io.trueup.listener.engine.work.Threads;
import io.trueup.model.stored.DamagedFileException;
import io.trueup.model.verdict.Model;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.Version;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions that a state store records, opened by the libraries of this process. A version that
 * is needed ({@link NeededVersions}) is never gone: if it has no file, it is made again from git.
 * Another one is answered while its file is kept.
 */
public final class StoredModelVersions implements ModelVersions, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StoredModelVersions.class);

  /** How long a question waits for a version that is made from git. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What is known of more versions than this is read again. */
  private static final int MOST_KNOWN = 10_000;

  private final StateStore store;
  private final Map<SourceId, ModelLibrary> libraries;
  private final Threads.Runner runner;
  private final Duration patience;

  /** The commits of accepted versions, which never change. */
  private final Map<Key, CommitId> commits = new ConcurrentHashMap<>();

  private final Map<Key, CompletableFuture<Model>> loads = new ConcurrentHashMap<>();

  private record Key(SourceId source, long sequence) {}

  /**
   * Versions of sources.
   *
   * @param libraries of all served sources
   * @param threads make versions from git
   */
  public StoredModelVersions(
      StateStore store, Map<SourceId, ModelLibrary> libraries, Threads threads) {
    this(store, libraries, threads, PATIENCE);
  }

  /**
   * Versions of sources.
   *
   * @param patience how long a question waits for a version that is made from git
   */
  StoredModelVersions(
      StateStore store, Map<SourceId, ModelLibrary> libraries, Threads threads, Duration patience) {
    this.store = store;
    this.libraries = Map.copyOf(libraries);
    this.runner = threads.runner("model");
    this.patience = patience;
  }

  @Override
  public Optional<ModelVersion> opened(SourceId source, long sequence) {
    var library = libraries.get(source);
    var commit = commits.get(new Key(source, sequence));
    return library == null || commit == null
        ? Optional.empty()
        : library.opened(commit).map(it -> new ModelVersion(source, sequence, commit, it));
  }

  @Override
  public ModelVersion open(SourceId source, long sequence) {
    var key = new Key(source, sequence);
    var library = library(source);
    var commit = commit(key);
    var model =
        library
            .opened(commit)
            .or(() -> library.kept(commit))
            .orElseGet(() -> needed(key, commit, library));
    return new ModelVersion(source, sequence, commit, model);
  }

  private ModelLibrary library(SourceId source) {
    var library = libraries.get(source);
    if (library == null) {
      throw new MissingVersionException(
          Reason.NOT_SERVED,
          source,
          null,
          "This process does not follow source '%s'. Ask one that has it in its configuration"
              .formatted(source));
    }
    return library;
  }

  private CommitId commit(Key key) {
    var known = commits.get(key);
    if (known != null) {
      return known;
    }
    var found =
        store
            .versions()
            .find(key.source(), key.sequence())
            .orElseThrow(() ->
                unknown(
                    key.source(),
                    "Source '%s' has no version %d".formatted(key.source(), key.sequence())));
    if (!found.accepted()) {
      throw unknown(
          key.source(),
          "Version %d of source '%s' was rejected, so it has no model to ask about"
              .formatted(key.sequence(), key.source()));
    }
    return remember(found);
  }

  private CommitId remember(Version version) {
    if (commits.size() >= MOST_KNOWN) {
      commits.clear();
    }
    commits.put(new Key(version.source(), version.sequence()), version.commit());
    return version.commit();
  }

  /** A version without a file. It is made from git if anything needs it. */
  private Model needed(Key key, CommitId commit, ModelLibrary library) {
    if (!NeededVersions.includes(store, key.source(), key.sequence())) {
      throw missing(
          Reason.GONE,
          key,
          "Version %d of source '%s' is no longer kept".formatted(key.sequence(), key.source()));
    }
    try {
      return load(key, commit, library).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw missing(
          Reason.NOT_YET,
          key,
          "Version %d of source '%s' has no file and is being made from git%s. Try again shortly"
              .formatted(key.sequence(), key.source(), progress(library)));
    } catch (ExecutionException e) {
      throw failed(key, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw missing(Reason.NOT_YET, key, "Interrupted while a version was opened");
    }
  }

  private static String progress(ModelLibrary library) {
    return library.loading().map(it -> " (" + it.text() + ")").orElse("");
  }

  private RuntimeException failed(Key key, @Nullable Throwable cause) {
    if (cause instanceof DamagedFileException damage) {
      return damage;
    }
    return missing(
        Reason.NOT_YET,
        key,
        "Version %d of source '%s' has no file and cannot be made from git now: %s"
            .formatted(
                key.sequence(), key.source(), cause == null ? "no reason" : cause.getMessage()));
  }

  private CompletableFuture<Model> load(Key key, CommitId commit, ModelLibrary library) {
    var own = new CompletableFuture<Model>();
    var other = loads.putIfAbsent(key, own);
    if (other != null) {
      return other;
    }
    var opened = library.opened(commit); // by a load that ended just before this one began
    if (opened.isPresent()) {
      loads.remove(key, own);
      own.complete(opened.get());
      return own;
    }
    runner.start(() -> {
      try {
        own.complete(library.model(commit));
      } catch (RuntimeException | Error e) {
        LOG.warn(
            "Cannot make version {} of source '{}' from git: {}. It is tried again when it is"
                + " asked for",
            key.sequence(),
            key.source(),
            e.getMessage());
        loads.remove(key, own); // first, so that the next question does not meet the failure
        own.completeExceptionally(e);
      } finally {
        loads.remove(key, own);
      }
    });
    return own;
  }

  @Override
  public long resolve(SourceId source, VersionReference reference) {
    return switch (reference) {
      case VersionReference.Sequence(var number) -> {
        commit(new Key(source, number));
        yield number;
      }
      case VersionReference.Commit(var commit) ->
          store
              .versions()
              .newestAccepted(source, commit)
              .map(it -> {
                remember(it);
                return it.sequence();
              })
              .orElseThrow(() ->
                  unknown(
                      source,
                      "Source '%s' has no accepted version of commit %s"
                          .formatted(source, commit)));
      case VersionReference.Merged() -> {
        var current = current(source);
        if (current == null) {
          throw unknown(source, "Source '%s' has no accepted version yet".formatted(source));
        }
        yield current;
      }
      case VersionReference.PlatformPointer(var role, var name) -> {
        var platform = platform(source, name);
        var pointer =
            role == VersionReference.Role.REALIZED ? platform.realized() : platform.target();
        if (pointer.version() == 0) {
          throw unknown(
              source, "Platform '%s' has not realized any version yet".formatted(platform.id()));
        }
        yield pointer.version();
      }
    };
  }

  private PlatformState platform(SourceId source, String name) {
    return store
        .platforms()
        .find(new PlatformId(source, name))
        .orElseThrow(
            () -> unknown(source, "Source '%s' has no platform '%s'".formatted(source, name)));
  }

  private @Nullable Long current(SourceId source) {
    return store
        .modelServers()
        .served(source)
        .map(it -> it.served())
        .filter(it -> it != 0)
        .orElse(null);
  }

  private MissingVersionException unknown(SourceId source, String message) {
    return new MissingVersionException(Reason.UNKNOWN, source, current(source), message);
  }

  private MissingVersionException missing(Reason reason, Key key, String message) {
    return new MissingVersionException(reason, key.source(), current(key.source()), message);
  }

  /** Stops what is being made from git. */
  @Override
  public void close() {
    runner.close();
  }
}
