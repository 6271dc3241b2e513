package io.trueup.listener.engine;

import io.trueup.listener.engine.Engine.FollowedBranch;
import io.trueup.listener.engine.facts.FactObserver;
import io.trueup.listener.engine.source.ModelLibrary;
import io.trueup.listener.engine.source.SourceWorker;
import io.trueup.listener.engine.source.SourceWorker.RefreshResult;
import io.trueup.listener.engine.work.LeaseKeeper;
import io.trueup.listener.engine.work.SerialWork;
import io.trueup.listener.engine.work.Threads;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.ServedWork;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the followed sources for new versions, each one check at a time, and keeps their mirrors
 * and compiled versions small between the checks. Safe for any thread.
 */
final class SourceChecks implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SourceChecks.class);

  private final StateStore store;
  private final Map<SourceId, FollowedBranch> branches = new TreeMap<>();
  private final Map<SourceId, SourceWorker> workers = new TreeMap<>();
  private final Consumer<SourceId> recorded;
  private final Predicate<SourceId> serves;
  private final MirrorMaintenance upkeep;
  private final AnnouncedRefreshes announced;
  private final OwedChecks owed;
  private final OpenResources opened = new OpenResources();
  private final SerialWork<SourceId> checks;
  private final SerialWork<SourceId> compactions;

  /**
   * The sources that a daemon follows, and which of them it checks.
   *
   * @param followed in any order
   * @param random spreads the checks after failed ones
   * @param facts told what is done
   */
  record Share(
      List<FollowedBranch> followed,
      ServedWork serves,
      RandomGenerator random,
      FactObserver facts) {}

  /**
   * Checks nothing yet.
   *
   * @param leases the caller closes them
   * @param later runs the checks that follow an announcement, or are owed
   * @param recorded called after new versions of a source are recorded
   */
  SourceChecks(
      StateStore store,
      LeaseKeeper leases,
      Share share,
      Threads threads,
      AnnouncedRefreshes.Alarm later,
      Consumer<SourceId> recorded) {
    this.store = store;
    this.recorded = recorded;
    this.serves = share.serves()::serves;
    this.upkeep = new MirrorMaintenance(store);
    this.announced = new AnnouncedRefreshes(later, this::poll);
    this.owed = new OwedChecks(later, this::request);
    for (var branch : share.followed()) {
      this.branches.put(branch.id(), branch);
      workers.put(
          branch.id(),
          new SourceWorker(
              branch.followed(), store, leases, share.facts(), share.random()::nextDouble));
    }
    this.compactions = opened.add(new SerialWork<>("compaction", threads, this::compact));
    this.checks = opened.add(new SerialWork<>("source", threads, this::check));
  }

  /** The followed sources that this daemon checks, in order. */
  Collection<FollowedBranch> served() {
    return branches.values().stream().filter(it -> serves.test(it.id())).toList();
  }

  /** A followed source; empty when it is not followed here. */
  Optional<FollowedBranch> branch(SourceId source) {
    return Optional.ofNullable(branches.get(source));
  }

  /** The models of each followed source. */
  Map<SourceId, ModelLibrary> libraries() {
    var libraries = new TreeMap<SourceId, ModelLibrary>();
    branches.forEach((id, branch) -> libraries.put(id, branch.followed().models()));
    return libraries;
  }

  /** Requests a check of a source and makes it now. */
  void poll(SourceId source) {
    store.sources().request(source);
    checks.poke(source);
  }

  /** Checks a source soon, after a delivery for it was turned away; does not block. */
  void turnedAway(SourceId source) {
    owed.owe(source);
  }

  /** Requests a check of a source, which a daemon that serves it makes. */
  private void request(SourceId source) {
    store.sources().request(source);
    if (serves.test(source)) {
      checks.poke(source);
    }
  }

  /**
   * Checks a source now, and again for a while, after a delivery whose request is recorded. What
   * this daemon does not serve is left to the sweep of one that does.
   */
  void announce(SourceId source) {
    if (serves.test(source)) {
      announced.announce(source);
      checks.poke(source);
    }
  }

  /** Checks the followed sources with requests that no check has answered. */
  void sweep() {
    store.sources().all().stream()
        .filter(source -> source.requested() > source.processed())
        .map(SourceState::id)
        .filter(workers::containsKey)
        .filter(serves)
        .forEach(checks::poke);
  }

  /** Detaches the sources that are not configured here and that no other process checks. */
  void detachOthers(Instant unseenSince) {
    for (var source : store.sources().detachAllBut(List.copyOf(branches.keySet()), unseenSince)) {
      LOG.warn(
          "Source '{}' is in no configuration and is detached. Remove it with"
              + " 'trueup sources forget {}'",
          source,
          source);
    }
  }

  private Optional<Duration> check(SourceId id) {
    var worker = workers.get(id);
    if (worker == null) {
      return Optional.empty();
    }
    return switch (refresh(worker)) {
      case RefreshResult.NotDue() -> Optional.empty();
      case RefreshResult.Waiting(var left) ->
          left.compareTo(Engine.SOON) <= 0 ? Optional.of(left) : Optional.empty();
      case RefreshResult.Blocked _ -> Optional.empty();
      case RefreshResult.Unchanged() -> {
        maintain(id);
        yield Optional.empty();
      }
      case RefreshResult.Failed(_, var retryAfter) -> Optional.of(retryAfter);
      case RefreshResult.Recorded(var versions) -> {
        announced.recorded(id, versions.size());
        recorded.accept(id);
        maintain(id);
        yield Optional.empty();
      }
    };
  }

  /** Records every failure of a check, so that operators see it and it is retried. */
  private static RefreshResult refresh(SourceWorker worker) {
    try {
      return worker.refresh();
    } catch (StateStoreException | LostLeaseException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      return worker.recordFailure(e);
    }
  }

  private void maintain(SourceId id) {
    var branch = branches.get(id);
    if (branch == null) {
      return;
    }
    upkeep.maintain(id, branch.mirror(), branch.compiled());
    upkeep.pin(branch.mirror(), branch.followed().models());
    if (branch.compiled() != null) {
      compactions.poke(id); // takes long for a large model, and the next merge must not wait
    }
  }

  private Optional<Duration> compact(SourceId id) {
    branch(id).ifPresent(branch -> branch.followed().models().compact());
    return Optional.empty();
  }

  @Override
  public void close() {
    opened.close();
  }
}
