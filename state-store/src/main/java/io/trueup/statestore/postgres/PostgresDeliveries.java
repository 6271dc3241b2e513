package io.trueup.statestore.postgres;

import io.trueup.statestore.Arrivals;
import io.trueup.statestore.Attribution;
import io.trueup.statestore.BatchObserver;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Deliveries;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.Delivery.Verdict;
import io.trueup.statestore.NewDelivery;
import io.trueup.statestore.RefusedDelivery;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.batch.GroupCommit;
import io.trueup.statestore.batch.QueueSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Deliveries, each with the generation that it raised its source to. */
final class PostgresDeliveries implements Deliveries, AutoCloseable {

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

  private static final String ARRIVALS =
      """
      SELECT s.id, s.delivered_at, s.unannounced, s.unannounced_total,
             extract(epoch FROM g.longest)::bigint AS longest_gap
        FROM source AS s
        LEFT JOIN LATERAL
             (SELECT max(b.gap) AS longest
                FROM (SELECT n.received_at - lag(n.received_at) OVER (ORDER BY n.id) AS gap
                        FROM (SELECT d.id, d.received_at, d.verdict
                                FROM delivery AS d
                               WHERE d.source = s.id
                               ORDER BY d.id DESC
                               LIMIT ?) AS n
                       WHERE n.verdict <> 'IGNORED') AS b) AS g
          ON s.unannounced > 0
       WHERE s.forgotten_at IS NULL
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(25);

  /** Of bodies, in bytes. */
  private static final int MOST_QUEUED = 64 << 20;

  /** Of bodies, in bytes. */
  private static final int MOST_IN_BATCH = 4 << 20;

  private final Database database;
  private final DeliveryBatch batches;
  private final Supplier<BatchObserver> observer;

  /** A queue for each source: its deliveries are handled one after the other anyway. */
  private final Map<SourceId, GroupCommit<NewDelivery, Optional<Delivery>>> queues =
      new ConcurrentHashMap<>();

  PostgresDeliveries(Database database, Supplier<BatchObserver> observer) {
    this.database = database;
    this.batches = new DeliveryBatch(database);
    this.observer = observer;
  }

  @Override
  public Optional<Delivery> record(NewDelivery delivery) {
    return queues.computeIfAbsent(delivery.source(), _ -> queue()).write(delivery);
  }

  private GroupCommit<NewDelivery, Optional<Delivery>> queue() {
    return new GroupCommit<>(
        new QueueSettings("delivery", 1, 1, MOST_IN_BATCH, MOST_QUEUED, PATIENCE),
        batches,
        StoreFailures::concernsAll,
        observer);
  }

  /** Refuses further deliveries. */
  @Override
  public void close() {
    queues.values().forEach(GroupCommit::close);
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

  @Override
  public Map<CommitId, Attribution> attributions(SourceId source, Collection<CommitId> commits) {
    return database.inTransaction(
        "read who moved the branch of source '%s'".formatted(source),
        tx -> PostgresAttributions.find(tx, source, commits));
  }

  @Override
  public Map<SourceId, Arrivals> arrivals() {
    return database.inTransaction(
        "read when deliveries arrived",
        tx -> {
          var arrivals = new HashMap<SourceId, Arrivals>();
          for (var each :
              tx.query(
                  ARRIVALS, row -> Map.entry(row.source("id"), arrivals(row)), Arrivals.COMPARED)) {
            arrivals.put(each.getKey(), each.getValue());
          }
          return Map.copyOf(arrivals);
        });
  }

  private static Arrivals arrivals(Row row) throws SQLException {
    return new Arrivals(
        row.optionalInstant("delivered_at"),
        row.number("unannounced"),
        row.number("unannounced_total"),
        row.isNull("longest_gap") ? null : Duration.ofSeconds(row.number("longest_gap")));
  }

  static Delivery delivery(Row row) throws SQLException {
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
