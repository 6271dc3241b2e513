package io.trueup.listener.engine.rollout;

import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What stays the same of recorded versions, each read from the store once: hundreds of platforms
 * move to one version at the same time. Bounded. Safe for any thread; blocks.
 */
public final class RecordedVersions {

  /** More than jobs run on at once; then all are read again. */
  private static final int MOST = 10_000;

  private final StateStore store;
  private final Map<Key, Recorded> known = new ConcurrentHashMap<>();

  private record Key(SourceId source, long version) {}

  /** What a version is and since when. */
  public record Recorded(CommitId commit, Instant decidedAt) {}

  public RecordedVersions(StateStore store) {
    this.store = store;
  }

  /** A version; empty when it is not recorded. */
  public Optional<Recorded> find(SourceId source, long version) {
    var key = new Key(source, version);
    var found = known.get(key);
    if (found != null) {
      return Optional.of(found);
    }
    var read =
        store.versions().find(source, version).map(it -> new Recorded(it.commit(), it.decidedAt()));
    if (known.size() >= MOST) {
      known.clear();
    }
    read.ifPresent(it -> known.put(key, it));
    return read;
  }

  /** The commit of a version; empty when it is not recorded. */
  public Optional<CommitId> commit(SourceId source, long version) {
    return find(source, version).map(Recorded::commit);
  }
}
