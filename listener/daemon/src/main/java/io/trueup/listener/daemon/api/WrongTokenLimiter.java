package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.edge.ClientNetwork;
import io.trueup.listener.daemon.edge.RateLimit;
import io.trueup.statestore.Actor;
import io.trueup.statestore.Audit;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts wrong tokens per network and audits them: one entry per network in ten minutes, and a
 * bounded number overall, so that an attacker who guesses tokens cannot flood the database or the
 * audit. Safe for any thread.
 */
final class WrongTokenLimiter {

  private static final Logger LOG = LoggerFactory.getLogger(WrongTokenLimiter.class);
  private static final int AT_ONCE = 20;
  private static final Duration EACH = Duration.ofSeconds(3);
  private static final Duration AUDITED_EACH = Duration.ofMinutes(10);
  private static final int AUDITED_AT_ONCE = 30;
  private static final Duration ANY_AUDITED_EACH = Duration.ofMinutes(1);
  private static final String ALL = "";

  private final Audit audit;
  private final RateLimit attempts;
  private final RateLimit audited;
  private final RateLimit allAudited;
  private final AtomicInteger unaudited = new AtomicInteger();

  WrongTokenLimiter(Audit audit, InstantSource clock) {
    this.audit = audit;
    this.attempts = new RateLimit(clock, AT_ONCE, EACH);
    this.audited = new RateLimit(clock, 1, AUDITED_EACH);
    this.allAudited = new RateLimit(clock, AUDITED_AT_ONCE, ANY_AUDITED_EACH);
  }

  /** Whether so many wrong tokens came from the network that unknown ones are not looked up now. */
  boolean isBlocked(String address) {
    return attempts.isExhausted(ClientNetwork.of(address));
  }

  /** Records a wrong token; blocks while it writes an audit entry. */
  void record(String address) {
    var network = ClientNetwork.of(address);
    attempts.use(network);
    if (audited.isExhausted(network) || allAudited.isExhausted(ALL)) {
      unaudited.incrementAndGet();
      return;
    }
    audited.use(network);
    allAudited.use(ALL);
    var others = unaudited.getAndSet(0);
    try {
      audit.append(
          new Actor("unknown", address),
          AuditVerbs.TOKEN_REFUSED,
          "address:" + address,
          "The token is unknown, has expired or was revoked"
              + (others == 0 ? "" : "; %d more since the last entry".formatted(others)));
    } catch (StateStoreException e) {
      LOG.warn("Cannot audit a wrong token from {}", address, e);
    }
  }
}
