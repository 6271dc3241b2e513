package io.trueup.listener.daemon.hooks;

import io.trueup.statestore.Actor;
import io.trueup.statestore.Audit;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes refused deliveries to the audit, at most one entry a minute for each source: a sender that
 * guesses secrets must not fill the database. Thread-safe.
 */
final class RefusalAudit {

  private static final Logger LOG = LoggerFactory.getLogger(RefusalAudit.class);
  private static final Duration QUIET = Duration.ofMinutes(1);

  private record Last(Instant at, int omitted) {}

  private final Audit audit;
  private final InstantSource clock;
  // Guarded by itself; as many entries as there are sources.
  private final Map<SourceId, Last> entries = new HashMap<>();

  RefusalAudit(Audit audit, InstantSource clock) {
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Counts a refusal; blocks while it writes an entry.
   *
   * @param proof what the delivery lacked, such as {@code signature}
   */
  void refused(SourceId source, String proof, String address) {
    var omitted = omitted(source);
    if (omitted == null) {
      return;
    }
    var others = omitted == 0 ? "" : "; %d more since the last entry".formatted(omitted);
    var reason = "A delivery had no valid %s%s".formatted(proof, others);
    try {
      audit.append(
          new Actor("unknown", address), AuditVerbs.DELIVERY_REFUSED, "source:" + source, reason);
    } catch (StateStoreException e) {
      LOG.warn("Cannot write a refused delivery for {} from {} to the audit", source, address, e);
    }
  }

  /** How many refusals were left out before this one; null when this one is left out too. */
  private @Nullable Integer omitted(SourceId source) {
    var now = clock.instant();
    synchronized (entries) {
      var last = entries.get(source);
      if (last != null && now.isBefore(last.at().plus(QUIET)) && !now.isBefore(last.at())) {
        entries.put(source, new Last(last.at(), last.omitted() + 1));
        return null;
      }
      entries.put(source, new Last(now, 0));
      return last == null ? 0 : last.omitted();
    }
  }
}
