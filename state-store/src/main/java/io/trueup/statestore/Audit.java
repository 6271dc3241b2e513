package io.trueup.statestore;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who did what, when and why; append-only. The other stores append their entries in the transaction
 * of the action (P7).
 */
public interface Audit {

  /** Appends an entry for something that no other store records, such as a refused delivery. */
  void append(Actor actor, String verb, String subject, String reason);

  /**
   * Appends an entry for something that no other store records, with its result.
   *
   * @param after as JSON
   */
  void append(Actor actor, String verb, String subject, String after, String reason);

  /** The end of the chain of all entries, in the order in which they were committed. */
  AuditChain.Head head();

  /**
   * Where the chain begins: {@link AuditChain.Head#EMPTY}, or the last of the old entries that were
   * removed. An entry {@link AuditVerbs#AUDIT_CHECKPOINT} after it says the same.
   */
  AuditChain.Head start();

  /** Links of the chain after its start and a position, in order, at most {@code limit}. */
  List<AuditChain.Link> links(long after, int limit);

  /** The first entry that is not in the chain; every one is, unless the store was tampered with. */
  Optional<AuditEntry> outsideTheChain();

  /** The newest entries first, at most {@code limit}; of all subjects when none is given. */
  List<AuditEntry> newest(@Nullable String subject, int limit);
}
