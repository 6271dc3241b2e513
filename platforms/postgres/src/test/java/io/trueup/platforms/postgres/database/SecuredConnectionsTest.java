package io.trueup.platforms.postgres.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.platforms.spi.ConnectionSecurity;
import io.trueup.platforms.spi.ConnectionSecurity.ChannelBinding;
import io.trueup.platforms.spi.ConnectionSecurity.Method;
import io.trueup.platforms.spi.ConnectionSecurity.Settings;
import io.trueup.platforms.spi.ConnectionSecurity.Tls;
import io.trueup.platforms.spi.CredentialStore.Login;
import io.trueup.platforms.spi.CredentialStore.UserPassword;
import io.trueup.platforms.spi.Endpoint;
import io.trueup.platforms.spi.Secret;
import io.trueup.platforms.testing.MemoryStatementJournal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How containers are connected to, seen from a real server with TLS. */
@Timeout(120)
class SecuredConnectionsTest {

  private static TlsServer server;

  @BeforeAll
  static void start() throws Exception {
    var folder = Files.createTempDirectory("trueup-tls-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    server = new TlsServer(folder);
    server.sql(
        "CREATE ROLE ann LOGIN PASSWORD 'canary-5be0'",
        "SET password_encryption = md5",
        "CREATE ROLE old LOGIN PASSWORD 'canary-5be0'");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void areNotEncryptedOnTheSameMachineByDefault() throws SQLException {
    assertThat(isEncrypted("127.0.0.1", "ann", byDefault("127.0.0.1", null))).isFalse();
  }

  @Test
  void areEncryptedAndBoundToTheServerElsewhere() throws SQLException {
    var security = byDefault("db.acme.internal", null);

    assertThat(security)
        .isEqualTo(
            new ConnectionSecurity(
                Tls.REQUIRE,
                null,
                new TreeSet<>(List.of(Method.SCRAM_SHA_256)),
                ChannelBinding.REQUIRE));
    assertThat(isEncrypted("127.0.0.1", "ann", security)).isTrue();
  }

  @Test
  void verifyTheCertificateWhereTheAuthorityIsGiven() throws SQLException {
    var security = byDefault("db.acme.internal", server.ca());

    assertThat(security.tls()).isEqualTo(Tls.VERIFY_FULL);
    assertThat(isEncrypted("localhost", "ann", security)).isTrue();
  }

  @Test
  void areRefusedToAServerWithACertificateForAnotherName() {
    assertThatThrownBy(
            () -> isEncrypted("127.0.0.1", "ann", byDefault("db.acme.internal", server.ca())))
        .isInstanceOf(ContainerException.class)
        .hasMessageStartingWith(
            "Cannot log in to database 'postgres' at 127.0.0.1:%d with credential 'warehouse': "
                .formatted(server.port()))
        .hasMessageEndingWith(
            ". Trueup connects there with tls 'verify-full', authentication 'scram-sha-256' and"
                + " channel-binding 'require'; set the server up for that, or change the settings"
                + " beside the credential where the daemon runs");
  }

  @Test
  void areRefusedToAServerOfAnotherAuthority() {
    assertThatThrownBy(
            () -> isEncrypted("localhost", "ann", byDefault("db.acme.internal", server.otherCa())))
        .isInstanceOf(ContainerException.class)
        .hasMessageContaining("with credential 'warehouse': ")
        .hasMessageContaining("tls 'verify-full'");
  }

  @Test
  void areRefusedWhereTheServerKeepsAnOldPassword() {
    assertThatThrownBy(() -> isEncrypted("127.0.0.1", "old", byDefault("127.0.0.1", null)))
        .isInstanceOf(ContainerException.class)
        .hasMessageNotContaining("canary");
  }

  private static ConnectionSecurity byDefault(String host, @Nullable Path ca) {
    return ConnectionSecurity.of(
        new Settings(null, ca, null, null), List.of(new Endpoint(host, 5432)));
  }

  private static boolean isEncrypted(String host, String user, ConnectionSecurity security)
      throws SQLException {
    var environment = TestContainer.environment(new MemoryStatementJournal(), 1);
    var login = new Login(new UserPassword(user, new Secret("canary-5be0")), security);
    var at = new ContainerDatabase(host, server.port(), "postgres");
    try (var reconciler = new SchemaReconciler(environment);
        var pools = new ContainerPools(environment)) {
      reconciler.open(at, "warehouse", login);
      try (var connection = pools.open(at, login).connections().getConnection();
          var statement = connection.createStatement();
          var row =
              statement.executeQuery(
                  "SELECT ssl FROM pg_catalog.pg_stat_ssl WHERE pid ="
                      + " pg_catalog.pg_backend_pid()")) {
        return row.next() && row.getBoolean("ssl");
      }
    }
  }
}
