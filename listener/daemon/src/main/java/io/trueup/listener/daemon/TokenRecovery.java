package io.trueup.listener.daemon;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.engine.DaemonException;
import io.trueup.listener.engine.Secrets;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.embedded.EmbeddedPostgresException;
import java.util.Optional;

/**
 * Makes an operator token when none is left. Anyone who can read the daemon's secrets can do this:
 * it works on the state database itself, with or without a running daemon.
 */
public final class TokenRecovery {

  private TokenRecovery() {}

  /**
   * Makes and audits the token.
   *
   * @param user the account that asks
   * @return the token's secret; empty when the name is taken
   * @throws DaemonException when the state database cannot be used
   */
  public static Optional<String> recover(
      Configuration configuration, ProcessEnvironment environment, String name, String user) {
    try {
      return configuration.database() == null
          ? embedded(configuration, environment, name, user)
          : beside(configuration, environment, name, user);
    } catch (StateStoreException | EmbeddedPostgresException e) {
      throw new DaemonException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Uses the embedded Postgres of a running daemon, or starts it. */
  private static Optional<String> embedded(
      Configuration configuration, ProcessEnvironment environment, String name, String user) {
    if (DataFolder.isTaken(configuration.dataFolder())) {
      return beside(configuration, environment, name, user);
    }
    try (var folder = DataFolder.claim(configuration.dataFolder());
        var database = new StateDatabase(configuration, environment, folder);
        var store = database.open()) {
      return issue(store, name, user);
    }
  }

  private static Optional<String> beside(
      Configuration configuration, ProcessEnvironment environment, String name, String user) {
    try (var store =
        StateDatabase.beside(configuration, environment)
            .orElseThrow(() ->
                new DaemonException(
                    "The embedded Postgres in %s does not run yet. Retry when the daemon is ready"
                        .formatted(configuration.dataFolder()),
                    new IllegalStateException("not running")))) {
      return issue(store, name, user);
    }
  }

  private static Optional<String> issue(StateStore store, String name, String user) {
    return new Secrets()
        .issue(store.tokens(), name, Scope.OPERATE, null, new Actor("recovery by " + user, ""));
  }
}
