package io.trueup.listener.lab.bench;

import io.trueup.listener.lab.demo.DaemonClient;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A daemon in a process of its own, which model servers report to, and its state database. Not
 * thread-safe.
 */
final class ServedDaemon implements AutoCloseable {

  private static final String HEAP = "-Xmx3g";

  private static final String FLIP =
      """
      SELECT extract(epoch FROM v.decided_at) * 1000,
             extract(epoch FROM s.served_since) * 1000
        FROM trueup.version v
        JOIN trueup.served_version s ON s.source = v.source
       WHERE v.source = ? AND v.sequence = ? AND s.served = v.sequence
      """;

  private static final String DECIDED =
      """
      SELECT v.accepted,
             extract(epoch FROM v.decided_at) * 1000
        FROM trueup.version v
       WHERE v.source = ? AND v.sequence = ?
      """;

  private final ChildProcess process;
  private final URI address;
  private final Secret token;
  private final Secret hookSecret;
  private final DaemonClient client;
  private final EmbeddedPostgres.Running postgres;
  private final Connection connection;

  /**
   * When a version was accepted and when every model server had it, by the database's clock.
   *
   * @param accepted milliseconds of the epoch
   * @param prepared milliseconds of the epoch
   */
  record Flip(double accepted, double prepared) {

    double millis() {
      return prepared - accepted;
    }
  }

  private ServedDaemon(ChildProcess process, Path folder) throws IOException, SQLException {
    this.process = process;
    address =
        URI.create(
            "http://127.0.0.1:" + Files.readString(folder.resolve(ServedDaemonProcess.PORT)));
    token = secret(folder.resolve("data").resolve("operator.token"));
    hookSecret = secret(folder.resolve("hook-secret"));
    postgres =
        EmbeddedPostgres.running(folder.resolve("data").resolve("postgres"))
            .orElseThrow(() -> new BenchException("The daemon's Postgres does not run", null));
    connection =
        DriverManager.getConnection(
            postgres.jdbcUrl("trueup"), postgres.superuser(), postgres.password());
    client = new DaemonClient(address, token);
  }

  /**
   * Starts a daemon, and returns when its state is open.
   *
   * @param launcher options of its virtual machine
   */
  static ServedDaemon start(
      List<String> launcher, Path folder, String repository, @Nullable Path postgresCache) {
    var options = new ArrayList<>(launcher);
    options.add(HEAP);
    var process =
        ChildProcess.start(
            options,
            ServedDaemonProcess.class,
            List.of(
                folder.toString(),
                repository,
                postgresCache == null ? "" : postgresCache.toString()));
    try {
      process.awaitReady();
      return new ServedDaemon(process, folder);
    } catch (IOException | SQLException e) {
      process.close();
      throw new BenchException("Cannot reach the daemon: " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
  }

  private static Secret secret(Path file) throws IOException {
    return new Secret(Files.readString(file).strip());
  }

  URI address() {
    return address;
  }

  Secret token() {
    return token;
  }

  EmbeddedPostgres.Running postgres() {
    return postgres;
  }

  DaemonClient client() {
    return client;
  }

  /** Announces a push as a forge does, and requires the answer 202. */
  void announce(CommitId commit) {
    var reply =
        client.deliverPush(
            DaemonUnderTest.SOURCE.value(), commit.value(), commit.value(), hookSecret);
    if (reply.status() != 202) {
      throw new BenchException(
          "The daemon answers a push by %d: %s".formatted(reply.status(), reply.body()), null);
    }
  }

  /** Keeps a version as a job does that pins it. */
  void lease(long version) {
    var reply =
        client.lease(DaemonUnderTest.SOURCE.value(), Long.toString(version), "a benchmark's jobs");
    if (reply.status() != 201) {
      throw new BenchException(
          "The daemon answers a lease by %d: %s".formatted(reply.status(), reply.body()), null);
    }
  }

  /** When a version was accepted, in milliseconds of the epoch; empty before its verdict. */
  Optional<Double> accepted(long version) {
    return row(DECIDED, version)
        .map(it -> {
          if (!it.get(0).equals("t")) {
            throw new BenchException("Version %d is rejected".formatted(version), null);
          }
          return Double.parseDouble(it.get(1));
        });
  }

  /** The flip to a version; empty until it is served. */
  Optional<Flip> flip(long version) {
    return row(FLIP, version)
        .map(it -> new Flip(Double.parseDouble(it.get(0)), Double.parseDouble(it.get(1))));
  }

  private Optional<List<String>> row(String query, long version) {
    try (var statement = connection.prepareStatement(query)) {
      statement.setString(1, DaemonUnderTest.SOURCE.value());
      statement.setLong(2, version);
      try (var rows = statement.executeQuery()) {
        return rows.next()
            ? Optional.of(
                List.of(String.valueOf(rows.getString(1)), String.valueOf(rows.getString(2))))
            : Optional.empty();
      }
    } catch (SQLException e) {
      throw new BenchException("Cannot query the state database: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    client.close();
    try {
      connection.close();
    } catch (SQLException _) {
      // The daemon ends next, and its Postgres with it.
    } finally {
      process.close();
    }
  }
}
