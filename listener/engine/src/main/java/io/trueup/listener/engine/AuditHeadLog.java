package io.trueup.listener.engine;

import io.trueup.statestore.Audit;
import io.trueup.statestore.AuditChain.Head;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the head of the audit's chain when it has moved, so that a copy exists which the database's
 * owner does not control. Not thread-safe.
 */
final class AuditHeadLog {

  private static final Logger LOG = LoggerFactory.getLogger(AuditHeadLog.class);

  private final Audit audit;
  private Head logged = Head.EMPTY;

  AuditHeadLog(Audit audit) {
    this.audit = audit;
  }

  /** Logs the head, unless it was logged before. */
  void log() {
    var head = audit.head();
    if (!head.equals(logged)) {
      logged = head;
      LOG.info("The audit has {} entries; its head is {}", head.position(), head);
    }
  }
}
