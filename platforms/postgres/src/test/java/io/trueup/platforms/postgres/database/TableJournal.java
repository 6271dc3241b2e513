package io.trueup.platforms.postgres.database;

import io.trueup.platforms.spi.StatementJournal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A journal that outlives its process: a table in the container. */
record TableJournal(String url, String user, String password) implements StatementJournal {

  static final String TABLE =
      """
      CREATE TABLE IF NOT EXISTS public.journal (
        id bigserial PRIMARY KEY,
        container text NOT NULL,
        platform text NOT NULL,
        statements text[] NOT NULL,
        state text NOT NULL,
        word text NOT NULL DEFAULT '')
      """;

  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private <T> T work(Work<T> work) {
    try (var connection = DriverManager.getConnection(url, user, password)) {
      return work.on(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public long begin(Batch batch) {
    return work(connection -> {
      try (var statement =
          connection.prepareStatement(
              """
              INSERT INTO public.journal (container, platform, statements, state)
              VALUES (?, ?, ?, 'OPEN')
              RETURNING id
              """)) {
        statement.setString(1, batch.container());
        statement.setString(2, batch.platform());
        statement.setArray(
            3, connection.createArrayOf("text", batch.lines().stream().map(Line::sql).toArray()));
        try (var row = statement.executeQuery()) {
          row.next();
          return row.getLong("id");
        }
      }
    });
  }

  @Override
  public void landed(long id) {
    become(id, "LANDED", "", List.of("OPEN", "UNCERTAIN", "RESOLVED"));
  }

  @Override
  public void failed(long id, String error, boolean isUncertain) {
    become(
        id,
        isUncertain ? "UNCERTAIN" : "FAILED",
        error,
        isUncertain ? List.of("OPEN") : List.of("OPEN", "UNCERTAIN", "RESOLVED"));
  }

  @Override
  public void resolved(long id, String how) {
    become(id, "RESOLVED", how, List.of("OPEN", "UNCERTAIN"));
  }

  private void become(long id, String state, String word, List<String> from) {
    work(connection -> {
      try (var statement =
          connection.prepareStatement(
              """
              UPDATE public.journal
                 SET state = ?, word = ?
               WHERE id = ? AND state = ANY (?)
              """)) {
        statement.setString(1, state);
        statement.setString(2, word);
        statement.setLong(3, id);
        statement.setArray(4, connection.createArrayOf("text", from.toArray()));
        return statement.executeUpdate();
      }
    });
  }

  @Override
  public List<OpenBatch> open(String container, String platform) {
    return work(connection -> {
      var found = new ArrayList<OpenBatch>();
      try (var statement =
          connection.prepareStatement(
              """
              SELECT id, statements
                FROM public.journal
               WHERE container = ? AND platform = ? AND state IN ('OPEN', 'UNCERTAIN')
               ORDER BY id
              """)) {
        statement.setString(1, container);
        statement.setString(2, platform);
        try (var rows = statement.executeQuery()) {
          while (rows.next()) {
            var lines =
                Arrays.stream((Object[]) rows.getArray("statements").getArray())
                    .map(it -> new Line(null, String.valueOf(it), "", "", ""))
                    .toList();
            found.add(
                new OpenBatch(
                    rows.getLong("id"),
                    new Batch(container, platform, "a test", true, lines, null),
                    Instant.EPOCH));
          }
        }
      }
      return found;
    });
  }
}
