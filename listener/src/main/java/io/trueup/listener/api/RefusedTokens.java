package io.trueup.listener.api;

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
 * Counts wrong tokens by the network that they come from, and writes them to the audit: one entry
 * in ten minutes for a network, and a bounded number for all, so that who guesses fills neither the
 * database nor the audit. Safe for any thread.
 */
final class RefusedTokens {

  private static final Logger LOG = LoggerFactory.getLogger(RefusedTokens.class);
  private static final int AT_ONCE = 20;
  private static final Duration EACH = Duration.ofSeconds(3);
  private static final Duration TOLD_EACH = Duration.ofMinutes(10);
  private static final int TOLD_AT_ONCE = 30;
  private static final Duration ANY_TOLD_EACH = Duration.ofMinutes(1);
  private static final String ALL = "";

  private final Audit audit;
  private final RateLimit attempts;
  private final RateLimit told;
  private final RateLimit allTold;
  private final AtomicInteger untold = new AtomicInteger();

  RefusedTokens(Audit audit, InstantSource clock) {
    this.audit = audit;
    this.attempts = new RateLimit(clock, AT_ONCE, EACH);
    this.told = new RateLimit(clock, 1, TOLD_EACH);
    this.allTold = new RateLimit(clock, TOLD_AT_ONCE, ANY_TOLD_EACH);
  }

  /** Whether so many wrong tokens came from there that no unknown one is looked up now. */
  boolean areTooMany(String address) {
    return attempts.isUsedUp(network(address));
  }

  /** Notes a wrong token; blocks while an entry is written. */
  void refused(String address) {
    var network = network(address);
    attempts.use(network);
    if (told.isUsedUp(network) || allTold.isUsedUp(ALL)) {
      untold.incrementAndGet();
      return;
    }
    told.use(network);
    allTold.use(ALL);
    var others = untold.getAndSet(0);
    try {
      audit.append(
          new Actor("unknown", address),
          AuditVerbs.TOKEN_REFUSED,
          "address:" + address,
          "A token is not known, has expired or was revoked"
              + (others == 0 ? "" : "; %d more since the last entry".formatted(others)));
    } catch (StateStoreException e) {
      LOG.warn("A wrong token from {} is missing in the audit", address, e);
    }
  }

  /** An IPv4 address, or the first half of an IPv6 address, of which one host may have all. */
  static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    var bytes = java.net.InetAddress.ofLiteral(address.replaceAll("%.*", "")).getAddress();
    return bytes.length == 4
        ? address
        : java.util.HexFormat.of().formatHex(bytes, 0, Math.min(8, bytes.length));
  }
}
