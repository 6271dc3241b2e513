package io.trueup.listener.engine.currency;

import io.trueup.listener.engine.currency.CurrencyAnswer.Known;
import io.trueup.listener.engine.currency.CurrencyAnswer.Standing;
import io.trueup.listener.engine.nodetime.NodeTimePreview;
import io.trueup.listener.engine.snapshot.ModelVersions;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.statestore.CurrencyReadings;
import io.trueup.statestore.CurrencyReadings.PlatformReading;
import io.trueup.statestore.CurrencyReadings.Reading;
import io.trueup.statestore.CurrencyReadings.WaitingNode;
import io.trueup.statestore.GateInputs;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells jobs whether they are current, by the rules of a job's start. Answers from a picture of the
 * store in memory, which {@link #refresh} keeps at most a second behind, whichever daemon changed
 * the store. What the picture does not hold is read from the store, for one node and without locks:
 * what a job must adapt to, nodes of targets that are not open here, nodes that left the model, and
 * nodes of a platform of which too many wait. Safe for any thread.
 */
public final class Currency {

  /** How often the store is read. */
  public static final Duration PERIOD = Duration.ofMillis(250);

  /** An older picture is not used while the store answers. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  /** A store that has not answered a reading for this long is away. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** If more nodes of a platform wait, they are read one at a time when they are asked about. */
  private static final int MOST_WAITING = 20_000;

  private static final int MOST_RECENT = 10_000;

  private final CurrencyReadings readings;
  private final NodeTimePreview rules;
  private final TargetGraphs graphs;
  private final InstantSource clock;
  private final @Nullable Duration longestStale;

  /** Answers that were read from the store less than a second ago. */
  private final Map<CurrencyQuestion, Recent> recent = new ConcurrentHashMap<>();

  private volatile @Nullable Picture picture;

  /** When the reading began that the store has not answered yet; null when there is none. */
  private volatile @Nullable Instant asking;

  private volatile boolean hasFailed;

  private final ReadingPace pace = new ReadingPace();

  /**
   * Answers from a store.
   *
   * @param clock decides how old a picture is; the store's own clock decides about gates
   * @param longestStale how long the last picture serves while the store is away; null when it does
   *     not
   */
  public Currency(
      CurrencyReadings readings,
      NodeTimePreview rules,
      ModelVersions versions,
      InstantSource clock,
      @Nullable Duration longestStale) {
    this.readings = readings;
    this.rules = rules;
    this.graphs = new TargetGraphs(versions, rules::feeding);
    this.clock = clock;
    this.longestStale = longestStale;
  }

  /**
   * A reading of the store.
   *
   * @param at before it began, by this process's clock
   */
  private record Picture(Reading reading, Instant at) {

    Duration age(Instant now) {
      return Duration.between(at, now);
    }

    /** The time by the store's clock. */
    Instant storeTime(Instant now) {
      return reading.at().plus(age(now));
    }
  }

  private record Recent(Known answer, PlatformReading of, Instant at) {}

  /**
   * Reads what changed in the store; less often when that takes long. To be called by one thread,
   * each {@link #PERIOD}.
   *
   * @throws io.trueup.statestore.StateStoreException when the store is away
   */
  public void refresh() {
    var now = clock.instant();
    if (pace.rests(now) && !hasFailed) {
      return;
    }
    var before = picture;
    asking = now;
    try {
      var reading = readings.read(before == null ? null : before.reading(), MOST_WAITING);
      picture = new Picture(reading, now);
      hasFailed = false;
      pace.read(now, clock.instant());
    } catch (RuntimeException | Error e) {
      hasFailed = true;
      throw e;
    } finally {
      asking = null;
    }
  }

  /** Opens the target versions that are not open here yet. Blocks, for as long as loads take. */
  public void openTargets() {
    var current = picture;
    if (current == null) {
      return;
    }
    var platforms = states(current);
    for (var wanted : graphs.missing(platforms, clock.instant())) {
      graphs.open(wanted, platforms, clock.instant());
    }
  }

  private static Collection<PlatformState> states(Picture current) {
    return current.reading().platforms().values().stream().map(PlatformReading::state).toList();
  }

  /** How old the picture is; empty before the first. Never blocks. */
  public Optional<Duration> age() {
    return Optional.ofNullable(picture).map(it -> it.age(clock.instant()));
  }

  /**
   * How long ago the store must have confirmed the token of a caller who is answered from memory:
   * while it is away, for as long as the last picture serves. Never blocks.
   */
  public Duration callersWithin() {
    return isAway(clock.instant()) && longestStale != null ? longestStale : FRESH;
  }

  /** The only platform of a name; empty when there are several, or none is known. Never blocks. */
  public Optional<PlatformId> named(String name) {
    var current = picture;
    if (current == null) {
      return Optional.empty();
    }
    PlatformId only = null;
    for (var id : current.reading().platforms().keySet()) {
      if (id.name().equals(name)) {
        if (only != null) {
          return Optional.empty();
        }
        only = id;
      }
    }
    return Optional.ofNullable(only);
  }

  /** Whether a platform is known. Never blocks. */
  public boolean knows(PlatformId platform) {
    var current = picture;
    return current != null && current.reading().platforms().containsKey(platform);
  }

  /** The answer, if memory suffices. Never blocks. */
  public Optional<CurrencyAnswer> known(CurrencyQuestion question) {
    return usable().flatMap(it -> fromMemory(it, question));
  }

  /**
   * The answer; reads the store where memory does not suffice. Blocks.
   *
   * @throws io.trueup.statestore.StateStoreException when the store is needed and away
   */
  public CurrencyAnswer find(CurrencyQuestion question) {
    var current = picture;
    if (current == null) {
      return new CurrencyAnswer.NotReady();
    }
    var platform = current.reading().platforms().get(question.platform());
    if (platform != null) {
      graphs.keep(platform.state(), question.node());
    }
    return known(question).orElseGet(() -> fromStore(question, platform));
  }

  /** The picture, if answers may be given from it. */
  private Optional<Picture> usable() {
    var now = clock.instant();
    return Optional.ofNullable(picture)
        .filter(it ->
            it.age(now).compareTo(FRESH) <= 0
                || (isAway(now)
                    && longestStale != null
                    && it.age(now).compareTo(longestStale) <= 0));
  }

  private boolean isAway(Instant now) {
    var since = asking;
    return hasFailed || (since != null && now.isAfter(since.plus(PATIENCE)));
  }

  private Optional<CurrencyAnswer> fromMemory(Picture current, CurrencyQuestion question) {
    var platform = current.reading().platforms().get(question.platform());
    if (platform == null) {
      return Optional.empty();
    }
    var now = clock.instant();
    var isStale = current.age(now).compareTo(FRESH) > 0;
    var last = recent.get(question);
    if (last != null
        && last.of().equals(platform)
        && !isStale
        && now.isBefore(last.at().plus(FRESH))) {
      return Optional.of(last.answer());
    }
    var found = node(platform, question);
    var situation =
        found == null
            ? null
            : situation(current, platform, question, found, current.storeTime(now));
    if (found == null || situation == null) {
      return Optional.empty();
    }
    var decision = rules.decide(question.platform(), situation);
    // Live runs keep a node from changing and from being retired; memory has none of them.
    var isWhole =
        !(decision instanceof NodeDecision.Adapt
            || decision instanceof NodeDecision.Reconcile
            || (decision instanceof NodeDecision.Retire(var mark, _) && mark));
    if (isWhole) {
      return Standings.of(decision, situation, List.of(), found.blockedSince())
          .map(it -> new Known(it, current.reading().at(), isStale));
    }
    return isStale
        ? lastKnown(platform, question, last, situation, decision, found.blockedSince())
            .map(it -> new Known(it, current.reading().at(), true))
        : Optional.empty();
  }

  /**
   * The answer to a job that has to adapt, while the store is away: the last one that was read, if
   * nothing of the platform has changed since, or what memory tells.
   */
  private Optional<Standing> lastKnown(
      PlatformReading platform,
      CurrencyQuestion question,
      @Nullable Recent last,
      NodeSituation situation,
      NodeDecision decision,
      @Nullable Instant blockedSince) {
    if (last != null && last.of().equals(platform)) {
      return Optional.of(last.answer().standing());
    }
    if (!(decision instanceof NodeDecision.Reconcile)) {
      return Standings.of(decision, situation, List.of(), blockedSince);
    }
    var inTarget = graphs.kept(platform.state(), question.node());
    return inTarget == null
        ? Optional.empty()
        : Standings.of(
            NodeTimePreview.following(inTarget.feeding(), it -> isAwaiting(platform, it), decision),
            situation,
            List.of(),
            blockedSince);
  }

  private static boolean isAwaiting(PlatformReading platform, NodeKey node) {
    var waiting = platform.waiting();
    var found = waiting == null ? null : waiting.get(node);
    return found != null && found.node().state() == NodeState.AWAITING_NODE_TIME;
  }

  /** What an answer depends on, as far as the picture tells; null when it does not. */
  private static @Nullable NodeSituation situation(
      Picture current,
      PlatformReading platform,
      CurrencyQuestion question,
      WaitingNode found,
      Instant now) {
    GateInputs inputs = null;
    if (NodeSituation.needsInputs(found.node())) {
      var all = current.reading().rules();
      var source = all.sources().get(question.platform().source());
      if (source == null) {
        return null;
      }
      // Only pauses and windows bear on a rollout that is under way.
      inputs = new GateInputs(all.windows(), all.pauses(), source, Collections.emptySortedMap());
    }
    return new NodeSituation(
        platform.state(),
        found.node(),
        found.realizedVersion(),
        List.of(),
        platform.locked().get(question.node()),
        inputs,
        question.lastRan(),
        now);
  }

  private @Nullable WaitingNode node(PlatformReading platform, CurrencyQuestion question) {
    var waiting = platform.waiting();
    if (waiting == null) {
      return null;
    }
    var known = waiting.get(question.node());
    if (known != null) {
      return known;
    }
    var atTarget = graphs.kept(platform.state(), question.node());
    return atTarget == null
        ? null
        : new WaitingNode(
            new NodeRecord(
                question.node(),
                NodeState.REALIZED,
                atTarget.fingerprint(),
                atTarget.fingerprint(),
                true),
            platform.state().target().version(),
            null);
  }

  private CurrencyAnswer fromStore(CurrencyQuestion question, @Nullable PlatformReading seen) {
    var at = clock.instant();
    var reading = readings.node(question.platform(), question.node(), question.lastRan());
    if (reading.isEmpty()) {
      return new CurrencyAnswer.UnknownPlatform();
    }
    var situation = without(question, reading.get().situation());
    var decision = rules.decide(question.platform(), question.node(), situation);
    if (decision instanceof NodeDecision.Unknown(var reason)) {
      return new CurrencyAnswer.UnknownNode(reason);
    }
    var answer =
        new Known(
            Standings.of(decision, situation, reading.get().changes(), reading.get().blockedSince())
                .orElseThrow(),
            situation.now(),
            false);
    if (seen != null) {
      if (recent.size() >= MOST_RECENT) {
        recent.clear();
      }
      recent.put(question, new Recent(answer, seen, at));
    }
    return answer;
  }

  /** The situation as if the job's own run were over. */
  private static NodeSituation without(CurrencyQuestion question, NodeSituation situation) {
    return new NodeSituation(
        situation.platform(),
        situation.node(),
        situation.realizedVersion(),
        situation.live().stream().filter(it -> !it.id().equals(question.run())).toList(),
        situation.lockedBy(),
        situation.inputs(),
        situation.lastRan(),
        situation.now());
  }
}
