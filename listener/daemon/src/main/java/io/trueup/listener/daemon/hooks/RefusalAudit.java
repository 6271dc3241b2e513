package io.trueup.listener.daemon.hooks;

import io.trueup.statestore.Actor;
import io.trueup.statestore.Audit;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStoreException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes refused deliveries to the audit, at most one entry a minute for each source: a sender that
 * guesses secrets must not fill the database. Thread-safe.
 */
final class RefusalAudit {

  private static final Logger LOG = LoggerFactory.getLogger(RefusalAudit.class);

  private final Audit audit;
  private final OncePerMinute<SourceId> told;

  RefusalAudit(Audit audit, InstantSource clock) {
    this.audit = audit;
    this.told = new OncePerMinute<>(clock);
  }

  /**
   * Counts a refusal; blocks while it writes an entry.
   *
   * @param proof what the delivery lacked, such as {@code signature}
   */
  void refused(SourceId source, String proof, String address) {
    var omitted = told.omittedBefore(source);
    if (omitted == null) {
      return;
    }
    var others = OncePerMinute.also(omitted);
    var reason = "A delivery had no valid %s%s".formatted(proof, others);
    try {
      audit.append(
          new Actor("unknown", address), AuditVerbs.DELIVERY_REFUSED, "source:" + source, reason);
    } catch (StateStoreException e) {
      LOG.warn(
          "Cannot write a refused delivery for {} from {} to the audit: {}",
          source,
          address,
          e.getMessage());
    }
  }
}
