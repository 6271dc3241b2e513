package io.trueup.statestore;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Webhook deliveries: recorded in one transaction with the raised generation, before anything is
 * acknowledged (P1).
 */
public interface Deliveries {

  /**
   * Records a delivery and, unless it is ignored, raises the source's requested generation as
   * {@link Sources#requestNow} does, in one transaction. The first body of a delivery id stays; a
   * repeated id is recorded as a row of its own with its verdict, by comparing with the first. Ids
   * are unique within a source: the same id of another source is no repetition. What a delivery
   * that is not ignored says of a commit is kept for ever; of several deliveries the newest that
   * says something counts.
   *
   * @return empty when the source is not known; nothing was written then
   */
  Optional<Delivery> record(NewDelivery delivery);

  /** How many refused deliveries of a source are kept, the newest. */
  int REFUSED_KEPT = 100;

  /** Records a refused delivery; writes nothing when the source is not known. */
  void refuse(RefusedDelivery refused);

  /**
   * The newest deliveries first, refused ones among them, at most {@code limit}; of all sources
   * when none is given.
   */
  List<Delivery> newest(@Nullable SourceId source, int limit);

  /**
   * A delivery with the stored parts of its request.
   *
   * @param bodyDigest SHA-256 of the raw body, in hex; null for a refused delivery, of which no
   *     content is kept
   * @param headers the stored headers
   */
  record Evidence(Delivery delivery, @Nullable String bodyDigest, Map<String, String> headers) {

    public Evidence {
      headers = Map.copyOf(headers);
    }
  }

  /** Who moved a source's branch to commits, where deliveries told it. */
  Map<CommitId, Attribution> attributions(SourceId source, Collection<CommitId> commits);

  /**
   * How the deliveries of each source arrive, of those that were not forgotten. A merge counts as
   * found without a delivery when {@link Versions#record} records a new head, not the first, and no
   * delivery requested a check since the last one.
   */
  Map<SourceId, Arrivals> arrivals();

  /** A delivery by our id, also a refused one while it is kept. */
  Optional<Evidence> find(long id);
}
