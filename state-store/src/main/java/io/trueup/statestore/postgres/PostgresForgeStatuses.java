package io.trueup.statestore.postgres;

import io.trueup.statestore.CommitId;
import io.trueup.statestore.ForgeStatuses;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SentStatus;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateChanges;
import java.sql.SQLException;
import java.util.List;

/** What forges were told about platforms. */
final class PostgresForgeStatuses implements ForgeStatuses {

  private static final String OF =
      """
      SELECT source, platform, version, commit, state, message, deployment, sent_at
        FROM forge_status
       WHERE source = ?
         AND platform = ?
       ORDER BY version
      """;

  private static final String RECORD =
      """
      INSERT INTO forge_status
             (source, platform, version, commit, state, message, deployment, sent_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, clock_timestamp())
          ON CONFLICT (source, platform, version) DO UPDATE
         SET commit = excluded.commit,
             state = excluded.state,
             message = excluded.message,
             deployment = excluded.deployment,
             sent_at = excluded.sent_at
      """;

  private static final String REMOVE =
      """
      DELETE FROM forge_status
       WHERE source = ?
         AND platform = ?
         AND version = ?
      """;

  private static final String FORGET = "DELETE FROM forge_status WHERE source = ?";
  private static final String FORGET_READER = "DELETE FROM change_reader WHERE name = ?";

  private final Database database;

  PostgresForgeStatuses(Database database) {
    this.database = database;
  }

  @Override
  public List<Told> of(PlatformId platform) {
    return database.inTransaction(
        "read what was told about platform '%s'".formatted(platform),
        tx ->
            tx.query(OF, PostgresForgeStatuses::told, platform.source().value(), platform.name()));
  }

  private static Told told(Row row) throws SQLException {
    return new Told(
        new SentStatus(
            row.platform("source", "platform"),
            row.number("version"),
            new CommitId(row.text("commit")),
            row.constant(SentStatus.State.class, "state"),
            row.text("message"),
            row.optionalText("deployment")),
        row.instant("sent_at"));
  }

  @Override
  public void record(Lease lease, SentStatus status) {
    var platform = status.platform();
    database.run(
        "record what was told about platform '%s'".formatted(platform),
        tx -> {
          fence(tx, lease, platform);
          tx.update(
              RECORD,
              platform.source().value(),
              platform.name(),
              status.version(),
              status.commit().value(),
              status.state().name(),
              status.text(),
              status.deployment());
        });
  }

  @Override
  public void remove(Lease lease, PlatformId platform, long version) {
    database.run(
        "forget what was told about platform '%s'".formatted(platform),
        tx -> {
          fence(tx, lease, platform);
          tx.update(REMOVE, platform.source().value(), platform.name(), version);
        });
  }

  private static void fence(Transaction tx, Lease lease, PlatformId platform) throws SQLException {
    PostgresLeases.fence(tx, lease, StateChanges.resource(ForgeStatuses.reader(platform.source())));
  }

  @Override
  public void forget(SourceId source) {
    database.run(
        "forget what was told about source '%s'".formatted(source),
        tx -> {
          tx.update(FORGET, source.value());
          tx.update(FORGET_READER, ForgeStatuses.reader(source));
        });
  }
}
