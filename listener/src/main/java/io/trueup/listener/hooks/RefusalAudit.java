package io.trueup.listener.hooks;

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
 * Writes refused deliveries to the audit, at most one entry a minute for a source: who guesses at
 * secrets must not fill the database. Thread-safe.
 */
final class RefusalAudit {

  private static final Logger LOG = LoggerFactory.getLogger(RefusalAudit.class);
  private static final Duration QUIET = Duration.ofMinutes(1);

  private record Told(Instant at, int since) {}

  private final Audit audit;
  private final InstantSource clock;
  // Guarded by itself; as many entries as there are sources.
  private final Map<SourceId, Told> told = new HashMap<>();

  RefusalAudit(Audit audit, InstantSource clock) {
    this.audit = audit;
    this.clock = clock;
  }

  /** Notes a refusal; blocks while an entry is written. */
  void refused(SourceId source, String address) {
    var untold = untold(source);
    if (untold == null) {
      return;
    }
    var others = untold == 0 ? "" : "; so had %d others since the last entry".formatted(untold);
    var reason = "A delivery had no valid signature" + others;
    try {
      audit.append(
          new Actor("unknown", address), AuditVerbs.DELIVERY_REFUSED, "source:" + source, reason);
    } catch (StateStoreException e) {
      LOG.warn("A refused delivery for {} from {} is missing in the audit", source, address, e);
    }
  }

  /** How many were not told of before this one; null when this one is not to be told of. */
  private @Nullable Integer untold(SourceId source) {
    var now = clock.instant();
    synchronized (told) {
      var last = told.get(source);
      if (last != null && now.isBefore(last.at().plus(QUIET)) && !now.isBefore(last.at())) {
        told.put(source, new Told(last.at(), last.since() + 1));
        return null;
      }
      told.put(source, new Told(now, 0));
      return last == null ? 0 : last.since();
    }
  }
}
