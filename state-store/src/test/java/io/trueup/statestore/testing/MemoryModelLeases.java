package io.trueup.statestore.testing;

import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.ModelLease;
import io.trueup.statestore.ModelLeases;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.testing.MemoryState.ModelLeaseRow;
import io.trueup.statestore.testing.MemoryState.TokenRow;
import io.trueup.statestore.testing.MemoryState.VersionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Leases by number; one is over when the clock says so. */
final class MemoryModelLeases implements ModelLeases {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemoryModelLeases(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
  }

  @Override
  public Taking take(ModelLease.Request request, int most) {
    return transactor.in("modelLeases.take", () -> taken(request, most));
  }

  private Taking taken(ModelLease.Request request, int most) {
    var token = state.tokens.find(request.actor().name());
    if (token == null || !isInForce(token)) {
      return new Taking.UnknownToken();
    }
    var version = state.versions.find(new VersionKey(request.source(), request.version()));
    if (version == null || !version.version().accepted()) {
      return new Taking.UnknownVersion();
    }
    var held = (int) liveRows().filter(row -> row.token().equals(token)).count();
    if (held >= most) {
      return new Taking.TooMany(held);
    }
    var now = state.now();
    var lease =
        new ModelLease(
            request.id(),
            request.source(),
            request.version(),
            request.actor().name(),
            request.purpose(),
            now,
            now.plus(request.length()),
            null,
            null);
    var number = state.nextId();
    state.modelLeases.put(number, new ModelLeaseRow(number, lease, token));
    if (token.token().scope() == Scope.OPERATE) {
      state.audit(
          request.actor(),
          AuditVerbs.LEASE_TAKEN,
          "source:" + lease.source(),
          null,
          MemoryJson.of(
              "lease",
              lease.id(),
              "version",
              lease.version(),
              "purpose",
              lease.purpose(),
              "expiresAt",
              lease.expiresAt()),
          "version %d is kept until the lease ends".formatted(lease.version()));
    }
    return new Taking.Taken(lease);
  }

  private boolean isInForce(TokenRow row) {
    var expires = row.token().expiresAt();
    return expires == null || state.now().isBefore(expires);
  }

  @Override
  public Changing prolong(ModelLease.Id id, Duration length, Actor actor) {
    return transactor.in(
        "modelLeases.prolong",
        () -> change(id, actor, lease -> with(lease, state.now().plus(length), null, null)));
  }

  @Override
  public Changing release(ModelLease.Id id, Actor actor) {
    return transactor.in("modelLeases.release", () -> change(id, actor, it -> ended(it, actor)));
  }

  @Override
  public Changing end(ModelLease.Id id, String reason, Actor actor) {
    return transactor.in(
        "modelLeases.end",
        () -> {
          var changing = change(id, null, lease -> ended(lease, actor));
          if (changing instanceof Changing.Changed(var lease)) {
            state.audit(
                actor,
                AuditVerbs.LEASE_ENDED,
                "source:" + lease.source(),
                MemoryJson.of(
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
          return changing;
        });
  }

  private interface Change {
    ModelLease of(ModelLease lease);
  }

  /**
   * Changes a live lease.
   *
   * @param holder who must hold it; null for any
   */
  private Changing change(ModelLease.Id id, @Nullable Actor holder, Change change) {
    var found = row(id);
    if (found.isEmpty()) {
      return new Changing.Unknown();
    }
    var row = found.get();
    var lease = shown(row);
    if (holder != null && !isHeldBy(row, holder)) {
      return new Changing.NotHeld(lease);
    }
    if (!lease.isLive()) {
      return new Changing.Over(lease);
    }
    var next = change.of(lease);
    state.modelLeases.put(row.number(), row.with(next));
    return new Changing.Changed(next);
  }

  private boolean isHeldBy(ModelLeaseRow row, Actor actor) {
    var token = state.tokens.find(actor.name());
    return row.token().equals(token);
  }

  private ModelLease ended(ModelLease lease, Actor by) {
    return with(lease, lease.expiresAt(), state.now(), by.name());
  }

  private static ModelLease with(
      ModelLease lease, Instant expiresAt, @Nullable Instant endedAt, @Nullable String endedBy) {
    return new ModelLease(
        lease.id(),
        lease.source(),
        lease.version(),
        lease.holder(),
        lease.purpose(),
        lease.takenAt(),
        expiresAt,
        endedAt,
        endedBy);
  }

  private Optional<ModelLeaseRow> row(ModelLease.Id id) {
    return state.modelLeases.rows().stream().filter(it -> it.lease().id().equals(id)).findFirst();
  }

  private ModelLease shown(ModelLeaseRow row) {
    var lease = row.lease();
    var isExpired = lease.isLive() && !state.now().isBefore(lease.expiresAt());
    return isExpired ? with(lease, lease.expiresAt(), lease.expiresAt(), null) : lease;
  }

  private Stream<ModelLeaseRow> liveRows() {
    return state.modelLeases.rows().stream().filter(row -> shown(row).isLive());
  }

  @Override
  public Optional<ModelLease> find(ModelLease.Id id) {
    return transactor.in("modelLeases.find", () -> row(id).map(this::shown));
  }

  @Override
  public List<ModelLease> live(@Nullable SourceId source) {
    return transactor.in(
        "modelLeases.live",
        () ->
            liveRows()
                .map(ModelLeaseRow::lease)
                .filter(lease -> source == null || lease.source().equals(source))
                .toList());
  }

  @Override
  public SortedSet<Long> pinned(SourceId source) {
    return transactor.in(
        "modelLeases.pinned",
        () -> {
          var pinned = new TreeSet<Long>();
          liveRows()
              .map(ModelLeaseRow::lease)
              .filter(lease -> lease.source().equals(source))
              .forEach(lease -> pinned.add(lease.version()));
          return pinned;
        });
  }
}
