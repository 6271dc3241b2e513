package io.trueup.statestore.testing;

import io.trueup.statestore.Actor;
import io.trueup.statestore.Audit;
import io.trueup.statestore.AuditChain;
import io.trueup.statestore.AuditEntry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The audit, an append-only list. */
final class MemoryAudit implements Audit {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemoryAudit(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
  }

  @Override
  public void append(Actor actor, String verb, String subject, String reason) {
    transactor.run("audit.append", () -> state.audit(actor, verb, subject, null, null, reason));
  }

  @Override
  public void append(Actor actor, String verb, String subject, String after, String reason) {
    transactor.run("audit.append", () -> state.audit(actor, verb, subject, null, after, reason));
  }

  @Override
  public AuditChain.Head head() {
    return transactor.in("audit.head", state::auditHead);
  }

  @Override
  public AuditChain.Head start() {
    return AuditChain.Head.EMPTY;
  }

  @Override
  public List<AuditChain.Link> links(long after, int limit) {
    return transactor.in(
        "audit.links",
        () -> state.auditChain.map().tailMap(after, false).values().stream().limit(limit).toList());
  }

  @Override
  public Optional<AuditEntry> outsideTheChain() {
    return Optional.empty();
  }

  @Override
  public List<AuditEntry> newest(@Nullable String subject, int limit) {
    return transactor.in(
        "audit.newest",
        () ->
            state.audit.newestFirst().stream()
                .filter(entry -> subject == null || entry.subject().equals(subject))
                .limit(limit)
                .toList());
  }
}
