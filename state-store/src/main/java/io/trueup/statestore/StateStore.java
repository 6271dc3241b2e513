package io.trueup.statestore;

import java.time.Instant;

/** The state of an installation. Safe for any thread. */
public interface StateStore extends AutoCloseable {

  /** The store's clock, which decides about leases, gates and expiries. */
  Instant now();

  /**
   * The identity of this installation: the same for all processes that share the store, and for
   * ever.
   */
  Installation installation();

  /** Leases of sources and platforms. */
  Leases leases();

  /** The followed repositories. */
  Sources sources();

  /** Webhook deliveries. */
  Deliveries deliveries();

  /** Accepted and rejected merges. */
  Versions versions();

  /** Platforms with their pointers. */
  Platforms platforms();

  /** When targets may and may not move. */
  Windows windows();

  /** Pauses of several platforms. */
  GroupPauses groupPauses();

  /** Moves of platforms from one version to another, and the nodes they move. */
  Rollouts rollouts();

  /** Where platforms differ from what they have realized. */
  DriftRecords drift();

  /** Jobs' runs. */
  Runs runs();

  /** What the answers to jobs depend on, read without locks. */
  CurrencyReadings currency();

  /** Physical names in containers. */
  PhysicalNames names();

  /** The journal of statements that run in containers. */
  SchemaStatements statements();

  /** Every change of state, for others. */
  StateChanges changes();

  /** Webhooks that get events. */
  Subscriptions subscriptions();

  /** What forges were told about platforms. */
  ForgeStatuses forgeStatuses();

  /** The audit. */
  Audit audit();

  /** Where credentials may be used. */
  CredentialAddresses credentials();

  /** Tokens for calls to the daemon. */
  ApiTokens tokens();

  /** Leases on versions of models. */
  ModelLeases modelLeases();

  /** Processes that answer questions about models. */
  ModelServers modelServers();

  /** The daemons that share the store. */
  Daemons daemons();

  /** Sessions of the status page. */
  PageSessions pageSessions();

  /** When platforms are to be looked at. */
  Alarms alarms();

  /** How long records are kept. */
  RecordRetention retention();

  /**
   * A clock that is not started yet.
   *
   * @param holder this process, as in leases
   * @param group of the processes that share the clock
   */
  AlarmClock alarmClock(String holder, String group);

  /** Tells an observer of every batch that is written from now on; a store may write none. */
  default void observe(BatchObserver observer) {}

  @Override
  void close();
}
