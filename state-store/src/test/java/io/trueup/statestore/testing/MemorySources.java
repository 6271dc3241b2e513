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
import java.time.Instant;
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
            state.sources.put(
                source,
                new SourceState(
                    source,
                    0,
                    0,
                    Health.FOLLOWING,
                    null,
                    state.now(),
                    null,
                    null,
                    0,
                    null,
                    null,
                    null,
                    0));
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
    return transactor.in("sources.request", () -> raise(state, source));
  }

  /** Raises the requested generation of a known source. */
  static long raise(MemoryState state, SourceId source) {
    var raised = raised(state.source(source), state.source(source).acknowledged());
    state.sources.put(source, raised);
    return raised.requested();
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
          put(
              state,
              before,
              new SourceState(
                  source,
                  before.requested(),
                  Math.max(before.processed(), processed),
                  health,
                  reason,
                  since(before, health, state.now()),
                  head == null ? before.head() : head,
                  before.judged(),
                  before.accepted(),
                  before.acceptedCommit(),
                  before.acknowledged(),
                  null,
                  0));
        });
  }

  @Override
  public void recordFailedLook(Lease lease, SourceId source, String reason, Instant retryAt) {
    transactor.run(
        "sources.recordFailedLook",
        () -> {
          state.fence(lease, Lease.resource(source));
          var before = state.source(source);
          put(
              state,
              before,
              new SourceState(
                  source,
                  before.requested(),
                  before.processed(),
                  Health.UNREACHABLE,
                  reason,
                  since(before, Health.UNREACHABLE, state.now()),
                  before.head(),
                  before.judged(),
                  before.accepted(),
                  before.acceptedCommit(),
                  before.acknowledged(),
                  retryAt,
                  before.attempts() + 1));
        });
  }

  @Override
  public void acknowledge(SourceId source, CommitId head, Actor actor, String reason) {
    transactor.run(
        "sources.acknowledge",
        () -> {
          var before = state.source(source);
          state.sources.put(source, raised(before, head));
          state.audit(
              actor,
              AuditVerbs.SOURCE_ACKNOWLEDGED,
              Lease.resource(source),
              before.acknowledged() == null ? null : Json.of("head", before.acknowledged()),
              Json.of("head", head),
              reason);
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

  static Instant since(SourceState before, Health health, Instant now) {
    return before.health() == health ? before.since() : now;
  }

  private static SourceState raised(SourceState before, @Nullable CommitId acknowledged) {
    return new SourceState(
        before.id(),
        before.requested() + 1,
        before.processed(),
        before.health(),
        before.reason(),
        before.since(),
        before.head(),
        before.judged(),
        before.accepted(),
        before.acceptedCommit(),
        acknowledged,
        before.retryAt(),
        before.attempts());
  }
}
