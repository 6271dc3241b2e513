package io.trueup.listener.daemon;

import io.trueup.listener.git.GitException;
import io.trueup.listener.git.GitMirror;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps sources' mirrors small: lets go of the commits of versions that nothing needs any more, and
 * has packs consolidated. What a version needs is read from the state store each time, so a crash
 * leaves nothing that the next turn does not find. Safe for any thread.
 */
final class MirrorUpkeep {

  private static final Logger LOG = LoggerFactory.getLogger(MirrorUpkeep.class);

  /** Pins that may end are collected, so that not each merge asks for the runs of all platforms. */
  private static final int SPARE_PINS = 8;

  private final StateStore store;

  MirrorUpkeep(StateStore store) {
    this.store = store;
  }

  /** Does one turn; what fails is tried again in the next. */
  void turn(SourceId source, GitMirror mirror) {
    try {
      keepWhatIsNeeded(source, mirror);
      if (mirror.maintain()) {
        LOG.info("Consolidated the mirror of '{}': {}", source, mirror.footprint());
      }
    } catch (GitException | StateStoreException e) {
      LOG.warn(
          "Cannot tidy the mirror of '{}' up: {}. It is tried again after the next merge",
          source,
          e.getMessage());
    }
  }

  private void keepWhatIsNeeded(SourceId source, GitMirror mirror) {
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

  /** The versions that a platform is, or may have to be planned from, and the accepted one. */
  private SortedSet<Long> needed(SourceId source, List<PlatformState> platforms) {
    var needed = new TreeSet<Long>();
    store.sources().find(source).ifPresent(it -> needed.add(it.accepted()));
    for (var platform : platforms) {
      needed.add(platform.merged().version());
      needed.add(platform.target().version());
      needed.add(platform.realized().version());
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
