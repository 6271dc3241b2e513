package io.trueup.listener.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.ConfigurationReader;
import io.trueup.listener.engine.Secrets;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.ApiToken;
import io.trueup.statestore.ApiTokens.Revocable;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lock-out ends on the daemon's machine, whatever the daemon does. */
class TokenRecoveryTest {

  private static final Path CACHE =
      Path.of(
          System.getProperty("java.io.tmpdir"),
          "trueup-postgres-" + System.getProperty("user.name"));
  private static final ProcessEnvironment SURROUNDINGS =
      new ProcessEnvironment(_ -> null, InstantSource.system(), "test", CACHE);

  @TempDir Path folder;

  private Configuration configuration(String more) {
    var text =
        """
        listen: {port: 0}
        sources:
          acme: {repository: /nowhere, branch: main, webhook: {allow-unsigned: true}}
        """
            + more;
    return Objects.requireNonNull(
        ConfigurationReader.read("trueup.yaml", folder, text.getBytes(UTF_8)).configuration());
  }

  private Optional<String> recover(Configuration configuration) {
    return TokenRecovery.recover(configuration, SURROUNDINGS, "recovered", "root");
  }

  private static void assertOperates(StateStore store, String secret) {
    assertThat(store.tokens().find(Secrets.digest(secret)))
        .map(ApiToken::scope)
        .hasValue(Scope.OPERATE);
    var entry = store.audit().newest("token:recovered", 1).getFirst();
    assertThat(entry.verb()).isEqualTo(AuditVerbs.TOKEN_ADDED);
    assertThat(entry.actor().name()).isEqualTo("recovery by root");
  }

  @Test
  void makesATokenInTheEmbeddedPostgresWhileTheDaemonRunsAndWhileItDoesNot() throws Exception {
    var configuration = configuration("");
    // Under root the server has a user of its own, which has to get through.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));

    try (var daemon = Daemon.start(configuration, SURROUNDINGS)) {
      var store = daemon.opened().get(2, TimeUnit.MINUTES);
      store.tokens().revoke("operator", Revocable.ANY, new Actor("ann", ""));

      assertOperates(store, recover(configuration).orElseThrow());
      assertThat(recover(configuration)).isEmpty();
      store.tokens().revoke("recovered", Revocable.ANY, new Actor("ann", ""));
    }

    var secret = recover(configuration).orElseThrow();
    try (var daemon = Daemon.start(configuration, SURROUNDINGS)) {
      assertOperates(daemon.opened().get(2, TimeUnit.MINUTES), secret);
    }
  }

  @Test
  void makesATokenInAPostgresOfTheOperatorsOwn() throws IOException {
    try (var state = TestPostgres.freshDatabase()) {
      Files.writeString(folder.resolve("password"), state.password());
      var configuration =
          configuration(
              "database: {url: '%s', user: %s, password: {file: password}}\n"
                  .formatted(state.jdbcUrl(), state.user()));
      try (var database = DataFolder.claim(configuration.dataFolder());
          var opened = new StateDatabase(configuration, SURROUNDINGS, database);
          var store = opened.open()) {
        assertOperates(store, recover(configuration).orElseThrow());
      }
    }
  }
}
