package io.trueup.listener.daemon;

import io.trueup.statestore.Audit;
import io.trueup.statestore.AuditChain.Head;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the end of the audit's chain to the log when it has moved, so that there is a copy which
 * who owns the database does not own. Not thread-safe.
 */
final class AuditWitness {

  private static final Logger LOG = LoggerFactory.getLogger(AuditWitness.class);

  private final Audit audit;
  private Head told = Head.EMPTY;

  AuditWitness(Audit audit) {
    this.audit = audit;
  }

  /** Tells the head, unless it was told before. */
  void tell() {
    var head = audit.head();
    if (!head.equals(told)) {
      told = head;
      LOG.info("The audit has {} entries; its head is {}", head.position(), head);
    }
  }
}
