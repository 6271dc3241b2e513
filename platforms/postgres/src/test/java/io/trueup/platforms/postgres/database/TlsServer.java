package io.trueup.platforms.postgres.database;

import io.trueup.statestore.embedded.EmbeddedPostgres;
import io.trueup.statestore.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;

/** A real Postgres that speaks TLS, with a certificate for {@code localhost} alone. */
final class TlsServer implements AutoCloseable {

  private static final char[] STORE_PASSWORD = "store-password".toCharArray();

  private final Path folder;
  private final EmbeddedPostgres postgres;

  TlsServer(Path folder) throws Exception {
    this.folder = folder;
    postgres = TestPostgres.ownServer(folder.resolve("data"));
    var store = keys("server");
    put("server.crt", certificate(store));
    put("server.key", pem("PRIVATE KEY", store.getKey("server", STORE_PASSWORD).getEncoded()));
    sql("ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()");
    Files.writeString(ca(), certificate(store));
    Files.writeString(folder.resolve("other.crt"), certificate(keys("other")));
  }

  int port() {
    return postgres.port();
  }

  /** The authority that made its certificate. */
  Path ca() {
    return folder.resolve("ca.crt");
  }

  /** Another one. */
  Path otherCa() {
    return folder.resolve("other.crt");
  }

  void sql(String... statements) throws SQLException {
    try (var connection =
            DriverManager.getConnection(
                postgres.jdbcUrl("postgres"), postgres.superuser(), postgres.password());
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Its files are its own user's, who has to write them. */
  private void put(String name, String text) throws SQLException {
    sql(
        "COPY (SELECT line FROM unnest(string_to_array('%s', chr(10))) AS l (line)) TO PROGRAM 'umask 077; cat > %s'"
            .formatted(text.strip(), name));
  }

  private KeyStore keys(String alias) throws IOException, GeneralSecurityException {
    var file = folder.resolve(alias + ".p12");
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-ext",
                "BC=ca:true",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(STORE_PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(alias + ".log").toFile())
            .start();
    try {
      if (keytool.waitFor() != 0) {
        throw new IOException(Files.readString(folder.resolve(alias + ".log")));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return KeyStore.getInstance(file.toFile(), STORE_PASSWORD);
  }

  private static String certificate(KeyStore store) throws GeneralSecurityException {
    var alias = store.aliases().nextElement();
    return pem("CERTIFICATE", store.getCertificate(alias).getEncoded());
  }

  private static String pem(String what, byte[] bytes) {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return String.join(
        "\n",
        List.of("-----BEGIN %s-----".formatted(what), lines, "-----END %s-----\n".formatted(what)));
  }

  @Override
  public void close() {
    postgres.close();
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
