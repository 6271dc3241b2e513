package io.trueup.statestore.postgres;

import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.ModelLease;
import io.trueup.statestore.ModelLeases;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Leases; those of one token are taken one after the other, so that it never has too many. */
final class PostgresModelLeases implements ModelLeases {

  private static final String LOCK_TOKEN =
      """
      SELECT id, scope
        FROM api_token
       WHERE name = ?
         AND revoked_at IS NULL
         AND (expires_at IS NULL OR expires_at > clock_timestamp())
         FOR NO KEY UPDATE
      """;

  private static final String IS_ACCEPTED =
      """
      SELECT EXISTS (SELECT FROM version
                      WHERE source = ?
                        AND sequence = ?
                        AND accepted) AS is_accepted
      """;

  private static final String HELD =
      """
      SELECT count(*) AS held
        FROM model_lease
       WHERE token_id = ?
         AND ended_at IS NULL
         AND expires_at > clock_timestamp()
      """;

  /** Keeps the indexes of live leases small; those that another taker marks now are left to it. */
  private static final String MARK_EXPIRED =
      """
      UPDATE model_lease
         SET ended_at = expires_at
       WHERE number IN (SELECT number
                          FROM model_lease
                         WHERE source = ?
                           AND ended_at IS NULL
                           AND expires_at <= clock_timestamp()
                         LIMIT 100
                           FOR UPDATE SKIP LOCKED)
      """;

  private static final String TAKE =
      """
      INSERT INTO model_lease (id, source, version, purpose, token, token_id, taken_at, expires_at)
      SELECT ?, ?, ?, ?, ?, ?, c.now, c.now + ?::interval
        FROM clock_timestamp() AS c (now)
      """;

  private static final String COLUMNS =
      """
      SELECT id, source, version, token, purpose, taken_at, expires_at, ended_by,
             coalesce(ended_at, CASE WHEN expires_at <= clock_timestamp() THEN expires_at END)
               AS ended_at
        FROM model_lease
      """;

  private static final String FIND = COLUMNS + " WHERE id = ?";

  private static final String LIVE =
      COLUMNS + " WHERE ended_at IS NULL AND expires_at > clock_timestamp()";

  private static final String LIVE_OF_ALL = LIVE + " ORDER BY number";
  private static final String LIVE_OF_SOURCE = LIVE + " AND source = ? ORDER BY number";

  private static final String PINNED =
      """
      SELECT DISTINCT version
        FROM model_lease
       WHERE source = ?
         AND ended_at IS NULL
         AND expires_at > clock_timestamp()
      """;

  private static final String IS_HELD_BY =
      """
      SELECT EXISTS (SELECT FROM model_lease AS l
                       JOIN api_token AS t ON t.id = l.token_id
                      WHERE l.id = ?
                        AND t.name = ?
                        AND t.revoked_at IS NULL) AS is_held
      """;

  private static final String PROLONG =
      """
      UPDATE model_lease
         SET expires_at = clock_timestamp() + ?::interval
       WHERE id = ?
         AND ended_at IS NULL
         AND expires_at > clock_timestamp()
      """;

  private static final String END =
      """
      UPDATE model_lease
         SET ended_at = clock_timestamp(),
             ended_by = ?
       WHERE id = ?
         AND ended_at IS NULL
         AND expires_at > clock_timestamp()
      """;

  private record Token(long id, Scope scope) {}

  private final Database database;

  PostgresModelLeases(Database database) {
    this.database = database;
  }

  @Override
  public Taking take(ModelLease.Request request, int most) {
    return database.inTransaction(
        "take a lease on version %d of source '%s'".formatted(request.version(), request.source()),
        tx -> take(tx, request, most));
  }

  private static Taking take(Transaction tx, ModelLease.Request request, int most)
      throws SQLException {
    var actor = request.actor();
    var token =
        tx.queryOne(
            LOCK_TOKEN,
            row -> new Token(row.number("id"), row.constant(Scope.class, "scope")),
            actor.name());
    if (token.isEmpty()) {
      return new Taking.UnknownToken();
    }
    if (!tx.queryExactlyOne(
        IS_ACCEPTED, row -> row.isTrue("is_accepted"), request.source(), request.version())) {
      return new Taking.UnknownVersion();
    }
    var held = tx.queryExactlyOne(HELD, row -> row.count("held"), token.get().id());
    if (held >= most) {
      return new Taking.TooMany(held);
    }
    tx.update(MARK_EXPIRED, request.source());
    tx.update(
        TAKE,
        request.id(),
        request.source(),
        request.version(),
        request.purpose(),
        actor.name(),
        token.get().id(),
        request.length());
    var lease = find(tx, request.id()).orElseThrow();
    if (token.get().scope() == Scope.OPERATE) {
      PostgresAudit.append(
          tx,
          new NewEntry(
              actor,
              AuditVerbs.LEASE_TAKEN,
              "source:" + lease.source(),
              null,
              StoreJson.object(
                  "lease",
                  lease.id(),
                  "version",
                  lease.version(),
                  "purpose",
                  lease.purpose(),
                  "expiresAt",
                  lease.expiresAt()),
              "version %d is kept until the lease ends".formatted(lease.version())));
    }
    return new Taking.Taken(lease);
  }

  @Override
  public Changing prolong(ModelLease.Id id, Duration length, Actor actor) {
    return database.inTransaction(
        "prolong lease '%s'".formatted(id),
        tx -> {
          var refused = unlessHeld(tx, id, actor);
          return refused.isPresent()
              ? refused.get()
              : changed(tx, id, tx.update(PROLONG, length, id) == 1);
        });
  }

  @Override
  public Changing release(ModelLease.Id id, Actor actor) {
    return database.inTransaction(
        "release lease '%s'".formatted(id),
        tx -> {
          var refused = unlessHeld(tx, id, actor);
          return refused.isPresent()
              ? refused.get()
              : changed(tx, id, tx.update(END, actor.name(), id) == 1);
        });
  }

  private static Optional<Changing> unlessHeld(Transaction tx, ModelLease.Id id, Actor actor)
      throws SQLException {
    var found = find(tx, id);
    if (found.isEmpty()) {
      return Optional.of(new Changing.Unknown());
    }
    return tx.queryExactlyOne(IS_HELD_BY, row -> row.isTrue("is_held"), id, actor.name())
        ? Optional.empty()
        : Optional.of(new Changing.NotHeld(found.get()));
  }

  private static Changing changed(Transaction tx, ModelLease.Id id, boolean isChanged)
      throws SQLException {
    var lease = find(tx, id).orElseThrow();
    return isChanged ? new Changing.Changed(lease) : new Changing.Over(lease);
  }

  @Override
  public Changing end(ModelLease.Id id, String reason, Actor actor) {
    return database.inTransaction(
        "end lease '%s'".formatted(id),
        tx -> {
          var found = find(tx, id);
          if (found.isEmpty()) {
            return new Changing.Unknown();
          }
          var isEnded = tx.update(END, actor.name(), id) == 1;
          if (isEnded) {
            PostgresAudit.append(tx, ending(found.get(), reason, actor));
          }
          return changed(tx, id, isEnded);
        });
  }

  private static NewEntry ending(ModelLease lease, String reason, Actor actor) {
    return new NewEntry(
        actor,
        AuditVerbs.LEASE_ENDED,
        "source:" + lease.source(),
        StoreJson.object(
            "lease",
            lease.id(),
            "version",
            lease.version(),
            "holder",
            lease.holder(),
            "purpose",
            lease.purpose(),
            "expiresAt",
            lease.expiresAt()),
        null,
        reason);
  }

  @Override
  public Optional<ModelLease> find(ModelLease.Id id) {
    return database.inTransaction("read lease '%s'".formatted(id), tx -> find(tx, id));
  }

  @Override
  public List<ModelLease> live(@Nullable SourceId source) {
    return database.inTransaction(
        "list the leases on versions",
        tx ->
            source == null
                ? tx.query(LIVE_OF_ALL, PostgresModelLeases::lease)
                : tx.query(LIVE_OF_SOURCE, PostgresModelLeases::lease, source));
  }

  @Override
  public SortedSet<Long> pinned(SourceId source) {
    return database.inTransaction(
        "read which versions of source '%s' are leased".formatted(source),
        tx -> new TreeSet<>(tx.query(PINNED, row -> row.number("version"), source)));
  }

  private static Optional<ModelLease> find(Transaction tx, ModelLease.Id id) throws SQLException {
    return tx.queryOne(FIND, PostgresModelLeases::lease, id);
  }

  private static ModelLease lease(Row row) throws SQLException {
    return new ModelLease(
        new ModelLease.Id(row.text("id")),
        row.source("source"),
        row.number("version"),
        row.text("token"),
        row.text("purpose"),
        row.instant("taken_at"),
        row.instant("expires_at"),
        row.optionalInstant("ended_at"),
        row.optionalText("ended_by"));
  }
}
