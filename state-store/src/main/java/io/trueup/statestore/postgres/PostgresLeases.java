package io.trueup.statestore.postgres;

import io.trueup.statestore.Lease;
import io.trueup.statestore.Leases;
import io.trueup.statestore.LostLeaseException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Leases by the database's clock. */
final class PostgresLeases implements Leases {

  private static final String CLAIM =
      """
      INSERT INTO lease AS held (resource, holder, token, expires_at)
      VALUES (?, ?, 1, clock_timestamp() + ?::interval)
          ON CONFLICT (resource) DO UPDATE
         SET holder = excluded.holder,
             token = held.token + 1,
             expires_at = clock_timestamp() + ?::interval
       WHERE held.expires_at <= clock_timestamp()
          OR held.holder = excluded.holder
      RETURNING token
      """;

  private static final String HOLDER =
      """
      SELECT holder
        FROM lease
       WHERE resource = ?
         AND expires_at > clock_timestamp()
      """;

  private static final String RENEW =
      """
      UPDATE lease
         SET expires_at = clock_timestamp() + ?::interval
       WHERE resource = ?
         AND holder = ?
         AND token = ?
         AND expires_at > clock_timestamp()
      """;

  private static final String RELEASE =
      """
      UPDATE lease
         SET expires_at = '-infinity'
       WHERE resource = ?
         AND holder = ?
         AND token = ?
      """;

  /**
   * The row stays locked until the transaction ends, so that no other claims the lease before; the
   * clock is read once the row is locked.
   */
  private static final String FENCE =
      """
      SELECT clock_timestamp() AS now,
             held.expires_at > clock_timestamp() AS is_live
        FROM (SELECT expires_at
                FROM lease
               WHERE resource = ?
                 AND holder = ?
                 AND token = ?
                 FOR SHARE) AS held
      """;

  private final Database database;

  PostgresLeases(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Lease> claim(String resource, String holder, Duration length) {
    return database.inTransaction(
        "claim lease '%s'".formatted(resource),
        tx ->
            tx.queryOne(
                CLAIM,
                row -> new Lease(resource, holder, row.number("token")),
                resource,
                holder,
                length,
                length));
  }

  @Override
  public Optional<String> holder(String resource) {
    return database.inTransaction(
        "read who holds lease '%s'".formatted(resource),
        tx -> tx.queryOne(HOLDER, row -> row.text("holder"), resource));
  }

  @Override
  public void renew(Lease lease, Duration length) {
    database.run(
        "renew lease '%s'".formatted(lease.resource()),
        tx -> {
          if (tx.update(RENEW, length, lease.resource(), lease.holder(), lease.token()) == 0) {
            throw LostLeaseException.of(lease);
          }
        });
  }

  @Override
  public void requireHeld(Lease lease) {
    database.run(
        "check lease '%s'".formatted(lease.resource()), tx -> fence(tx, lease, lease.resource()));
  }

  @Override
  public void release(Lease lease) {
    database.run(
        "release lease '%s'".formatted(lease.resource()),
        tx -> tx.update(RELEASE, lease.resource(), lease.holder(), lease.token()));
  }

  /**
   * Checks a lease and locks it for the rest of the transaction, which fences off older holders
   * (P2).
   *
   * @param resource the resource to write
   * @return the time at which it was locked
   * @throws LostLeaseException when it expired or was claimed by another
   * @throws IllegalArgumentException when it is another resource's
   */
  static Instant fence(Transaction tx, Lease lease, String resource) throws SQLException {
    if (!lease.resource().equals(resource)) {
      throw new IllegalArgumentException(
          "Cannot write '%s' with a lease of '%s'".formatted(resource, lease.resource()));
    }
    record Held(Instant now, boolean isLive) {}
    return tx.queryOne(
            FENCE,
            row -> new Held(row.instant("now"), row.isTrue("is_live")),
            lease.resource(),
            lease.holder(),
            lease.token())
        .filter(Held::isLive)
        .map(Held::now)
        .orElseThrow(() -> LostLeaseException.of(lease));
  }
}
