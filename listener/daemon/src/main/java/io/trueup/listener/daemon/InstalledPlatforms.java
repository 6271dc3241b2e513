package io.trueup.listener.daemon;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.engine.credentials.CredentialReader;
import io.trueup.listener.engine.credentials.GuardedCredentials;
import io.trueup.listener.engine.event.MergeTrace;
import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.platforms.spi.CredentialStore;
import io.trueup.platforms.spi.CredentialStore.CredentialStatus;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.DataPlatforms;
import io.trueup.platforms.spi.InstallationIdentity;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.PlatformExecutor;
import io.trueup.platforms.spi.PlatformSettings;
import io.trueup.platforms.spi.StatementComments;
import io.trueup.statestore.Installation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.StateStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The platform types on the class path, each with one executor that is made when first needed. Safe
 * for any thread.
 */
final class InstalledPlatforms implements PlatformRuntimes {

  private final DataPlatforms platforms;
  private final CredentialStore credentials;
  private final PlatformEnvironment environment;
  private final Function<String, PlatformSettings> settings;
  private final Map<String, PlatformExecutor> executors = new ConcurrentHashMap<>();

  InstalledPlatforms(
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
            new InstallationIdentity(store.installation().id(), store.installation().key()),
            credentials,
            new StoredNames(store.names()),
            new StoredStatements(store.statements()),
            configuration.timing().reconcile(),
            comments(configuration, store.installation()));
    this.settings = configuration.platforms()::settings;
  }

  /** Where asked for, what statements begin with names the trace of their merge. */
  private static StatementComments comments(
      Configuration configuration, Installation installation) {
    var tracing = configuration.tracing();
    if (tracing == null || !tracing.sqlComments()) {
      return StatementComments.NONE;
    }
    return (platform, version) -> {
      if (version == 0) {
        return "";
      }
      var source = PlatformId.parse(platform).source();
      return "/*traceparent='%s'*/ "
          .formatted(MergeTrace.of(installation, source, version).parent());
    };
  }

  @Override
  public DataPlatform platform(String type) {
    return platforms.require(type);
  }

  @Override
  public PlatformExecutor executor(String type) {
    return executors.computeIfAbsent(
        type, it -> platforms.require(it).executor(environment, settings.apply(it)));
  }

  @Override
  public CredentialStatus check(CredentialUse use) {
    return credentials.check(use);
  }

  @Override
  public void close() {
    executors.values().forEach(PlatformExecutor::close);
  }
}
