package io.trueup.statestore.testing;

import static java.util.Objects.requireNonNullElse;

import io.trueup.model.verdict.ChangeDigest;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.ChangeApproval;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Lease;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.Sources;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sources with their generations. */
final class MemorySources implements Sources {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemorySources(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
  }

  @Override
  public void declare(SourceId source) {
    transactor.run(
        "sources.declare",
        () -> {
          var forgotten = state.forgottenSources.find(source);
          if (forgotten != null) {
            state.forgottenSources.remove(source);
            state.sources.put(source, forgotten);
          }
          var known = state.sources.find(source);
          if (known == null) {
            state.sources.put(source, new SourceRow(source, state.now()).state());
          } else if (known.isDetached()) {
            attached(state, known);
            var row = new SourceRow(known);
            row.detachedSince = null;
            state.sources.put(source, row.state());
          }
        });
  }

  private static void attached(MemoryState state, SourceState source) {
    audit(state, Actor.DAEMON, AuditVerbs.SOURCE_ATTACHED, source.id(), "it is followed again");
  }

  private static void audit(
      MemoryState state, Actor actor, String verb, SourceId source, String reason) {
    state.audit(actor, verb, Lease.resource(source), null, null, reason);
  }

  @Override
  public List<SourceId> detachAllBut(Collection<SourceId> configured, Instant unseenSince) {
    return transactor.in(
        "sources.detachAllBut",
        () -> {
          var detached =
              state.sources.rows().stream()
                  .filter(it -> !configured.contains(it.id()) && !it.isDetached())
                  .filter(it -> it.refreshedAt() == null || it.refreshedAt().isBefore(unseenSince))
                  .toList();
          for (var source : detached) {
            var row = new SourceRow(source);
            row.detachedSince = state.now();
            state.sources.put(source.id(), row.state());
            audit(
                state,
                Actor.DAEMON,
                AuditVerbs.SOURCE_DETACHED,
                source.id(),
                "it is not configured");
          }
          return detached.stream().map(SourceState::id).toList();
        });
  }

  @Override
  public boolean forget(SourceId source, Actor actor, String reason) {
    return transactor.in(
        "sources.forget",
        () -> {
          var known = state.sources.find(source);
          if (known == null || !known.isDetached()) {
            return false;
          }
          state.sources.remove(source);
          state.forgottenSources.put(source, known);
          audit(state, actor, AuditVerbs.SOURCE_FORGOTTEN, source, reason);
          return true;
        });
  }

  @Override
  public List<SourceState> all() {
    return transactor.in("sources.all", () -> List.copyOf(state.sources.rows()));
  }

  @Override
  public Optional<SourceState> find(SourceId source) {
    return transactor.in("sources.find", () -> Optional.ofNullable(state.sources.find(source)));
  }

  @Override
  public long request(SourceId source) {
    return transactor.in(
        "sources.request",
        () -> {
          var row = new SourceRow(state.source(source));
          row.request(state.now());
          state.sources.put(source, row.state());
          return row.requested;
        });
  }

  @Override
  public long requestNow(SourceId source, Actor actor, String reason) {
    return transactor.in(
        "sources.requestNow",
        () -> {
          var requested = raise(state, source);
          state.audit(
              actor,
              AuditVerbs.SOURCE_SYNC_REQUESTED,
              Lease.resource(source),
              null,
              MemoryJson.of("requested", requested),
              reason);
          return requested;
        });
  }

  /** Raises the requested generation of a known source, and brings the next refresh forward. */
  static long raise(MemoryState state, SourceId source) {
    var row = new SourceRow(state.source(source));
    row.request(state.now());
    row.retrySooner(state.now());
    state.sources.put(source, row.state());
    return row.requested;
  }

  @Override
  public void recordRefresh(
      Lease lease,
      SourceId source,
      long processed,
      Health health,
      @Nullable String reason,
      @Nullable CommitId head) {
    transactor.run(
        "sources.recordLook",
        () -> {
          state.fence(lease, Lease.resource(source));
          var before = state.source(source);
          var row = new SourceRow(before);
          row.head = head;
          if (health != Health.BLOCKED || !Objects.equals(row.acknowledged, head)) {
            row.acknowledged = null;
          }
          row.setHealth(health, reason, state.now());
          row.recordSuccess(processed, state.now());
          put(state, before, row.state());
        });
  }

  @Override
  public void recordFailedRefresh(Lease lease, SourceId source, FailedRefresh failure) {
    transactor.run(
        "sources.recordFailedLook",
        () -> {
          state.fence(lease, Lease.resource(source));
          var before = state.source(source);
          var row = new SourceRow(before);
          row.setHealth(failure.health(), failure.reason(), state.now());
          row.retryAt = failure.retryAt();
          row.retryFrom = failure.retryFrom();
          row.attempts++;
          put(state, before, row.state());
        });
  }

  @Override
  public boolean acknowledge(SourceState seen, Actor actor, String reason) {
    return transactor.in(
        "sources.acknowledge",
        () -> {
          var now = state.source(seen.id());
          if (now.head() == null || !now.isSameBlockAs(seen)) {
            return false;
          }
          var row = new SourceRow(now);
          row.acknowledged = now.head();
          row.request(state.now());
          state.sources.put(seen.id(), row.state());
          state.audit(
              actor,
              AuditVerbs.SOURCE_ACKNOWLEDGED,
              Lease.resource(seen.id()),
              MemoryJson.of("accepted", now.accepted(), "commit", now.acceptedCommit()),
              MemoryJson.of("head", now.head()),
              reason);
          return true;
        });
  }

  @Override
  public boolean approve(SourceState seen, ChangeDigest change, Actor actor, String reason) {
    return transactor.in(
        "sources.approve",
        () -> {
          var now = state.source(seen.id());
          if (now.accepted() == 0 || now.accepted() != seen.accepted()) {
            return false;
          }
          if (change.equals(approved(now))) {
            return true;
          }
          raise(state, seen.id());
          var row = new SourceRow(state.source(seen.id()));
          row.approval = new ChangeApproval(change, state.now(), actor.name(), reason);
          state.sources.put(seen.id(), row.state());
          auditApproval(actor, AuditVerbs.SOURCE_APPROVED, now, change, reason);
          return true;
        });
  }

  @Override
  public boolean withdrawApproval(SourceId source, Actor actor, String reason) {
    return transactor.in(
        "sources.withdrawApproval",
        () -> {
          var now = state.source(source);
          if (now.approval() == null) {
            return false;
          }
          var row = new SourceRow(now);
          row.approval = null;
          state.sources.put(source, row.state());
          auditApproval(actor, AuditVerbs.SOURCE_APPROVAL_WITHDRAWN, now, null, reason);
          return true;
        });
  }

  private void auditApproval(
      Actor actor, String verb, SourceState before, @Nullable ChangeDigest change, String reason) {
    state.audit(
        actor,
        verb,
        Lease.resource(before.id()),
        MemoryJson.of("commit", before.acceptedCommit(), "change", approved(before)),
        MemoryJson.of("change", change),
        reason);
  }

  private static @Nullable ChangeDigest approved(SourceState source) {
    var approval = source.approval();
    return approval == null ? null : approval.change();
  }

  /** Writes a source, with an audit entry when its health or its reason changed. */
  static void put(MemoryState state, SourceState before, SourceState after) {
    if (before.isDetached()) {
      attached(state, before);
    }
    state.sources.put(after.id(), after);
    if (before.health() != after.health() || !Objects.equals(before.reason(), after.reason())) {
      state.audit(
          Actor.DAEMON,
          AuditVerbs.of(after.health()),
          Lease.resource(after.id()),
          MemoryJson.of("health", before.health(), "reason", before.reason()),
          MemoryJson.of("health", after.health(), "reason", after.reason()),
          requireNonNullElse(after.reason(), "the source can be followed"));
    }
  }
}
