package io.trueup.listener.daemon;

import io.trueup.platforms.spi.StatementJournal;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditedApproval;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SchemaStatements;
import io.trueup.statestore.SchemaStatements.State;
import java.util.List;

/** The journal of statements, in the state store. */
final class StoredStatements implements StatementJournal {

  private final SchemaStatements statements;

  StoredStatements(SchemaStatements statements) {
    this.statements = statements;
  }

  /** An operator's approval in the store's form. */
  static AuditedApproval approval(OperatorApproval allowance) {
    return new AuditedApproval(new Actor(allowance.by(), allowance.from()), allowance.reason());
  }

  @Override
  public long begin(Batch batch) {
    return statements.begin(kept(batch));
  }

  @Override
  public List<Long> beginAll(List<Batch> batches) {
    return statements.beginAll(batches.stream().map(StoredStatements::kept).toList());
  }

  private static SchemaStatements.Batch kept(Batch batch) {
    return new SchemaStatements.Batch(
        batch.container(),
        PlatformId.parse(batch.platform()),
        batch.origin(),
        batch.isTransactional(),
        batch.lines().stream().map(StoredStatements::kept).toList(),
        batch.approval() == null ? null : approval(batch.approval()));
  }

  @Override
  public void landed(long id) {
    landedAll(List.of(id));
  }

  @Override
  public void landedAll(List<Long> ids) {
    statements.recordOutcomes(ids, State.LANDED, null);
  }

  @Override
  public void failed(long id, String error, boolean isUncertain) {
    failedAll(List.of(id), error, isUncertain);
  }

  @Override
  public void failedAll(List<Long> ids, String error, boolean isUncertain) {
    statements.recordOutcomes(ids, isUncertain ? State.UNCERTAIN : State.FAILED, error);
  }

  @Override
  public void resolved(long id, String how) {
    statements.recordOutcome(id, State.RESOLVED, how);
  }

  @Override
  public List<OpenBatch> open(String container, String platform) {
    return statements.open(container, PlatformId.parse(platform)).stream()
        .map(it -> new OpenBatch(it.id(), batch(it.batch()), it.beganAt()))
        .toList();
  }

  private static SchemaStatements.Line kept(Line it) {
    return new SchemaStatements.Line(it.node(), it.sql(), it.safety(), it.lock(), it.reason());
  }

  private static Batch batch(SchemaStatements.Batch it) {
    var leave = it.approval();
    return new Batch(
        it.container(),
        it.platform().toString(),
        it.origin(),
        it.isTransactional(),
        it.lines().stream()
            .map(line ->
                new Line(line.node(), line.sql(), line.safety(), line.lock(), line.reason()))
            .toList(),
        leave == null
            ? null
            : new OperatorApproval(leave.actor().name(), leave.actor().address(), leave.reason()));
  }
}
