package io.trueup.statestore.postgres;

import io.trueup.statestore.Attribution;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.Delivery.Verdict;
import io.trueup.statestore.NewDelivery;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.batch.BatchOutcome;
import io.trueup.statestore.batch.BatchOutcomes;
import io.trueup.statestore.batch.BatchWork;
import io.trueup.statestore.batch.StorableText;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Records several deliveries of one source in one transaction, in their order: under one lock of
 * the source, with consecutive generations, and with a repetition recognized within the batch as
 * well. Safe for any thread.
 */
final class DeliveryBatch implements BatchWork<NewDelivery, Optional<Delivery>> {

  /** What a delivery takes beside its body, so that a batch of small ones ends, too. */
  private static final long OVERHEAD = 4 << 10;

  /** As {@link PostgresSources#REQUEST_NOW}, several times. */
  private static final String REQUEST_SEVERAL =
      """
      UPDATE source
         SET requested = requested + ?,
             announced = requested + ?,
             unannounced = 0,
             delivered_at = clock_timestamp(),
             retry_at = CASE WHEN retry_at IS NOT NULL
                             THEN least(retry_at, greatest(retry_from, clock_timestamp()))
                        END
       WHERE id = ?
      RETURNING requested
      """;

  private static final String FIRST =
      """
      SELECT id, delivery_id, body_digest
        FROM delivery
       WHERE source = ?
         AND delivery_id = ANY (?)
         AND first IS NULL
      """;

  private static final String NUMBERS =
      """
      SELECT nextval('trueup.delivery_id_seq') AS id
        FROM generate_series(1, ?)
      """;

  private static final String INSERT =
      """
      INSERT INTO delivery (id, source, delivery_id, first, event, verdict, reason, generation,
                            body_digest, body, headers, received_at)
      OVERRIDING SYSTEM VALUE
      SELECT t.id::bigint, ?, t.delivery_id, t.first::bigint, t.event, t.verdict, t.reason,
             t.generation::bigint, t.body_digest, t.body, t.headers::jsonb, clock_timestamp()
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::bytea[], ?::text[])
             AS t (id, delivery_id, first, event, verdict, reason, generation, body_digest, body,
                   headers)
      RETURNING id, source, delivery_id, event, verdict, reason, generation, received_at
      """;

  /** The first delivery with an id. */
  private record First(long id, String bodyDigest) {}

  /** A delivery with what is decided about it. */
  private record Decided(
      long id, NewDelivery delivery, @Nullable First first, Verdict verdict, long generation) {}

  private final Database database;

  DeliveryBatch(Database database) {
    this.database = database;
  }

  @Override
  public long weight(NewDelivery delivery) {
    return delivery.body().length + OVERHEAD;
  }

  @Override
  public List<BatchOutcome<Optional<Delivery>>> write(
      List<NewDelivery> deliveries, @Nullable Object lock) {
    var source = deliveries.getFirst().source();
    var what =
        deliveries.size() == 1
            ? "record delivery '%s'".formatted(deliveries.getFirst().deliveryId())
            : "record %d deliveries of source '%s'".formatted(deliveries.size(), source);
    return database.inTransaction(what, tx -> write(tx, source, deliveries));
  }

  private static List<BatchOutcome<Optional<Delivery>>> write(
      Transaction tx, SourceId source, List<NewDelivery> deliveries) throws SQLException {
    var outcomes = new BatchOutcomes<Optional<Delivery>>(deliveries.size());
    var pokes = deliveries.stream().filter(it -> it.ignoredBecause() == null).count();
    var together = new QueryGroup();
    // Either locks the source, so that its deliveries are handled one after the other.
    var raised =
        pokes == 0
            ? together.add(PostgresSources.LOCK, row -> row.number("requested"), source)
            : together.add(REQUEST_SEVERAL, row -> row.number("requested"), pokes, pokes, source);
    var firsts = firsts(together, source, deliveries);
    var numbers = together.add(NUMBERS, row -> row.number("id"), deliveries.size());
    tx.query(together);
    if (raised.isEmpty()) {
      for (var i = 0; i < deliveries.size(); i++) {
        outcomes.answer(i, Optional.empty());
      }
      return outcomes.all();
    }
    var decided = decide(deliveries, byId(firsts), numbers, raised.getFirst() - pokes);
    var recorded = new HashMap<Long, Delivery>();
    for (var each : insert(tx, source, decided)) {
      recorded.put(each.id(), each);
    }
    PostgresAttributions.put(tx, source, told(decided));
    for (var i = 0; i < decided.size(); i++) {
      outcomes.answer(i, Optional.ofNullable(recorded.get(decided.get(i).id())));
    }
    return outcomes.all();
  }

  private static List<Map.Entry<String, First>> firsts(
      QueryGroup group, SourceId source, List<NewDelivery> deliveries) {
    var ids = new HashSet<String>();
    deliveries.forEach(it -> ids.add(it.deliveryId()));
    return group.add(
        FIRST,
        row ->
            Map.entry(
                row.text("delivery_id"), new First(row.number("id"), row.text("body_digest"))),
        source,
        ids);
  }

  private static Map<String, First> byId(List<Map.Entry<String, First>> firsts) {
    var byId = new HashMap<String, First>();
    firsts.forEach(it -> byId.put(it.getKey(), it.getValue()));
    return byId;
  }

  private static List<Decided> decide(
      List<NewDelivery> deliveries, Map<String, First> firsts, List<Long> numbers, long requested) {
    var decided = new ArrayList<Decided>();
    var generation = requested;
    for (var i = 0; i < deliveries.size(); i++) {
      var delivery = deliveries.get(i);
      var id = StorableText.of(delivery.deliveryId());
      var first = firsts.get(id);
      firsts.putIfAbsent(id, new First(numbers.get(i), delivery.bodyDigest()));
      var verdict = verdict(delivery, first);
      decided.add(
          new Decided(
              numbers.get(i),
              delivery,
              first,
              verdict,
              verdict == Verdict.IGNORED ? 0 : ++generation));
    }
    return decided;
  }

  private static List<Delivery> insert(Transaction tx, SourceId source, List<Decided> decided)
      throws SQLException {
    return tx.query(
        INSERT,
        PostgresDeliveries::delivery,
        source,
        column(decided, Decided::id),
        column(decided, it -> it.delivery().deliveryId()),
        column(decided, it -> it.first() == null ? null : it.first().id()),
        column(decided, it -> it.delivery().event()),
        column(decided, Decided::verdict),
        column(decided, it -> reason(it.delivery(), it.verdict())),
        column(decided, Decided::generation),
        column(decided, it -> it.delivery().bodyDigest()),
        decided.stream().map(it -> it.delivery().body()).toArray(byte[][]::new),
        column(decided, it -> StoreJson.object(it.delivery().headers())));
  }

  private static SortedMap<Long, Attribution> told(List<Decided> decided) {
    var told = new TreeMap<Long, Attribution>();
    for (var each : decided) {
      var attribution = each.delivery().attribution();
      if (attribution != null && each.verdict() != Verdict.IGNORED) {
        told.put(each.id(), attribution);
      }
    }
    return told;
  }

  private static List<@Nullable Object> column(
      List<Decided> decided, Function<Decided, @Nullable Object> value) {
    return Transaction.array(decided, value);
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
}
