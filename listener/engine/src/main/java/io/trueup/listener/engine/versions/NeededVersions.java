package io.trueup.listener.engine.versions;

import io.trueup.listener.engine.gate.AcceptedVersions;
import io.trueup.listener.engine.gate.GateRules;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.VersionOrder;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which versions of a source are needed, and by what: the accepted version, and those that the
 * platforms are at, come from, are held at, are asked to move to or move to next, so that a
 * rollback needs no remote, and model servers open a version before anything points to it; and
 * those of live runs and leases. Other versions are kept by the head's history, until it is
 * rewritten. Not thread-safe; blocks.
 */
public final class NeededVersions {

  private static final GateRules RULES = new GateRules();

  private final StateStore store;
  private final List<PlatformState> platforms;
  private final SortedMap<Long, SortedSet<String>> needed = new TreeMap<>();

  private NeededVersions(StateStore store, List<PlatformState> platforms) {
    this.store = store;
    this.platforms = platforms;
  }

  /** Without those that only runs need, which take longer to read. */
  public static NeededVersions byPointers(StateStore store, SourceId source) {
    var platforms =
        store.platforms().all().stream().filter(it -> it.id().source().equals(source)).toList();
    var needed = new NeededVersions(store, platforms);
    var accepted = store.sources().find(source).map(it -> it.accepted()).orElse(0L);
    needed.add(accepted, "accepted");
    platforms.forEach(needed::add);
    var versions = new StoredAcceptedVersions(store.versions(), source);
    platforms.forEach(it -> needed.addNext(it, versions));
    store
        .modelServers()
        .served(source)
        .filter(it -> it.served() != accepted)
        .ifPresent(it -> {
          needed.add(it.served(), "served");
          needed.add(it.preparing(), "being prepared");
        });
    store
        .modelLeases()
        .live(source)
        .forEach(lease -> needed.add(lease.version(), "lease of " + lease.holder()));
    return needed;
  }

  /** All of them: what needs each version, such as {@code Live: merged, target}, by sequence. */
  public static SortedMap<Long, SortedSet<String>> of(StateStore store, SourceId source) {
    var needed = byPointers(store, source);
    needed.addRuns();
    return needed.needed;
  }

  /** Whether a version is needed by anything; asks for runs only when no pointer needs it. */
  public static boolean includes(StateStore store, SourceId source, long version) {
    return byPointers(store, source).needed.containsKey(version)
        || store.runs().isPinned(source, version);
  }

  private void add(PlatformState platform) {
    add(platform.merged().version(), platform, "merged");
    add(platform.target().version(), platform, "target");
    add(platform.realized().version(), platform, "realized");
    var rollout = platform.rollout();
    if (rollout != null) {
      add(rollout.from(), platform, "before its last rollout");
    }
    var hold = platform.steering().hold();
    if (hold != null) {
      add(hold.version(), platform, "held");
    }
    var sync = platform.steering().sync();
    if (sync != null) {
      add(sync.version(), platform, "sync");
    }
  }

  /** The version that a platform moves to next: mostly its merged one, which is known without. */
  private void addNext(PlatformState platform, AcceptedVersions accepted) {
    var isMerged =
        platform.policy().versions() == VersionOrder.NEWEST
            && platform.policy().on() != RolloutPolicy.On.SCHEDULE;
    if (!isMerged) {
      RULES.destination(platform, accepted, store.now()).ifPresent(it -> add(it, platform, "next"));
    }
  }

  /** Adds those of live runs. */
  public void addRuns() {
    for (var platform : platforms) {
      store.runs().live(platform.id()).forEach(run -> add(run.pinned(), platform, "a run"));
    }
  }

  private void add(long version, PlatformState platform, String role) {
    add(version, "%s: %s".formatted(platform.id().name(), role));
  }

  private void add(long version, String what) {
    if (version != 0) {
      needed.computeIfAbsent(version, _ -> new TreeSet<>()).add(what);
    }
  }

  /** The sequence numbers of the versions found so far. */
  public SortedSet<Long> sequences() {
    return new TreeSet<>(needed.keySet());
  }
}
