package io.trueup.listener.daemon.hooks;

import io.trueup.listener.daemon.edge.ClientNetwork;
import io.trueup.listener.daemon.edge.RateLimit;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sheds deliveries before their bodies are read: of an address that keeps sending what is not
 * genuine, and of a source that genuinely sends too much. Who proves nothing uses up nothing of a
 * source; and an address that proved a delivery of a source lately, such as a proxy that all
 * senders share, is not shed for that source, even if it also sends what is not genuine.
 * Thread-safe.
 */
final class DeliveryLimiter {

  private static final Logger LOG = LoggerFactory.getLogger(DeliveryLimiter.class);

  private final RateLimit unproven;
  private final RateLimit genuine;
  private final ProvenSenders proven;
  private final OncePerMinute<Boolean> warned;

  DeliveryLimiter(HookRates rates, InstantSource clock) {
    this.unproven = limit(rates.unproven(), clock);
    this.genuine = limit(rates.genuine(), clock);
    this.proven = new ProvenSenders(clock);
    this.warned = new OncePerMinute<>(clock);
  }

  private static RateLimit limit(HookRates.Rate rate, InstantSource clock) {
    return new RateLimit(clock, rate.atOnce(), rate.interval());
  }

  /** Whether a delivery may go on; null for a source that is unknown. */
  boolean admits(@Nullable HookSource source, String address) {
    var network = ClientNetwork.of(address);
    if (source != null && genuine.isExhausted(source.id().value())) {
      warn(true, "too many genuine ones come for " + source.id());
      return false;
    }
    if (unproven.isExhausted(network) && !isProven(source, address)) {
      warn(false, "too many that are not genuine come from " + address);
      return false;
    }
    return true;
  }

  /** Whether an address proved a delivery of a source lately. */
  boolean isProven(@Nullable HookSource source, String address) {
    return source != null && proven.contains(source.id(), ClientNetwork.of(address));
  }

  /** Counts a delivery by how it was answered. */
  void answered(@Nullable HookSource source, String address, HookVerdict verdict) {
    switch (verdict) {
      case MALFORMED, UNKNOWN_SOURCE, REFUSED -> unproven.use(ClientNetwork.of(address));
      case ACCEPTED, DUPLICATE, IGNORED, FOREIGN -> {
        if (source != null) {
          recorded(source, address);
        }
      }
      // These were shed, or took longer than they may; who sent them is not known.
      case OVERLOADED, SHED, FAILED -> {}
    }
  }

  private void recorded(HookSource source, String address) {
    genuine.use(source.id().value());
    switch (source.verification()) {
      case HookSource.Verification.Signed _ -> proven.add(source.id(), ClientNetwork.of(address));
      case HookSource.Verification.Unsigned _ -> {}
    }
  }

  private void warn(boolean isGenuine, String reason) {
    var omitted = warned.omittedBefore(isGenuine);
    if (omitted != null) {
      LOG.warn(
          "Shed a delivery with 503: {}. Checks within 10 seconds find merges whose deliveries are"
              + " shed{}",
          reason,
          OncePerMinute.also(omitted));
    }
  }
}
