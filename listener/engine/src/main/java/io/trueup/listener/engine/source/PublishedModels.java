package io.trueup.listener.engine.source;

import io.trueup.listener.engine.versions.CompiledVersion;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.model.stored.StoredFile;
import io.trueup.statestore.CommitId;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accepted versions of one source that are open. Each is an immutable value that is published
 * whole, so finding one takes no lock. One that is not open is opened from its file, once for all
 * who ask. Thread-safe.
 */
final class PublishedModels {

  private static final Logger LOG = LoggerFactory.getLogger(PublishedModels.class);

  private final ModelBudget budget;
  private final @Nullable VersionFolder compiled;
  private final RecentVersions recent;
  private final Map<CommitId, OpenModel> open = new ConcurrentHashMap<>();
  private final SingleFlight<CommitId, Optional<EvaluatedVersion>> openings = new SingleFlight<>();
  private final SingleFlight<CommitId, EvaluatedVersion> loads = new SingleFlight<>();
  private final LongAdder opens = new LongAdder();
  private final LongAdder evictions = new LongAdder();
  private volatile Set<CommitId> pinned = Set.of();

  /**
   * No open version.
   *
   * @param compiled the files of accepted versions; null for none
   * @param recent versions that need not be opened from a file
   */
  PublishedModels(ModelBudget budget, @Nullable VersionFolder compiled, RecentVersions recent) {
    this.budget = budget;
    this.compiled = compiled;
    this.recent = recent;
    budget.add(this);
  }

  /** A version that is open; null when it must be opened first. Never blocks. */
  @Nullable EvaluatedVersion find(CommitId commit) {
    var found = open.get(commit);
    if (found == null) {
      return null;
    }
    if (!found.version().isSound()) {
      open.remove(commit, found);
      return null;
    }
    found.use(budget.now());
    return found.version();
  }

  /** A version that is open, was evaluated lately, or has a usable file; empty otherwise. */
  Optional<EvaluatedVersion> open(CommitId commit) {
    var found = find(commit);
    return found != null
        ? Optional.of(found)
        : openings.fly(
            commit,
            () -> {
              var meanwhile = find(commit);
              return meanwhile != null ? Optional.of(meanwhile) : opened(commit);
            });
  }

  private Optional<EvaluatedVersion> opened(CommitId commit) {
    var known = recent.find(commit);
    if (known != null && known.basis() != null && known.isSound()) {
      publish(commit, known);
      return Optional.of(known);
    }
    if (compiled == null) {
      return Optional.empty();
    }
    var found = compiled.find(commit.value()).map(EvaluatedVersion::of);
    found.ifPresent(it -> {
      LOG.info("Opened the compiled version of {}", commit);
      publish(commit, it);
    });
    return found;
  }

  /**
   * A version, however it can be had.
   *
   * @param load makes it when it is not open and has no usable file; called once for all who ask
   */
  EvaluatedVersion open(CommitId commit, Supplier<EvaluatedVersion> load) {
    return open(commit)
        .orElseGet(() ->
            loads.fly(
                commit,
                () ->
                    open(commit)
                        .orElseGet(() -> {
                          var loaded = load.get();
                          publish(commit, loaded);
                          return loaded;
                        })));
  }

  /** Publishes an accepted version, in place of the one of that commit that was open. */
  @SuppressWarnings("ReferenceEquality") // An equal version may have parts of other files.
  void publish(CommitId commit, EvaluatedVersion version) {
    var before = open.get(commit);
    if (before != null && before.version() == version) {
      before.use(budget.now());
      return;
    }
    var published = new OpenModel(commit, version, budget.now());
    if (open.put(commit, published) == null) {
      opens.increment();
    }
    budget.opened(published);
  }

  /** Has open versions read from another file with the same content. */
  void replace(CompiledVersion older, CompiledVersion newer) {
    open.replaceAll((commit, it) -> {
      var file = it.version().file();
      return file != null && file.id().equals(older.id())
          ? new OpenModel(commit, EvaluatedVersion.of(newer), it.lastUsed())
          : it;
    });
  }

  /** Closes a version; its readers go on. */
  boolean close(OpenModel model) {
    var isClosed = open.remove(model.commit(), model);
    if (isClosed) {
      evictions.increment();
      release(model);
    }
    return isClosed;
  }

  /** Drops what is cached of files that no open version has parts of. */
  private void release(OpenModel closed) {
    if (compiled != null) {
      var unused = new HashSet<StoredFile>(closed.version().parts());
      open.values().forEach(it -> it.version().parts().forEach(unused::remove));
      compiled.release(unused);
    }
  }

  /** Closes the versions whose files were removed, so that their space on the disk is free. */
  void closeRemoved() {
    open.values().removeIf(it -> it.version().isRemoved());
  }

  /** Says which versions are needed, so that they are closed last. */
  void pin(Set<CommitId> commits) {
    pinned = Set.copyOf(commits);
  }

  Set<CommitId> pinned() {
    return pinned;
  }

  Collection<OpenModel> open() {
    return List.copyOf(open.values());
  }

  /** Which versions are open, and what they take. */
  ModelUsage usage() {
    var needed = pinned;
    return new ModelUsage(
        budget.limit(),
        budget.bytes(),
        opens.sum(),
        evictions.sum(),
        open.values().stream()
            .sorted(Comparator.comparing(it -> it.commit().value()))
            .map(it ->
                new ModelUsage.Open(
                    it.commit(), it.bytes(), needed.contains(it.commit()), !it.isInMemoryOnly()))
            .toList());
  }

  /** About how many bytes the open versions take. */
  long bytes() {
    return open.values().stream().mapToLong(OpenModel::bytes).sum();
  }
}
