package io.trueup.statestore.postgres;

import io.trueup.statestore.Actor;
import io.trueup.statestore.Audit;
import io.trueup.statestore.AuditChain.Head;
import io.trueup.statestore.AuditChain.Link;
import io.trueup.statestore.AuditEntry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit of a process that may only read: it can be read, and what happens here is logged. */
record LoggedAudit(Audit audit) implements Audit {

  private static final Logger LOG = LoggerFactory.getLogger(LoggedAudit.class);

  @Override
  public void append(Actor actor, String verb, String subject, String reason) {
    LOG.warn("{} by '{}' from {}: {}. {}", verb, actor.name(), actor.address(), subject, reason);
  }

  @Override
  public void append(Actor actor, String verb, String subject, String after, String reason) {
    append(actor, verb, subject, reason);
  }

  @Override
  public Head head() {
    return audit.head();
  }

  @Override
  public Head start() {
    return audit.start();
  }

  @Override
  public List<Link> links(long after, int limit) {
    return audit.links(after, limit);
  }

  @Override
  public Optional<AuditEntry> outsideTheChain() {
    return audit.outsideTheChain();
  }

  @Override
  public List<AuditEntry> newest(@Nullable String subject, int limit) {
    return audit.newest(subject, limit);
  }
}
