package io.trueup.statestore.postgres;

import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tokens by name; revoked tokens are kept. */
final class PostgresApiTokens implements ApiTokens {

  private static final String ADD =
      """
      INSERT INTO api_token (name, scope, digest, created_at, expires_at)
      VALUES (?, ?, ?, clock_timestamp(), ?)
          ON CONFLICT (name) WHERE revoked_at IS NULL DO NOTHING
      """;

  /** A user who may call the function need not be able to read the digests. */
  private static final String FIND =
      """
      SELECT t.name, t.scope, t.created_at, t.expires_at
        FROM find_api_token(?) AS t
      """;

  private static final String ALL =
      """
      SELECT name, scope, created_at, expires_at
        FROM api_token
       WHERE revoked_at IS NULL
       ORDER BY name
      """;

  private static final String REVOKE =
      """
      UPDATE api_token
         SET revoked_at = clock_timestamp()
       WHERE name = ?
         AND revoked_at IS NULL
      RETURNING id, scope
      """;

  /**
   * Locked until the transaction ends, so that two operators who revoke each other's token do not
   * both succeed.
   */
  private static final String LOCK_OPERATORS =
      """
      SELECT name
        FROM api_token
       WHERE scope = 'OPERATE'
         AND revoked_at IS NULL
         AND (expires_at IS NULL OR expires_at > clock_timestamp())
       ORDER BY id
         FOR UPDATE
      """;

  /** Locked, so that it is not revoked before the transaction ends. */
  private static final String MAY_OPERATE =
      """
      SELECT name
        FROM api_token
       WHERE name = ?
         AND scope = 'OPERATE'
         AND revoked_at IS NULL
         AND (expires_at IS NULL OR expires_at > clock_timestamp())
         FOR SHARE
      """;

  private static final String END_SESSIONS =
      """
      DELETE FROM page_session
       WHERE token = ?
      """;

  private final Database database;

  PostgresApiTokens(Database database) {
    this.database = database;
  }

  @Override
  public boolean add(
      String name, Scope scope, String digest, @Nullable Instant expiresAt, Actor actor) {
    return database.inTransaction(
        "add token '%s'".formatted(name),
        tx -> {
          var isAdded = tx.update(ADD, name, scope, digest, expiresAt) == 1;
          if (isAdded) {
            var after = StoreJson.object("scope", scope, "expiresAt", expiresAt);
            PostgresAudit.append(
                tx,
                new NewEntry(
                    actor,
                    AuditVerbs.TOKEN_ADDED,
                    "token:" + name,
                    null,
                    after,
                    "the token is valid from now on"));
          }
          return isAdded;
        });
  }

  @Override
  public Optional<ApiToken> find(String digest) {
    return database.inTransaction(
        "find a token", tx -> tx.queryOne(FIND, PostgresApiTokens::token, digest));
  }

  @Override
  public List<ApiToken> all() {
    return database.inTransaction("list the tokens", tx -> tx.query(ALL, PostgresApiTokens::token));
  }

  @Override
  public Revocation revoke(String name, Revocable which, Actor actor) {
    return database.inTransaction(
        "revoke token '%s'".formatted(name),
        tx -> {
          var operators = tx.query(LOCK_OPERATORS, row -> row.text("name"));
          return which == Revocable.ALL_BUT_THE_LAST_OPERATOR && operators.equals(List.of(name))
              ? Revocation.LAST_OPERATOR
              : revoke(tx, name, actor);
        });
  }

  private static Revocation revoke(Transaction tx, String name, Actor actor) throws SQLException {
    record Revoked(long id, String scope) {}
    var revoked =
        tx.queryOne(REVOKE, row -> new Revoked(row.number("id"), row.text("scope")), name);
    if (revoked.isEmpty()) {
      return Revocation.UNKNOWN;
    }
    tx.update(END_SESSIONS, revoked.get().id());
    PostgresAudit.append(
        tx,
        new NewEntry(
            actor,
            AuditVerbs.TOKEN_REVOKED,
            "token:" + name,
            StoreJson.object("scope", revoked.get().scope()),
            null,
            "the token is no longer valid"));
    return Revocation.REVOKED;
  }

  /** Whether a token with the actor's name may operate, for the rest of the transaction. */
  static boolean mayOperate(Transaction tx, Actor actor) throws SQLException {
    return tx.queryOne(MAY_OPERATE, row -> row.text("name"), actor.name()).isPresent();
  }

  /** Whether an actor may give orders: the daemon itself always, as by a platform's policy. */
  static boolean mayOrder(Transaction tx, Actor actor) throws SQLException {
    return actor.equals(Actor.DAEMON) || mayOperate(tx, actor);
  }

  static ApiToken token(Row row) throws SQLException {
    return new ApiToken(
        row.text("name"),
        row.constant(Scope.class, "scope"),
        row.instant("created_at"),
        row.optionalInstant("expires_at"));
  }
}
