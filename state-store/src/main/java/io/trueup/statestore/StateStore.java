package io.trueup.statestore;

import java.time.Instant;

/** Everything that is remembered. Safe for any thread. */
public interface StateStore extends AutoCloseable {

  /** The store's clock, which judges leases, gates and expiries. */
  Instant now();

  /** Which installation this is: the same for all who share the store, and never another one. */
  Installation installation();

  /** Who may write what. */
  Leases leases();

  /** What the repositories said. */
  Sources sources();

  /** Webhook deliveries. */
  Deliveries deliveries();

  /** Accepted and rejected merges. */
  Versions versions();

  /** Platforms with their pointers. */
  Platforms platforms();

  /** Moves of platforms from one version to another, and the nodes they move. */
  Rollouts rollouts();

  /** Jobs' runs. */
  Runs runs();

  /** What things are called in containers. */
  PhysicalNames names();

  /** What is run in containers. */
  SchemaStatements statements();

  /** Who did what. */
  Audit audit();

  /** Where credentials may be used. */
  CredentialAddresses credentials();

  /** Who may call. */
  ApiTokens tokens();

  /** Who looks at the status page. */
  PageSessions pageSessions();

  @Override
  void close();
}
