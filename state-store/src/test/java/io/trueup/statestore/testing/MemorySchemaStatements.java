package io.trueup.statestore.testing;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.AuditedApproval;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SchemaStatements;
import io.trueup.statestore.testing.MemoryState.BatchRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Batches of statements in their order. */
final class MemorySchemaStatements implements SchemaStatements {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemorySchemaStatements(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
  }

  @Override
  public long begin(Batch batch) {
    return transactor.in(
        "statements.begin",
        () -> {
          state.platform(batch.platform());
          var id = state.nextId();
          state.batches.put(
              id, new BatchRow(new OpenBatch(id, kept(batch), state.now()), State.OPEN));
          if (batch.approval() != null) {
            state.audit(
                batch.approval().actor(),
                AuditVerbs.SCHEMA_ALLOWED,
                Lease.resource(batch.platform()),
                null,
                MemoryJson.of("container", batch.container(), "batch", id),
                batch.approval().reason());
          }
          return id;
        });
  }

  /** Only the audit keeps the operator's address. */
  private static Batch kept(Batch it) {
    var approval = it.approval();
    return new Batch(
        it.container(),
        it.platform(),
        it.origin(),
        it.isTransactional(),
        it.lines(),
        approval == null
            ? null
            : new AuditedApproval(new Actor(approval.actor().name(), ""), approval.reason()));
  }

  @Override
  public void recordOutcome(long id, State next, @Nullable String detail) {
    transactor.run(
        "statements.tell",
        () -> {
          var row = state.batches.find(id);
          if (row == null) {
            throw new IllegalArgumentException("Cannot find statements %d".formatted(id));
          }
          if (next.after().contains(row.state())) {
            state.batches.put(id, new BatchRow(row.batch(), next));
          }
        });
  }

  @Override
  public List<OpenBatch> open(String container, PlatformId platform) {
    return transactor.in(
        "statements.open",
        () ->
            state.batches.rows().stream()
                .filter(row -> State.RESOLVED.after().contains(row.state()))
                .map(BatchRow::batch)
                .filter(it -> it.batch().container().equals(container))
                .filter(it -> it.batch().platform().equals(platform))
                .toList());
  }
}
