package io.trueup.statestore.testing;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.ApiToken;
import io.trueup.statestore.Attribution;
import io.trueup.statestore.AuditChain;
import io.trueup.statestore.AuditChain.Link;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.BlockedNode;
import io.trueup.statestore.CredentialAddresses.CredentialAddress;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.ForgeStatuses;
import io.trueup.statestore.Lease;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.ModelLease;
import io.trueup.statestore.ModelServer;
import io.trueup.statestore.NodeDelta;
import io.trueup.statestore.PhysicalNames.ModelName;
import io.trueup.statestore.PhysicalNames.PhysicalName;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PointerRules.Pointers;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.RolloutStep;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunningDaemon;
import io.trueup.statestore.SchemaStatements;
import io.trueup.statestore.SchemaStatements.OpenBatch;
import io.trueup.statestore.ServedVersion;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.StateChange;
import io.trueup.statestore.StateChange.ActionRecorded;
import io.trueup.statestore.Subscription;
import io.trueup.statestore.Subscriptions;
import io.trueup.statestore.Version;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.GroupPause;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.drift.DriftCheck;
import io.trueup.statestore.drift.DriftedNode;
import io.trueup.statestore.testing.MemoryAlarms.AlarmRow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The shared state of all handles of one in-memory store. Every access is one transaction under the
 * state's lock.
 */
final class MemoryState {

  StoreObserver observer = StoreObserver.NONE;

  /** A stored lease; a released one is expired. */
  record LeaseRow(String holder, long token, Instant expiresAt) {}

  /** Nodes that are locked while a lease's token is the newest. */
  record NodeLockRow(long token, Set<NodeKey> nodes) {}

  record ArrivalRow(@Nullable Instant newest, long announced, long unannounced, long ever) {

    static final ArrivalRow NONE = new ArrivalRow(null, 0, 0, 0);
  }

  record DeliveryRow(Delivery delivery, String bodyDigest, Map<String, String> headers) {}

  record VersionRow(Version version, Map<String, List<NodeDelta>> deltas) {}

  record VersionKey(SourceId source, long sequence) implements Comparable<VersionKey> {
    @Override
    public int compareTo(VersionKey other) {
      var bySource = source.compareTo(other.source);
      return bySource != 0 ? bySource : Long.compare(sequence, other.sequence);
    }
  }

  record RolloutRow(
      long id,
      PlatformId platform,
      long from,
      long to,
      Rollout.State state,
      Instant startedAt,
      @Nullable Instant endedAt,
      Instant since,
      @Nullable Instant failingSince,
      boolean isSettled,
      Rollout.Kind kind,
      Set<GateKind> overrides,
      @Nullable String requestedBy,
      @Nullable String requestReason) {

    RolloutRow in(Rollout.State next, Instant now) {
      return new RolloutRow(
          id,
          platform,
          from,
          to,
          next,
          startedAt,
          next.isOver() ? now : null,
          now,
          failingSince,
          isSettled,
          kind,
          overrides,
          requestedBy,
          requestReason);
    }

    RolloutRow failingSince(@Nullable Instant failing) {
      return new RolloutRow(
          id,
          platform,
          from,
          to,
          state,
          startedAt,
          endedAt,
          since,
          failing,
          isSettled,
          kind,
          overrides,
          requestedBy,
          requestReason);
    }

    RolloutRow settled(boolean isSettledNow) {
      return new RolloutRow(
          id,
          platform,
          from,
          to,
          state,
          startedAt,
          endedAt,
          since,
          failingSince,
          isSettledNow,
          kind,
          overrides,
          requestedBy,
          requestReason);
    }
  }

  /** A step with the token of the lease under which it was last started. */
  record StepRow(RolloutStep step, long token) {}

  /** A node's record with the version by which its realized fingerprint was reached. */
  record NodeRow(NodeRecord record, long realizedVersion) {}

  /** A node of a platform. */
  record PlatformNode(PlatformId platform, NodeKey node) implements Comparable<PlatformNode> {

    @Override
    public int compareTo(PlatformNode other) {
      var byPlatform = platform.compareTo(other.platform);
      return byPlatform != 0 ? byPlatform : node.compareTo(other.node);
    }
  }

  /** Why a node could not be brought to its target, and since when. */
  record BlockedRow(PlatformNode of, String reason, Instant since) {

    BlockedNode shown() {
      return new BlockedNode(of.node(), reason, since);
    }
  }

  /** A drifted node with what it had realized when it was last seen to differ. */
  record DriftRow(PlatformNode of, @Nullable Fingerprint realized, DriftedNode drifted) {}

  /** A run with how long it may last once its node is reconciled, and what its job was told. */
  record RunRow(
      long order,
      Run run,
      Duration length,
      String reason,
      List<String> statements,
      @Nullable String error) {

    RunRow with(Run next) {
      return new RunRow(order, next, length, reason, statements, error);
    }

    RunRow having(List<String> ran) {
      return new RunRow(order, run, length, reason, ran, error);
    }

    RunRow failed(String why) {
      return new RunRow(order, run, length, reason, statements, why);
    }
  }

  record NameKey(String container, PlatformId platform, ModelName logical)
      implements Comparable<NameKey> {

    private static final Comparator<NameKey> ORDER =
        Comparator.comparing(NameKey::container)
            .thenComparing(NameKey::platform)
            .thenComparing(NameKey::logical);

    @Override
    public int compareTo(NameKey other) {
      return ORDER.compare(this, other);
    }
  }

  record BatchRow(OpenBatch batch, SchemaStatements.State state) {}

  record WindowRow(RolloutWindow window, boolean isDeleted) {}

  record TokenRow(ApiToken token, String digest) {}

  /** A session with the digest of its token. */
  record SessionRow(String token, Instant expiresAt) {}

  /** A lease as it is stored, with the token that holds it. */
  record ModelLeaseRow(long number, ModelLease lease, TokenRow token) {

    ModelLeaseRow with(ModelLease next) {
      return new ModelLeaseRow(number, next, token);
    }
  }

  /**
   * A change that was recorded.
   *
   * @param position null until it is numbered
   */
  record ChangeRow(long id, @Nullable Long position, Instant at, StateChange change) {}

  private final InstantSource clock;
  private final UndoLog journal = new UndoLog();
  private boolean inTransaction;
  private long lastId;

  final MemoryTable<String, LeaseRow> leases = new MemoryTable<>(journal);
  final MemoryTable<PlatformId, NodeLockRow> holds = new MemoryTable<>(journal);
  final MemoryTable<SourceId, SourceState> sources = new MemoryTable<>(journal);
  final MemoryTable<SourceId, SourceState> forgottenSources = new MemoryTable<>(journal);
  final MemoryTable<SourceId, Long> sequences = new MemoryTable<>(journal);
  final MemoryTable<Long, DeliveryRow> deliveries = new MemoryTable<>(journal);

  /** How deliveries arrive; none before the first. */
  final MemoryTable<SourceId, ArrivalRow> arrivals = new MemoryTable<>(journal);

  /** By source and commit. */
  final MemoryTable<String, Attribution> attributions = new MemoryTable<>(journal);

  final MemoryTable<Long, Delivery> refusedDeliveries = new MemoryTable<>(journal);

  /** The digest of the first body, by source and delivery id. */
  final MemoryTable<String, String> firstDigests = new MemoryTable<>(journal);

  final MemoryTable<VersionKey, VersionRow> versions = new MemoryTable<>(journal);
  final MemoryTable<Long, VersionKey> versionOrder = new MemoryTable<>(journal);

  /** As stored: without the rollout, and with a pause that may have ended. */
  private final List<PlatformId> platformNumbers = new ArrayList<>();

  final MemoryTable<PlatformId, PlatformState> platforms = new MemoryTable<>(journal);

  final MemoryTable<Long, RolloutRow> rollouts = new MemoryTable<>(journal);
  final MemoryTable<PlatformId, Long> newestRollouts = new MemoryTable<>(journal);
  final MemoryTable<String, RunRow> runs = new MemoryTable<>(journal);
  final MemoryTable<Long, String> runOrder = new MemoryTable<>(journal);

  /** Those of {@link #runOrder} whose run was not marked as over. */
  final MemoryTable<Long, String> liveRuns = new MemoryTable<>(journal);

  /** Names that were not released. */
  final MemoryTable<NameKey, PhysicalName> names = new MemoryTable<>(journal);

  final MemoryTable<PlatformNode, BlockedRow> blocked = new MemoryTable<>(journal);

  /** Drift that has not ended. */
  final MemoryTable<PlatformNode, DriftRow> drift = new MemoryTable<>(journal);

  final MemoryTable<PlatformId, DriftCheck> driftChecks = new MemoryTable<>(journal);

  /** Nodes whose tables an operator has brought to their target. */
  final MemoryTable<PlatformNode, NodeKey> applied = new MemoryTable<>(journal);

  final MemoryTable<NameKey, String> tableForms = new MemoryTable<>(journal);

  final MemoryTable<Long, BatchRow> batches = new MemoryTable<>(journal);
  final MemoryTable<Long, ChangeRow> changes = new MemoryTable<>(journal);
  final MemoryTable<String, Subscription> subscriptions = new MemoryTable<>(journal);
  final MemoryTable<Long, TreeMap<Long, Subscriptions.DeadEvent>> deadEvents =
      new MemoryTable<>(journal);
  final MemoryTable<String, ForgeStatuses.Told> forgeStatuses = new MemoryTable<>(journal);
  final MemoryTable<String, Long> changeReaders = new MemoryTable<>(journal);

  /** The ids of changes by position. */
  final MemoryTable<Long, Long> positions = new MemoryTable<>(journal);

  long lastNumbered;

  /** Whom each handle tells that it recorded changes. */
  final Map<FaultPlan, Runnable> recorded = new HashMap<>();

  private boolean hasRecorded;

  final MemoryTable<Long, AuditEntry> audit = new MemoryTable<>(journal);
  final MemoryTable<String, Map<String, CredentialAddress>> credentialAddresses =
      new MemoryTable<>(journal);

  final MemoryTable<String, WindowRow> windows = new MemoryTable<>(journal);
  final MemoryTable<String, GroupPause> groupPauses = new MemoryTable<>(journal);

  /** The audit's chain, by position. */
  final MemoryTable<Long, Link> auditChain = new MemoryTable<>(journal);

  final MemoryTable<String, AlarmRow> alarms = new MemoryTable<>(journal);
  final MemoryAlarmClock.Shared clocks = new MemoryAlarmClock.Shared();

  final MemoryTable<String, TokenRow> tokens = new MemoryTable<>(journal);
  final MemoryTable<String, SessionRow> pageSessions = new MemoryTable<>(journal);

  /** A model server with when it counts as stopped. */
  record ModelServerRow(ModelServer.Report report, String token, Instant at, Instant liveUntil) {}

  /** A daemon with when it counts as gone, and when it left. */
  record DaemonRow(
      RunningDaemon.Report report, Instant at, Instant liveUntil, @Nullable Instant leftAt) {}

  final MemoryTable<String, DaemonRow> daemons = new MemoryTable<>(journal);
  final MemoryTable<String, ModelServerRow> modelServers = new MemoryTable<>(journal);
  final MemoryTable<SourceId, ServedVersion> servedVersions = new MemoryTable<>(journal);
  final MemoryTable<Long, ModelLeaseRow> modelLeases = new MemoryTable<>(journal);
  private final Map<PlatformId, List<Pointers>> pointerHistory = new TreeMap<>();
  private final Map<PlatformId, MemoryTable<NodeKey, NodeRow>> nodes = new TreeMap<>();
  private final Map<Long, MemoryTable<Integer, StepRow>> steps = new TreeMap<>();

  MemoryState(InstantSource clock) {
    this.clock = clock;
  }

  /** Runs a method of the store as a transaction: all of its writes stay, or none. */
  synchronized <T extends @Nullable Object> T transaction(
      FaultPlan faults, String method, Supplier<T> work) {
    if (inTransaction) {
      throw new IllegalStateException(
          "Cannot call '%s' from inside another method of the store".formatted(method));
    }
    inTransaction = true;
    hasRecorded = false;
    T result;
    try {
      result = work.get();
      faults.beforeCommit(method);
      journal.commit();
    } finally {
      journal.rollBack();
      inTransaction = false;
    }
    if (hasRecorded) {
      recorded.getOrDefault(faults, () -> {}).run();
    }
    faults.afterCommit(method);
    return result;
  }

  Instant now() {
    return clock.instant();
  }

  long nextId() {
    return ++lastId;
  }

  List<Pointers> pointerHistory(PlatformId platform) {
    return List.copyOf(pointerHistory.getOrDefault(platform, List.of()));
  }

  /** Records a platform's pointers, if they moved. */
  void pointersAt(PlatformId platform, Pointers pointers) {
    var history = pointerHistory.computeIfAbsent(platform, _ -> new ArrayList<>());
    if (history.isEmpty() || !history.getLast().equals(pointers)) {
      history.add(pointers);
      journal.add(history::removeLast);
    }
  }

  /** A number for a platform, which it keeps. */
  int platformNumber(PlatformId platform) {
    if (!platformNumbers.contains(platform)) {
      platformNumbers.add(platform);
    }
    return platformNumbers.indexOf(platform);
  }

  PlatformId platformAt(int number) {
    return platformNumbers.get(number);
  }

  MemoryTable<NodeKey, NodeRow> nodes(PlatformId platform) {
    return nodes.computeIfAbsent(platform, _ -> new MemoryTable<>(journal));
  }

  MemoryTable<Integer, StepRow> steps(long rollout) {
    return steps.computeIfAbsent(rollout, _ -> new MemoryTable<>(journal));
  }

  boolean holds(Lease lease) {
    var row = leases.find(lease.resource());
    return row != null
        && row.token() == lease.token()
        && row.holder().equals(lease.holder())
        && now().isBefore(row.expiresAt());
  }

  /** The holder of a node's lock; null when it is not locked. */
  @Nullable String holder(PlatformId platform, NodeKey node) {
    var hold = holds.find(platform);
    var lease = leases.find(Lease.resource(platform));
    if (hold == null || lease == null || hold.token() != lease.token()) {
      return null;
    }
    var isHeld = hold.nodes().contains(node) && now().isBefore(lease.expiresAt());
    return isHeld ? lease.holder() : null;
  }

  /** Refuses a writer whose lease is not the resource's, or no longer its own (P2). */
  void fence(Lease lease, String resource) {
    if (!lease.resource().equals(resource)) {
      throw new IllegalArgumentException(
          "Cannot write '%s' with a lease of '%s'".formatted(resource, lease.resource()));
    }
    if (!holds(lease)) {
      throw LostLeaseException.of(lease);
    }
  }

  SourceState source(SourceId id) {
    var source = sources.find(id);
    if (source == null) {
      throw new IllegalArgumentException("Cannot find source '%s'".formatted(id));
    }
    return source;
  }

  PlatformState platform(PlatformId id) {
    var platform = platforms.find(id);
    if (platform == null) {
      throw new IllegalArgumentException("Cannot find platform '%s'".formatted(id));
    }
    return platform;
  }

  /** Gives a change its position. */
  void numbered(long change, long position) {
    var before = lastNumbered;
    positions.put(position, change);
    lastNumbered = change;
    journal.add(() -> lastNumbered = before);
  }

  /** Records a change in the transaction. */
  void tell(StateChange change) {
    var id = nextId();
    changes.put(id, new ChangeRow(id, null, now(), change));
    hasRecorded = true;
  }

  void audit(
      Actor actor,
      String verb,
      String subject,
      @Nullable String before,
      @Nullable String after,
      String reason) {
    var id = nextId();
    var entry = new AuditEntry(id, now(), actor, verb, subject, before, after, reason);
    audit.put(id, entry);
    if (!AuditVerbs.isToldByAnotherChange(verb)) {
      tell(new ActionRecorded(subject, verb, actor.name(), before, after, reason));
    }
    var head = auditHead();
    var position = head.position() + 1;
    auditChain.put(
        position, new Link(position, AuditChain.digest(head.digest(), position, entry), entry));
  }

  AuditChain.Head auditHead() {
    var last = auditChain.map().lastEntry();
    return last == null
        ? AuditChain.Head.EMPTY
        : new AuditChain.Head(last.getKey(), last.getValue().digest());
  }
}
