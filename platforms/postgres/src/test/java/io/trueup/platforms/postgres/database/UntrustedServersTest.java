package io.trueup.platforms.postgres.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.platforms.postgres.database.FakeServer.Asks;
import io.trueup.platforms.spi.ConnectionSecurity;
import io.trueup.platforms.spi.ConnectionSecurity.Settings;
import io.trueup.platforms.spi.ConnectionSecurity.Tls;
import io.trueup.platforms.spi.CredentialStore.Login;
import io.trueup.platforms.spi.CredentialStore.UserPassword;
import io.trueup.platforms.spi.Secret;
import io.trueup.platforms.testing.MemoryStatementJournal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that a model names by mistake or malice receives no password. */
@Timeout(60)
class UntrustedServersTest {

  private static final String CANARY = "canary-1d7e";

  @ParameterizedTest
  @EnumSource(Asks.class)
  void areToldNothing(Asks asks) {
    try (var stranger = new FakeServer(asks)) {
      var at = new ContainerDatabase("127.0.0.1", stranger.port(), "warehouse");

      assertThatThrownBy(() -> open(at, ConnectionSecurity.defaultFor(at.endpoint())))
          .isInstanceOf(ContainerException.class)
          .hasMessage(
              "Cannot log in to %s with credential 'warehouse': Authentication method is not allowed by requireAuth. Trueup connects there with tls 'disable', authentication 'scram-sha-256' and channel-binding 'prefer'; set the server up for that, or change the settings beside the credential where the daemon runs"
                  .formatted(at));

      assertThat(String.join("", stranger.told())).doesNotContain(CANARY, "md5");
    }
  }

  @Test
  void areToldNothingWhereTheyRefuseTls() {
    try (var stranger = new FakeServer(Asks.PASSWORD)) {
      var at = new ContainerDatabase("127.0.0.1", stranger.port(), "warehouse");
      var security =
          ConnectionSecurity.of(
              new Settings(Tls.REQUIRE, null, null, null), List.of(at.endpoint()));

      assertThatThrownBy(() -> open(at, security))
          .isInstanceOf(ContainerException.class)
          .hasMessage(
              "Cannot log in to %s with credential 'warehouse': The server does not support SSL. Trueup connects there with tls 'require', authentication 'scram-sha-256' and channel-binding 'require'; set the server up for that, or change the settings beside the credential where the daemon runs"
                  .formatted(at));

      assertThat(stranger.told()).isEmpty();
    }
  }

  private static void open(ContainerDatabase at, ConnectionSecurity security) {
    var environment = TestContainer.environment(new MemoryStatementJournal(), 1);
    try (var reconciler = new SchemaReconciler(environment)) {
      reconciler.open(
          at, "warehouse", new Login(new UserPassword("ann", new Secret(CANARY)), security));
    }
  }
}
