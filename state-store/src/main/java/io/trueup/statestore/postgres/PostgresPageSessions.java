package io.trueup.statestore.postgres;

import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.ApiToken;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.PageSessions;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import java.time.Duration;
import java.util.Optional;

/** Sessions; the row of an expired session is deleted when the next session starts. */
final class PostgresPageSessions implements PageSessions {

  private static final String DELETE_EXPIRED =
      """
      DELETE FROM page_session
       WHERE expires_at <= clock_timestamp()
      """;

  private static final String BEGIN =
      """
      INSERT INTO page_session (digest, token, began_at, expires_at)
      SELECT ?, t.id, clock_timestamp(),
             least(clock_timestamp() + ?::interval, t.expires_at)
        FROM api_token AS t
       WHERE t.digest = ?
         AND t.revoked_at IS NULL
         AND (t.expires_at IS NULL OR t.expires_at > clock_timestamp())
       ORDER BY t.id
       LIMIT 1
         FOR SHARE
      RETURNING token
      """;

  private static final String TOKEN =
      """
      SELECT name, scope, created_at, expires_at
        FROM api_token
       WHERE id = ?
      """;

  private static final String FIND =
      """
      SELECT t.name, t.scope, t.created_at, t.expires_at
        FROM page_session AS s
        JOIN api_token AS t ON t.id = s.token
       WHERE s.digest = ?
         AND s.expires_at > clock_timestamp()
         AND t.revoked_at IS NULL
      """;

  private static final String END =
      """
      DELETE FROM page_session
       WHERE digest = ?
      """;

  private final Database database;

  PostgresPageSessions(Database database) {
    this.database = database;
  }

  @Override
  public Optional<ApiToken> begin(String token, String session, Duration lasts, String address) {
    return database.inTransaction(
        "sign in",
        tx -> {
          tx.update(DELETE_EXPIRED);
          var begun = tx.queryOne(BEGIN, row -> row.number("token"), session, lasts, token);
          if (begun.isEmpty()) {
            return Optional.empty();
          }
          var known = tx.queryExactlyOne(TOKEN, PostgresApiTokens::token, begun.get());
          PostgresAudit.append(tx, entry(known, AuditVerbs.PAGE_SIGNED_IN, address));
          return Optional.of(known);
        });
  }

  @Override
  public Optional<ApiToken> find(String session) {
    return database.inTransaction(
        "find a session", tx -> tx.queryOne(FIND, PostgresApiTokens::token, session));
  }

  @Override
  public void end(String session, String address) {
    database.run(
        "sign out",
        tx -> {
          var known = tx.queryOne(FIND, PostgresApiTokens::token, session);
          if (tx.update(END, session) == 1 && known.isPresent()) {
            PostgresAudit.append(tx, entry(known.get(), AuditVerbs.PAGE_SIGNED_OUT, address));
          }
        });
  }

  private static NewEntry entry(ApiToken token, String verb, String address) {
    return new NewEntry(
        new Actor(token.name(), address),
        verb,
        "token:" + token.name(),
        null,
        null,
        verb.equals(AuditVerbs.PAGE_SIGNED_IN)
            ? "A browser signed in to the status page"
            : "A browser signed out of the status page");
  }
}
