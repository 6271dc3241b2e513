package io.trueup.listener.engine.nodetime;

import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.Version;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The commits of versions. A version keeps its commit, so each is read from the store once.
 * Bounded. Safe for any thread; blocks.
 */
final class VersionCommits {

  /** More than jobs run on at once; then all are read again. */
  private static final int MOST = 10_000;

  private final StateStore store;
  private final Map<Key, CommitId> known = new ConcurrentHashMap<>();

  private record Key(SourceId source, long version) {}

  VersionCommits(StateStore store) {
    this.store = store;
  }

  /** The commit of a version; empty when the version is not recorded. */
  Optional<CommitId> of(SourceId source, long version) {
    var key = new Key(source, version);
    var found = known.get(key);
    if (found != null) {
      return Optional.of(found);
    }
    var read = store.versions().find(source, version).map(Version::commit);
    if (known.size() >= MOST) {
      known.clear();
    }
    read.ifPresent(it -> known.put(key, it));
    return read;
  }
}
