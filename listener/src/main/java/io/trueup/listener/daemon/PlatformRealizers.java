package io.trueup.listener.daemon;

import io.trueup.listener.config.Configuration;
import io.trueup.listener.credentials.CredentialReader;
import io.trueup.listener.credentials.GuardedCredentials;
import io.trueup.listener.rollout.Realizers;
import io.trueup.platforms.spi.CredentialStore;
import io.trueup.platforms.spi.CredentialStore.Standing;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.DataPlatforms;
import io.trueup.platforms.spi.Installation;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.PlatformExecutor;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The platform types on the class path, with one executor each, made when first needed. Safe for
 * any thread.
 */
final class PlatformRealizers implements Realizers, AutoCloseable {

  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration LEAST_STATEMENT_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration MOST_STATEMENT_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final DataPlatforms platforms;
  private final CredentialStore credentials;
  private final PlatformEnvironment environment;
  private final Map<String, PlatformExecutor> executors = new ConcurrentHashMap<>();

  PlatformRealizers(
      DataPlatforms platforms,
      CredentialReader held,
      Configuration configuration,
      StateStore store) {
    this.platforms = platforms;
    this.credentials =
        new GuardedCredentials(
            held::find, store.credentials(), configuration.platforms().security());
    this.environment =
        new PlatformEnvironment(
            new Installation(store.installation().id(), store.installation().key()),
            credentials,
            new RememberedNames(store.names()),
            new RememberedStatements(store.statements()),
            LOCK_TIMEOUT,
            statementTimeout(configuration.timing().reconcile()),
            CONNECT_TIMEOUT,
            configuration.platforms().ddlAtOnce());
  }

  /** Less than a node-time reconciliation may take, in which a job waits for the statement. */
  private static Duration statementTimeout(Duration reconcile) {
    var most = reconcile.multipliedBy(2).dividedBy(3);
    return Collections.min(
        List.of(Collections.max(List.of(most, LEAST_STATEMENT_TIMEOUT)), MOST_STATEMENT_TIMEOUT));
  }

  @Override
  public DataPlatform platform(String type) {
    return platforms.require(type);
  }

  @Override
  public PlatformExecutor executor(String type) {
    return executors.computeIfAbsent(type, it -> platforms.require(it).executor(environment));
  }

  @Override
  public Standing check(CredentialUse use) {
    return credentials.check(use);
  }

  @Override
  public void close() {
    executors.values().forEach(PlatformExecutor::close);
  }
}
