package io.trueup.statestore.postgres;

import io.trueup.statestore.Deliveries;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.Delivery.Verdict;
import io.trueup.statestore.NewDelivery;
import io.trueup.statestore.RefusedDelivery;
import io.trueup.statestore.SourceId;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Deliveries, each with the generation that it raised its source to. */
final class PostgresDeliveries implements Deliveries {

  private static final String FIRST =
      """
      SELECT id, body_digest
        FROM delivery
       WHERE source = ?
         AND delivery_id = ?
         AND first IS NULL
      """;

  private static final String INSERT =
      """
      INSERT INTO delivery (source, delivery_id, first, event, verdict, reason, generation,
                            body_digest, body, headers, received_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, clock_timestamp())
      RETURNING id, source, delivery_id, event, verdict, reason, generation, received_at
      """;

  private static final String REFUSE =
      """
      INSERT INTO refused_delivery (id, source, delivery_id, event, reason, received_at)
      SELECT nextval('trueup.delivery_id_seq'), id, ?, ?, ?, clock_timestamp()
        FROM source
       WHERE id = ?
      """;

  private static final String FORGET =
      """
      DELETE FROM refused_delivery
       WHERE source = ?
         AND id <= (SELECT id
                      FROM refused_delivery
                     WHERE source = ?
                     ORDER BY id DESC
                    OFFSET ?
                     LIMIT 1)
      """;

  private static final String NEWEST =
      """
      SELECT id, source, delivery_id, event, verdict, reason, generation, received_at
        FROM ((SELECT id, source, delivery_id, event, verdict, reason, generation, received_at
                 FROM delivery
                ORDER BY id DESC
                LIMIT ?)
              UNION ALL
              (SELECT id, source, delivery_id, event, 'REFUSED', reason, 0, received_at
                 FROM refused_delivery
                ORDER BY id DESC
                LIMIT ?)) AS every
       ORDER BY id DESC
       LIMIT ?
      """;

  private static final String NEWEST_OF_SOURCE =
      """
      SELECT id, source, delivery_id, event, verdict, reason, generation, received_at
        FROM ((SELECT id, source, delivery_id, event, verdict, reason, generation, received_at
                 FROM delivery
                WHERE source = ?
                ORDER BY id DESC
                LIMIT ?)
              UNION ALL
              (SELECT id, source, delivery_id, event, 'REFUSED', reason, 0, received_at
                 FROM refused_delivery
                WHERE source = ?
                ORDER BY id DESC
                LIMIT ?)) AS every
       ORDER BY id DESC
       LIMIT ?
      """;

  private static final String FIND =
      """
      SELECT id, source, delivery_id, event, verdict, reason, generation, received_at,
             body_digest, headers
        FROM delivery
       WHERE id = ?
       UNION ALL
      SELECT id, source, delivery_id, event, 'REFUSED', reason, 0, received_at, NULL, '{}'
        FROM refused_delivery
       WHERE id = ?
      """;

  private record First(long id, String bodyDigest) {}

  private final Database database;

  PostgresDeliveries(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Delivery> record(NewDelivery delivery) {
    return database.inTransaction(
        "record delivery '%s'".formatted(delivery.deliveryId()),
        tx -> {
          var isIgnored = delivery.ignoredBecause() != null;
          // Either locks the source, so that its deliveries are handled one after the other.
          var raised =
              tx.queryOne(
                  isIgnored ? PostgresSources.LOCK : PostgresSources.REQUEST_NOW,
                  row -> row.number("requested"),
                  delivery.source());
          return raised.isEmpty()
              ? Optional.empty()
              : Optional.of(insert(tx, delivery, isIgnored ? 0 : raised.get()));
        });
  }

  private static Delivery insert(Transaction tx, NewDelivery delivery, long generation)
      throws SQLException {
    var first =
        tx.queryOne(
                FIRST,
                row -> new First(row.number("id"), row.text("body_digest")),
                delivery.source(),
                delivery.deliveryId())
            .orElse(null);
    var verdict = verdict(delivery, first);
    return tx.queryExactlyOne(
        INSERT,
        PostgresDeliveries::delivery,
        delivery.source(),
        delivery.deliveryId(),
        first == null ? null : first.id(),
        delivery.event(),
        verdict,
        reason(delivery, verdict),
        generation,
        delivery.bodyDigest(),
        delivery.body(),
        StoreJson.object(delivery.headers()));
  }

  private static Verdict verdict(NewDelivery delivery, @Nullable First first) {
    if (delivery.ignoredBecause() != null) {
      return Verdict.IGNORED;
    }
    if (first == null) {
      return Verdict.ACCEPTED;
    }
    return first.bodyDigest().equals(delivery.bodyDigest())
        ? Verdict.DUPLICATE
        : Verdict.REPLAY_MISMATCH;
  }

  private static @Nullable String reason(NewDelivery delivery, Verdict verdict) {
    return switch (verdict) {
      case ACCEPTED -> null;
      case IGNORED -> delivery.ignoredBecause();
      case DUPLICATE -> "repeats delivery '%s'".formatted(delivery.deliveryId());
      case REPLAY_MISMATCH ->
          "repeats delivery '%s' with another body".formatted(delivery.deliveryId());
      case REFUSED -> throw new IllegalStateException("A refused delivery is not recorded here");
    };
  }

  @Override
  public void refuse(RefusedDelivery refused) {
    database.inTransaction(
        "record a refused delivery",
        tx -> {
          var written =
              tx.update(
                  REFUSE,
                  refused.deliveryId(),
                  refused.event(),
                  refused.reason(),
                  refused.source());
          tx.update(FORGET, refused.source(), refused.source(), REFUSED_KEPT);
          return written;
        });
  }

  @Override
  public List<Delivery> newest(@Nullable SourceId source, int limit) {
    return database.inTransaction(
        "list the deliveries",
        tx ->
            source == null
                ? tx.query(NEWEST, PostgresDeliveries::delivery, limit, limit, limit)
                : tx.query(
                    NEWEST_OF_SOURCE,
                    PostgresDeliveries::delivery,
                    source,
                    limit,
                    source,
                    limit,
                    limit));
  }

  @Override
  public Optional<Evidence> find(long id) {
    return database.inTransaction(
        "find a delivery",
        tx ->
            tx.queryOne(
                FIND,
                row ->
                    new Evidence(
                        delivery(row),
                        row.optionalText("body_digest"),
                        StoreJson.map(row.text("headers"))),
                id,
                id));
  }

  private static Delivery delivery(Row row) throws SQLException {
    return new Delivery(
        row.number("id"),
        row.source("source"),
        row.text("delivery_id"),
        row.text("event"),
        row.constant(Verdict.class, "verdict"),
        row.optionalText("reason"),
        row.number("generation"),
        row.instant("received_at"));
  }
}
