package io.trueup.statestore.postgres;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditChain.Head;
import io.trueup.statestore.AuditVerification;
import io.trueup.statestore.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Measures the cost of the audit's chain for writers: entries a second, each in its own
 * transaction, with and without the chain, on an embedded Postgres that writes to disk.
 *
 * <p>Arguments: a folder and, optionally, the number of entries for each writer.
 */
final class AuditBenchmark {

  private static final Actor ANN = new Actor("ann", "192.0.2.7");

  private AuditBenchmark() {}

  public static void main(String[] arguments) throws SQLException {
    var folder = Path.of(arguments[0]);
    var entries = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 500;
    var options =
        new EmbeddedPostgres.Options(folder.resolve("data"), folder.resolve("programs"), 0, true);
    try (var postgres = EmbeddedPostgres.start(options)) {
      postgres.createDatabase("trueup");
      var settings =
          new DatabaseSettings(
              postgres.jdbcUrl("trueup"),
              postgres.superuser(),
              postgres.password(),
              10,
              Duration.ofSeconds(10));
      try (var store = PostgresStateStore.open(settings)) {
        write(store, 8, entries); // warms up
        for (var round = 0; round < 2; round++) {
          for (var writers : List.of(1, 8)) {
            chain(settings, "DISABLE");
            var without = write(store, writers, entries);
            chain(settings, "ENABLE");
            var with = write(store, writers, entries);
            System.out.printf(
                "%d writers: %,.0f entries a second without the chain, %,.0f with it%n",
                writers, without, with);
          }
        }
        verify(store);
      }
    }
  }

  private static void chain(DatabaseSettings settings, String how) throws SQLException {
    try (var connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        var statement = connection.createStatement()) {
      statement.execute(
          "ALTER TABLE trueup.audit_entry %s TRIGGER audit_entry_is_chained".formatted(how));
    }
  }

  private static double write(PostgresStateStore store, int writers, int entries) {
    var began = System.nanoTime();
    try (var threads = Executors.newFixedThreadPool(writers)) {
      IntStream.range(0, writers)
          .mapToObj(writer ->
              CompletableFuture.runAsync(
                  () -> {
                    for (var entry = 0; entry < entries; entry++) {
                      store
                          .audit()
                          .append(
                              ANN,
                              "platform.paused",
                              "platform:acme/Live-" + writer,
                              "{\"reason\": \"entry %d\"}".formatted(entry),
                              "quarter end");
                    }
                  },
                  threads))
          .toList()
          .forEach(CompletableFuture::join);
    }
    return writers * entries * 1e9 / (System.nanoTime() - began);
  }

  private static void verify(PostgresStateStore store) {
    var began = System.nanoTime();
    var verification = new AuditVerification(Head.EMPTY, List.of());
    var page = store.audit().links(0, 1000);
    while (!page.isEmpty()) {
      for (var link : page) {
        var misfit = verification.next(link);
        if (misfit.isPresent()) {
          throw new IllegalStateException(misfit.get().reason());
        }
      }
      page = store.audit().links(verification.reached().position(), 1000);
    }
    System.out.printf(
        "Verified %,d entries, %,.0f a second%n",
        verification.reached().position(),
        verification.reached().position() * 1e9 / (System.nanoTime() - began));
  }
}
