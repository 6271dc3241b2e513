package io.trueup.listener.engine;

import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.git.MaintainedMirror;
import io.trueup.listener.engine.versions.KeptVersions;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the mirrors of sources small: unpins the commits of versions that are no longer needed,
 * consolidates packs, and removes compiled versions that nothing needs. It reads from the state
 * store each time which versions are needed, so the next turn completes one that crashed. Safe for
 * any thread.
 */
public final class MirrorMaintenance {

  private static final Logger LOG = LoggerFactory.getLogger(MirrorMaintenance.class);

  /** Spares each merge from reading the runs of all platforms. */
  private static final int SPARE_PINS = 8;

  private final StateStore store;

  public MirrorMaintenance(StateStore store) {
    this.store = store;
  }

  /**
   * Maintains a mirror once, and the compiled versions of what is pinned in it; the next turn
   * retries what fails.
   *
   * @param compiled null for none
   */
  public void maintain(SourceId source, MaintainedMirror mirror, @Nullable KeptVersions compiled) {
    try {
      keepWhatIsNeeded(source, mirror);
      if (compiled != null) {
        compiled.folder().clean(commits(mirror), compiled.newest());
      }
      if (mirror.maintain()) {
        LOG.info("Consolidated the mirror of '{}': {}", source, mirror.footprint());
      }
    } catch (GitException | StateStoreException e) {
      LOG.warn(
          "Cannot maintain the mirror of '{}': {}. Trueup retries after the next merge",
          source,
          e.getMessage());
    }
  }

  private static Set<String> commits(MaintainedMirror mirror) {
    return mirror.pins().values().stream().map(CommitId::value).collect(Collectors.toSet());
  }

  private void keepWhatIsNeeded(SourceId source, MaintainedMirror mirror) {
    var pins = mirror.pins();
    var platforms =
        store.platforms().all().stream().filter(it -> it.id().source().equals(source)).toList();
    var needed = needed(source, platforms);
    if (pins.keySet().containsAll(needed) && pins.size() <= needed.size() + SPARE_PINS) {
      return;
    }
    for (var platform : platforms) {
      store.runs().live(platform.id()).forEach(run -> needed.add(run.pinned()));
    }
    needed.remove(0L);
    mirror.keepOnly(commits(source, needed, pins));
  }

  /**
   * The accepted version, and those that the platforms are at, come from, are held at or are asked
   * to move to: a rollback needs no remote. Other versions are kept by the head's history, until it
   * is rewritten.
   */
  private SortedSet<Long> needed(SourceId source, List<PlatformState> platforms) {
    var needed = new TreeSet<Long>();
    store.sources().find(source).ifPresent(it -> needed.add(it.accepted()));
    for (var platform : platforms) {
      needed.add(platform.merged().version());
      needed.add(platform.target().version());
      needed.add(platform.realized().version());
      var rollout = platform.rollout();
      if (rollout != null) {
        needed.add(rollout.from());
      }
      var hold = platform.steering().hold();
      if (hold != null) {
        needed.add(hold.version());
      }
      var sync = platform.steering().sync();
      if (sync != null) {
        needed.add(sync.version());
      }
    }
    needed.remove(0L);
    return needed;
  }

  private SortedMap<Long, CommitId> commits(
      SourceId source, SortedSet<Long> versions, Map<Long, CommitId> pins) {
    var commits = new TreeMap<Long, CommitId>();
    for (var version : versions) {
      var pinned = pins.get(version);
      if (pinned != null) {
        commits.put(version, pinned);
      } else {
        store.versions().find(source, version).ifPresent(it -> commits.put(version, it.commit()));
      }
    }
    return commits;
  }
}
