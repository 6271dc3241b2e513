package io.trueup.statestore.testing;

import static java.util.Objects.requireNonNullElse;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Lease;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.Sources;
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
          if (state.sources.find(source) == null) {
            state.sources.put(source, new SourceRow(source, state.now()).state());
          }
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
          row.requested++;
          state.sources.put(source, row.state());
          return row.requested;
        });
  }

  @Override
  public long requestNow(SourceId source) {
    return transactor.in("sources.requestNow", () -> raise(state, source));
  }

  /** Raises the requested generation of a known source for somebody who waits for the look. */
  static long raise(MemoryState state, SourceId source) {
    var row = new SourceRow(state.source(source));
    row.requested++;
    row.hurry(state.now());
    state.sources.put(source, row.state());
    return row.requested;
  }

  @Override
  public void recordLook(
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
          row.becomes(health, reason, state.now());
          row.succeeds(processed);
          put(state, before, row.state());
        });
  }

  @Override
  public void recordFailedLook(Lease lease, SourceId source, FailedLook failure) {
    transactor.run(
        "sources.recordFailedLook",
        () -> {
          state.fence(lease, Lease.resource(source));
          var before = state.source(source);
          var row = new SourceRow(before);
          row.becomes(failure.health(), failure.reason(), state.now());
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
          row.requested++;
          state.sources.put(seen.id(), row.state());
          state.audit(
              actor,
              AuditVerbs.SOURCE_ACKNOWLEDGED,
              Lease.resource(seen.id()),
              Json.of("accepted", now.accepted(), "commit", now.acceptedCommit()),
              Json.of("head", now.head()),
              reason);
          return true;
        });
  }

  /** Writes a source, with an audit entry when its health or the reason for it changed. */
  static void put(MemoryState state, SourceState before, SourceState after) {
    state.sources.put(after.id(), after);
    if (before.health() != after.health() || !Objects.equals(before.reason(), after.reason())) {
      state.audit(
          Actor.DAEMON,
          AuditVerbs.of(after.health()),
          Lease.resource(after.id()),
          Json.of("health", before.health(), "reason", before.reason()),
          Json.of("health", after.health(), "reason", after.reason()),
          requireNonNullElse(after.reason(), "nothing is in the way"));
    }
  }
}
