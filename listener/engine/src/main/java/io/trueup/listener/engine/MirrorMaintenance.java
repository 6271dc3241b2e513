package io.trueup.listener.engine;

import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.git.MaintainedMirror;
import io.trueup.listener.engine.source.ModelLibrary;
import io.trueup.listener.engine.versions.KeptVersions;
import io.trueup.listener.engine.versions.NeededVersions;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
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

  /**
   * Says which versions are pinned in a mirror, so that they are closed last.
   *
   * @param models of the mirror's source
   */
  public void pin(MaintainedMirror mirror, ModelLibrary models) {
    try {
      models.pin(Set.copyOf(mirror.pins().values()));
    } catch (GitException e) {
      LOG.debug("Cannot read the pins", e); // reported by the maintenance just before
    }
  }

  private static Set<String> commits(MaintainedMirror mirror) {
    return mirror.pins().values().stream().map(CommitId::value).collect(Collectors.toSet());
  }

  private void keepWhatIsNeeded(SourceId source, MaintainedMirror mirror) {
    var pins = mirror.pins();
    var needed = NeededVersions.byPointers(store, source);
    if (pins.keySet().containsAll(needed.sequences())
        && pins.size() <= needed.sequences().size() + SPARE_PINS) {
      return;
    }
    needed.addRuns();
    mirror.keepOnly(commits(source, needed.sequences(), pins));
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
