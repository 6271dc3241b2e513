package io.trueup.statestore.testing;

import io.trueup.model.rollout.NodeRecord;
import io.trueup.statestore.AlarmClock;
import io.trueup.statestore.Alarms;
import io.trueup.statestore.ApiTokens;
import io.trueup.statestore.Audit;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.CredentialAddresses;
import io.trueup.statestore.CurrencyReadings;
import io.trueup.statestore.Daemons;
import io.trueup.statestore.Deliveries;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.DriftRecords;
import io.trueup.statestore.ForgeStatuses;
import io.trueup.statestore.GroupPauses;
import io.trueup.statestore.Installation;
import io.trueup.statestore.Leases;
import io.trueup.statestore.ModelLeases;
import io.trueup.statestore.ModelServers;
import io.trueup.statestore.PageSessions;
import io.trueup.statestore.PhysicalNames;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Platforms;
import io.trueup.statestore.PointerRules.Pointers;
import io.trueup.statestore.RecordRetention;
import io.trueup.statestore.Rollouts;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.Runs;
import io.trueup.statestore.SchemaStatements;
import io.trueup.statestore.Sources;
import io.trueup.statestore.StateChanges;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.Subscriptions;
import io.trueup.statestore.Versions;
import io.trueup.statestore.Windows;
import io.trueup.statestore.batch.BatchWriters;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A state store without a database, for simulations and tests: the same contract, an injected clock
 * and faults on demand. Several handles may share one state, as several processes share one
 * database; closing a handle has no effect. Safe for any thread.
 */
public final class InMemoryStateStore implements StateStore {

  private static final Installation INSTALLATION = new Installation("c0ffee000000", "a key");

  private final MemoryState state;
  private final FaultPlan faults;
  private final Leases leases;
  private final Sources sources;
  private final Deliveries deliveries;
  private final Versions versions;
  private final Platforms platforms;
  private final Windows windows;
  private final GroupPauses groupPauses;
  private final Rollouts rollouts;
  private final DriftRecords drift;
  private final Runs runs;
  private final CurrencyReadings currency;
  private final PhysicalNames names;
  private final SchemaStatements statements;
  private final StateChanges changes;
  private final Subscriptions subscriptions;
  private final ForgeStatuses forgeStatuses;
  private final Audit audit;
  private final CredentialAddresses credentials;
  private final MemoryApiTokens tokens;
  private final ModelLeases modelLeases;
  private final ModelServers modelServers;
  private final Daemons daemons;
  private final PageSessions pageSessions;
  private final Alarms alarms;
  private final List<MemoryAlarmClock> clocks = new CopyOnWriteArrayList<>();

  /** An empty store that never fails. */
  public InMemoryStateStore(InstantSource clock) {
    this(new MemoryState(clock), FaultPlan.NONE, null);
  }

  /** An empty store that fails as planned. */
  public InMemoryStateStore(InstantSource clock, FaultPlan faults) {
    this(new MemoryState(clock), faults, null);
  }

  private InMemoryStateStore(MemoryState state, FaultPlan faults, @Nullable BatchWriters writers) {
    this.state = state;
    this.faults = faults;
    var transactor = new Transactor(state, faults);
    leases = new MemoryLeases(state, transactor);
    sources = new MemorySources(state, transactor);
    deliveries = new MemoryDeliveries(state, transactor);
    versions = new MemoryVersions(state, transactor);
    platforms = new MemoryPlatforms(state, transactor);
    windows = new MemoryWindows(state, transactor);
    groupPauses = new MemoryGroupPauses(state, transactor);
    rollouts = new MemoryRollouts(state, transactor);
    drift = new MemoryDrift(state, transactor);
    runs = new MemoryRuns(state, transactor, writers);
    currency = new MemoryCurrencyReadings(state, transactor);
    names = new MemoryPhysicalNames(state, transactor);
    statements = new MemorySchemaStatements(state, transactor);
    changes = new MemoryStateChanges(state, transactor);
    subscriptions = new MemorySubscriptions(state, transactor);
    forgeStatuses = new MemoryForgeStatuses(state, transactor);
    audit = new MemoryAudit(state, transactor);
    credentials = new MemoryCredentialAddresses(state, transactor);
    tokens = new MemoryApiTokens(state, transactor);
    modelLeases = new MemoryModelLeases(state, transactor);
    modelServers = new MemoryModelServers(state, transactor);
    daemons = new MemoryDaemons(state, transactor);
    pageSessions = new MemoryPageSessions(state, transactor, tokens);
    alarms = new MemoryAlarms(state, transactor);
  }

  /** One handle's access to the shared state. */
  record Transactor(MemoryState state, FaultPlan faults) {

    <T extends @Nullable Object> T in(String method, Supplier<T> work) {
      return state.transaction(faults, method, work);
    }

    void run(String method, Runnable work) {
      state.<@Nullable Void>transaction(
          faults,
          method,
          () -> {
            work.run();
            return null;
          });
    }
  }

  /** Has an observer see what all handles decide. */
  public void observe(StoreObserver observer) {
    state.observer = observer;
  }

  /** How many changes were recorded, those without a position included. */
  public long countChanges() {
    return state.changes.map().size();
  }

  /** Another handle on the same state, with faults of its own. */
  public InMemoryStateStore handle(FaultPlan itsFaults) {
    return new InMemoryStateStore(state, itsFaults, null);
  }

  /**
   * As the other, and writes what jobs ask for in batches.
   *
   * @param writers starts the writers of batches, on the thread that asks
   */
  public InMemoryStateStore handle(FaultPlan itsFaults, BatchWriters writers) {
    return new InMemoryStateStore(state, itsFaults, writers);
  }

  @Override
  public Installation installation() {
    return INSTALLATION;
  }

  @Override
  public Instant now() {
    return state.transaction(faults, "now", state::now);
  }

  @Override
  public Leases leases() {
    return leases;
  }

  @Override
  public Sources sources() {
    return sources;
  }

  @Override
  public Deliveries deliveries() {
    return deliveries;
  }

  @Override
  public Versions versions() {
    return versions;
  }

  @Override
  public Platforms platforms() {
    return platforms;
  }

  @Override
  public Windows windows() {
    return windows;
  }

  @Override
  public GroupPauses groupPauses() {
    return groupPauses;
  }

  @Override
  public Rollouts rollouts() {
    return rollouts;
  }

  @Override
  public DriftRecords drift() {
    return drift;
  }

  @Override
  public Runs runs() {
    return runs;
  }

  @Override
  public CurrencyReadings currency() {
    return currency;
  }

  @Override
  public PhysicalNames names() {
    return names;
  }

  @Override
  public SchemaStatements statements() {
    return statements;
  }

  @Override
  public StateChanges changes() {
    return changes;
  }

  @Override
  public Subscriptions subscriptions() {
    return subscriptions;
  }

  @Override
  public ForgeStatuses forgeStatuses() {
    return forgeStatuses;
  }

  @Override
  public Audit audit() {
    return audit;
  }

  @Override
  public CredentialAddresses credentials() {
    return credentials;
  }

  @Override
  public ApiTokens tokens() {
    return tokens;
  }

  @Override
  public ModelLeases modelLeases() {
    return modelLeases;
  }

  @Override
  public ModelServers modelServers() {
    return modelServers;
  }

  @Override
  public Daemons daemons() {
    return daemons;
  }

  @Override
  public PageSessions pageSessions() {
    return pageSessions;
  }

  @Override
  public Alarms alarms() {
    return alarms;
  }

  @Override
  public RecordRetention retention() {
    return new MemoryRetention();
  }

  /** Rings by {@link #ring} alone. */
  @Override
  public AlarmClock alarmClock(String holder, String group) {
    var clock = new MemoryAlarmClock(state.clocks, group);
    clocks.add(clock);
    return clock;
  }

  @Override
  public void close() {}

  // The following methods are for simulations: they make the shared clock ring.

  /** When the alarm clock rings next; it may be past. */
  public Optional<Instant> nextRing() {
    return state.clocks.next();
  }

  /** Takes the next ring, which {@link #ring} then brings to one process. */
  public List<String> takeRing() {
    return state.clocks.take();
  }

  /** Rings the clocks that were made by this handle. */
  public void ring(List<String> groups) {
    clocks.forEach(clock -> clock.ring(groups));
  }

  // The following methods are for assertions: they never fail, and are not part of the contract.

  /** The three pointers after each move of any of them, oldest first. */
  public List<Pointers> pointerHistory(PlatformId platform) {
    return look(() -> state.pointerHistory(platform));
  }

  /** All node records of a platform, the retired ones too, by key. */
  public List<NodeRecord> nodeRecords(PlatformId platform) {
    return look(
        () -> state.nodes(platform).rows().stream().map(MemoryState.NodeRow::record).toList());
  }

  /** All deliveries, oldest first. */
  public List<Delivery> allDeliveries() {
    return look(
        () -> state.deliveries.rows().stream().map(MemoryState.DeliveryRow::delivery).toList());
  }

  /** The whole audit, oldest first. */
  public List<AuditEntry> auditEntries() {
    return look(() -> List.copyOf(state.audit.rows()));
  }

  /** When the lease of a resource expires or expired; empty when it was never claimed. */
  public Optional<Instant> leaseExpiry(String resource) {
    return look(() -> Optional.ofNullable(state.leases.find(resource)).map(row -> row.expiresAt()));
  }

  /** When a run expires or expired; empty when there is none. */
  public Optional<Instant> runExpiry(RunId run) {
    return look(
        () -> Optional.ofNullable(state.runs.find(run.value())).map(row -> row.run().expiresAt()));
  }

  /** All runs as they are now, oldest first. */
  public List<Run> allRuns() {
    return look(() ->
        state.runs.rows().stream()
            .sorted(Comparator.comparingLong(MemoryState.RunRow::order))
            .map(it -> RunRows.show(it.run(), state.now()))
            .toList());
  }

  private <T> T look(Supplier<T> at) {
    return state.transaction(FaultPlan.NONE, "look", at);
  }
}
