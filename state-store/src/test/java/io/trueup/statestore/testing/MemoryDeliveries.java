package io.trueup.statestore.testing;

import io.trueup.statestore.Arrivals;
import io.trueup.statestore.Attribution;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Deliveries;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.Delivery.Verdict;
import io.trueup.statestore.NewDelivery;
import io.trueup.statestore.RefusedDelivery;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.testing.MemoryState.ArrivalRow;
import io.trueup.statestore.testing.MemoryState.DeliveryRow;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Deliveries, each with the generation that it raised its source to. */
final class MemoryDeliveries implements Deliveries {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemoryDeliveries(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
  }

  @Override
  public Optional<Delivery> record(NewDelivery delivery) {
    return transactor.in(
        "deliveries.record",
        () ->
            state.sources.find(delivery.source()) == null
                ? Optional.empty()
                : Optional.of(write(delivery)));
  }

  private Delivery write(NewDelivery delivery) {
    var idempotencyKey = delivery.source() + "/" + delivery.deliveryId();
    var first = state.firstDigests.find(idempotencyKey);
    if (first == null) {
      state.firstDigests.put(idempotencyKey, delivery.bodyDigest());
    }
    var verdict = verdict(delivery, first);
    var recorded =
        new Delivery(
            state.nextId(),
            delivery.source(),
            delivery.deliveryId(),
            delivery.event(),
            verdict,
            reason(delivery, verdict),
            verdict == Verdict.IGNORED ? 0 : MemorySources.raise(state, delivery.source()),
            state.now());
    state.deliveries.put(
        recorded.id(), new DeliveryRow(recorded, delivery.bodyDigest(), delivery.headers()));
    arrived(recorded);
    var told = delivery.attribution();
    if (told != null && verdict != Verdict.IGNORED) {
      var key = delivery.source() + "/" + told.commit();
      state.attributions.put(key, told.over(state.attributions.find(key)));
    }
    return recorded;
  }

  private void arrived(Delivery recorded) {
    var source = recorded.source();
    if (recorded.verdict() != Verdict.IGNORED) {
      var row = Objects.requireNonNullElse(state.arrivals.find(source), ArrivalRow.NONE);
      state.arrivals.put(
          source, new ArrivalRow(recorded.receivedAt(), recorded.generation(), 0, row.ever()));
    }
  }

  private static Verdict verdict(NewDelivery delivery, @Nullable String firstDigest) {
    if (delivery.ignoredBecause() != null) {
      return Verdict.IGNORED;
    }
    if (firstDigest == null) {
      return Verdict.ACCEPTED;
    }
    return firstDigest.equals(delivery.bodyDigest()) ? Verdict.DUPLICATE : Verdict.REPLAY_MISMATCH;
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
    transactor.in(
        "deliveries.refuse",
        () -> {
          if (state.sources.find(refused.source()) != null) {
            write(refused);
          }
          return true;
        });
  }

  private void write(RefusedDelivery refused) {
    var id = state.nextId();
    state.refusedDeliveries.put(
        id,
        new Delivery(
            id,
            refused.source(),
            refused.deliveryId(),
            refused.event(),
            Verdict.REFUSED,
            refused.reason(),
            0,
            state.now()));
    state.refusedDeliveries.newestFirst().stream()
        .filter(it -> it.source().equals(refused.source()))
        .skip(REFUSED_KEPT)
        .map(Delivery::id)
        .toList()
        .forEach(state.refusedDeliveries::remove);
  }

  @Override
  public List<Delivery> newest(@Nullable SourceId source, int limit) {
    return transactor.in(
        "deliveries.newest",
        () ->
            Stream.concat(
                    state.deliveries.rows().stream().map(DeliveryRow::delivery),
                    state.refusedDeliveries.rows().stream())
                .filter(delivery -> source == null || delivery.source().equals(source))
                .sorted(Comparator.comparingLong(Delivery::id).reversed())
                .limit(limit)
                .toList());
  }

  @Override
  public Map<CommitId, Attribution> attributions(SourceId source, Collection<CommitId> commits) {
    return transactor.in(
        "deliveries.attributions",
        () ->
            commits.stream()
                .distinct()
                .map(it -> state.attributions.find(source + "/" + it))
                .filter(Objects::nonNull)
                .collect(Collectors.toMap(Attribution::commit, Function.identity())));
  }

  @Override
  public Map<SourceId, Arrivals> arrivals() {
    return transactor.in(
        "deliveries.arrivals",
        () ->
            state.sources.rows().stream()
                .map(SourceState::id)
                .collect(Collectors.toMap(Function.identity(), this::arrivals)));
  }

  private Arrivals arrivals(SourceId source) {
    var row = Objects.requireNonNullElse(state.arrivals.find(source), ArrivalRow.NONE);
    return new Arrivals(
        row.newest(),
        row.unannounced(),
        row.ever(),
        row.unannounced() == 0 ? null : longestGap(source));
  }

  private @Nullable Duration longestGap(SourceId source) {
    var newest =
        state.deliveries.newestFirst().stream()
            .map(DeliveryRow::delivery)
            .filter(it -> it.source().equals(source))
            .limit(Arrivals.COMPARED)
            .filter(it -> it.verdict() != Verdict.IGNORED)
            .map(Delivery::receivedAt)
            .toList();
    Duration longest = null;
    for (var i = 1; i < newest.size(); i++) {
      var gap = Duration.between(newest.get(i), newest.get(i - 1));
      longest = longest == null || gap.compareTo(longest) > 0 ? gap : longest;
    }
    return longest == null ? null : Duration.ofSeconds(Math.round(longest.toMillis() / 1000.0));
  }

  @Override
  public Optional<Evidence> find(long id) {
    return transactor.in(
        "deliveries.find",
        () ->
            Optional.ofNullable(state.deliveries.find(id))
                .map(row -> new Evidence(row.delivery(), row.bodyDigest(), row.headers()))
                .or(() ->
                    Optional.ofNullable(state.refusedDeliveries.find(id))
                        .map(refused -> new Evidence(refused, null, Map.of()))));
  }
}
