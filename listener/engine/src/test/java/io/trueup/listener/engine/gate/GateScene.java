package io.trueup.listener.engine.gate;

import io.trueup.model.ecosystem.PlatformDependency;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.AtClose;
import io.trueup.model.ecosystem.RolloutPolicy.VersionOrder;
import io.trueup.model.ecosystem.RolloutTerms;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.schedule.Cron;
import io.trueup.model.schedule.CronSchedule;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.GateInputs;
import io.trueup.statestore.ModelFleet;
import io.trueup.statestore.ModelServer;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Pause;
import io.trueup.statestore.PlatformState.Pointer;
import io.trueup.statestore.PlatformState.Waiting;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.GroupPause;
import io.trueup.statestore.control.Hold;
import io.trueup.statestore.control.RemovalApproval;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.RolloutWindow.Suspension;
import io.trueup.statestore.control.Selector;
import io.trueup.statestore.control.ShutGate;
import io.trueup.statestore.control.Steering;
import io.trueup.statestore.control.SyncRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A move from version 5 to 7 of a platform that follows merges, with no gate shut until a test
 * shuts one.
 */
final class GateScene {

  static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  static final SourceId ACME = new SourceId("acme");
  static final PlatformId LIVE = new PlatformId(ACME, "Live");
  static final PlatformId STAGING = new PlatformId(ACME, "Staging");
  static final Fingerprint GRAPH = new Fingerprint(7, 7);

  RolloutPolicy.On on = RolloutPolicy.On.MERGE;
  @Nullable CronSchedule schedule;
  AtClose atClose = AtClose.FINISH;
  VersionOrder versions = VersionOrder.NEWEST;
  List<PlatformDependency> dependencies = List.of();
  long merged = 7;
  long target = 5;
  long realized = 5;
  long syncRequested;
  @Nullable SyncRequest sync;
  @Nullable Pause pause;
  @Nullable Hold hold;
  @Nullable RemovalApproval approval;
  @Nullable Rollout rollout;
  Instant scheduleSince = Instant.EPOCH;

  SourceState.Health health = SourceState.Health.FOLLOWING;
  final List<RolloutWindow> windows = new ArrayList<>();
  final List<GroupPause> pauses = new ArrayList<>();
  final SortedMap<PlatformId, PlatformState> others = new TreeMap<>();

  final List<ModelServer> servers = new ArrayList<>();
  long served = 5;
  @Nullable Waiting waiting;

  long to = 7;
  Instant acceptedAt = NOON.minusSeconds(3600);
  Removal removal = Removal.NOTHING;
  final SortedMap<PlatformId, Fingerprint> dependencyGraphs = new TreeMap<>();
  CredentialGaps credentials = CredentialGaps.NONE;

  PlatformState platform() {
    return new PlatformState(
        LIVE,
        "postgres",
        new RolloutTerms(
            new RolloutPolicy(
                on,
                schedule,
                Collections.emptySortedMap(),
                atClose,
                versions,
                RolloutPolicy.RemovalGuard.DEFAULT,
                RolloutPolicy.DriftPolicy.NONE),
            dependencies,
            "cloud",
            new TreeSet<>(Set.of("eu"))),
        new Pointer(merged, null, NOON),
        new Pointer(target, null, NOON),
        new Pointer(realized, null, NOON),
        syncRequested,
        pause,
        waiting,
        new Steering(sync, hold, approval, scheduleSince, null, null),
        rollout,
        null,
        null);
  }

  GateInputs inputs() {
    return new GateInputs(windows, pauses, source(), others, new ModelFleet(served, servers));
  }

  private SourceState source() {
    return new SourceState(
        ACME,
        1,
        1,
        health,
        health == SourceState.Health.FOLLOWING ? null : "The branch was rewritten",
        NOON.minusSeconds(60),
        null,
        null,
        merged,
        null,
        null,
        null,
        null,
        null,
        null,
        0,
        NOON,
        null,
        null);
  }

  Move move() {
    return new Move(to, acceptedAt, removal, dependencyGraphs, credentials);
  }

  List<ShutGate> shut(GateRules rules, Instant at) {
    return rules.shut(platform(), inputs(), move(), at);
  }

  GateReport report(GateRules rules, Instant at) {
    return rules.report(platform(), inputs(), move(), at);
  }

  /** The sentences of the gates that are shut at noon, each after its kind. */
  List<String> sentences() {
    return shut(new GateRules(), NOON).stream()
        .map(it -> it.kind().text() + ": " + it.sentence())
        .toList();
  }

  /** A model server that reported a moment ago. */
  GateScene server(String name, boolean isLive, boolean isDraining, Long... open) {
    var prepared = new TreeMap<SourceId, SortedSet<Long>>();
    prepared.put(ACME, new TreeSet<>(List.of(open)));
    servers.add(
        new ModelServer(
            new ModelServer.Report(name, "a", "1", prepared, isDraining, 1, 2, NOON),
            "token",
            NOON,
            isLive));
    return this;
  }

  GateScene pausedUntil(@Nullable Instant until) {
    pause = new Pause("ann", "quarter end", NOON.minusSeconds(60), until);
    return this;
  }

  GateScene groupPaused(String selector, @Nullable Instant until) {
    pauses.add(
        new GroupPause(
            Selector.parse(selector), "bob", "incident 7", NOON.minusSeconds(60), until));
    return this;
  }

  GateScene held(long version, Hold.Cause cause) {
    hold = new Hold(version, cause, "ann", "not before the audit", NOON.minusSeconds(60));
    return this;
  }

  GateScene removes(int count, int before) {
    var removed = new TreeSet<NodeKey>();
    IntStream.range(0, count).forEach(it -> removed.add(NodeKey.ingest("Live", "S" + it)));
    removal = new Removal(before, removed, true);
    return this;
  }

  GateScene approves(String digest) {
    approval = new RemovalApproval(7, digest, "ann", "planned", NOON);
    return this;
  }

  GateScene follows(RolloutPolicy.On policy) {
    on = policy;
    return this;
  }

  GateScene scheduled(String cron, String zone) {
    on = RolloutPolicy.On.SCHEDULE;
    schedule = new CronSchedule(List.of(Cron.parse(cron)), zone);
    return this;
  }

  GateScene requested(long version, GateKind... overrides) {
    syncRequested = version;
    sync = new SyncRequest(version, Set.of(overrides), "ann", "now", NOON);
    return this;
  }

  /** A window in UTC. */
  GateScene window(
      String id, WindowKind kind, String start, Duration length, @Nullable String rule) {
    return window(id, kind, "all", times(start, length, "UTC", rule), null);
  }

  GateScene window(
      String id, WindowKind kind, String scope, WindowTimes times, @Nullable Suspension suspended) {
    windows.add(
        new RolloutWindow(
            id,
            new RolloutWindow.Spec(
                id, kind, Selector.parse(scope), times, "ops", "because of " + id),
            RolloutWindow.Origin.OPERATOR,
            1,
            NOON,
            NOON,
            suspended,
            null));
    return this;
  }

  static WindowTimes times(String start, Duration length, String zone, @Nullable String rule) {
    return new WindowTimes(
        LocalDateTime.parse(start), length, zone, rule, Collections.emptySortedSet());
  }

  GateScene dependsOn(PlatformDependency dependency) {
    var all = new ArrayList<>(dependencies);
    all.add(dependency);
    dependencies = all;
    return this;
  }

  /** The state of a platform that this one may depend on. */
  GateScene other(PlatformId id, long version, Instant graphSince, @Nullable Rollout itsRollout) {
    others.put(
        id,
        new PlatformState(
            id,
            "postgres",
            RolloutTerms.of(RolloutPolicy.MERGE),
            new Pointer(7, GRAPH, NOON),
            new Pointer(7, GRAPH, NOON),
            new Pointer(version, GRAPH, graphSince),
            0,
            null,
            null,
            new Steering(null, null, null, Instant.EPOCH, graphSince, null),
            itsRollout,
            null,
            null));
    return this;
  }

  /** The state of a platform that is rolled back and not there yet. */
  GateScene goesBack(PlatformId id, long from, long to, Instant graphSince, Rollout back) {
    others.put(
        id,
        new PlatformState(
            id,
            "postgres",
            RolloutTerms.of(RolloutPolicy.MERGE),
            new Pointer(7, GRAPH, NOON),
            new Pointer(to, new Fingerprint(to, to), NOON),
            new Pointer(from, GRAPH, graphSince),
            0,
            null,
            null,
            new Steering(null, null, null, Instant.EPOCH, graphSince, null),
            back,
            null,
            null));
    return this;
  }

  static Rollout rollout(
      PlatformId id, Rollout.State state, long from, long version, @Nullable String error) {
    return new Rollout(
        1,
        id,
        from,
        version,
        state,
        1,
        0,
        error,
        error == null ? null : NOON,
        0,
        NOON,
        null,
        NOON,
        error == null ? null : NOON);
  }
}
