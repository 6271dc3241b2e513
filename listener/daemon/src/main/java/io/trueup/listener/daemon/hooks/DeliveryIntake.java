package io.trueup.listener.daemon.hooks;

import io.trueup.listener.daemon.forge.DeliveryHeaders;
import io.trueup.listener.daemon.forge.ForgeEvent;
import io.trueup.model.fingerprint.Sha256;
import io.trueup.statestore.Attribution;
import io.trueup.statestore.Deliveries;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.NewDelivery;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStoreException;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles a delivery that has fully arrived: verify, evaluate, record, poke. Blocks; knows no HTTP.
 * Thread-safe.
 */
public final class DeliveryIntake {

  private static final Logger LOG = LoggerFactory.getLogger(DeliveryIntake.class);
  private static final String TRACEPARENT = "traceparent";
  private static final Pattern TRACE = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  /**
   * A delivery as it arrived.
   *
   * @param headers whose form the source's forge was found to send
   * @param address of the sender
   */
  @SuppressWarnings("ArrayRecordComponent") // raw bytes, verified before they are read
  public record Arrival(HookSource source, DeliveryHeaders headers, byte[] body, String address) {}

  private final Deliveries deliveries;
  private final RefusalAudit refusals;
  private final Consumer<SourceId> poke;
  private final InstantSource clock;
  private final OncePerMinute<SourceId> warned;

  /** Takes deliveries for the sources of some ports. */
  public DeliveryIntake(HookPorts ports, InstantSource clock) {
    this.deliveries = ports.deliveries();
    this.refusals = new RefusalAudit(ports.audit(), clock);
    this.poke = ports.poke();
    this.clock = clock;
    this.warned = new OncePerMinute<>(clock);
  }

  /** Verifies a delivery and records it; blocks. */
  public IntakeOutcome take(Arrival arrival) {
    var source = arrival.source();
    if (!isGenuine(arrival)) {
      var proof = source.reader().proof();
      refusals.refused(source.id(), proof.word(), arrival.address());
      return new IntakeOutcome.NotGenuine(proof.refusal());
    }
    return switch (source.reader().read(arrival.headers(), arrival.body())) {
      case ForgeEvent.Unreadable unreadable -> unreadable(arrival, unreadable);
      case ForgeEvent.Understood event ->
          switch (EventRelevance.of(event, source.branch(), source.repositoryId())) {
            case EventRelevance.Poke _ -> record(arrival, event, null);
            case EventRelevance.Ignored(var reason) -> record(arrival, event, reason);
            case EventRelevance.Foreign(var reason) -> {
              warn(source.id(), reason);
              yield foreign(record(arrival, event, reason));
            }
          };
    };
  }

  private static IntakeOutcome foreign(IntakeOutcome outcome) {
    return outcome instanceof IntakeOutcome.Recorded(var delivery)
        ? new IntakeOutcome.Foreign(delivery)
        : outcome;
  }

  private IntakeOutcome unreadable(Arrival arrival, ForgeEvent.Unreadable unreadable) {
    if (!arrival.source().reader().isTurnedOffByErrors()) {
      return new IntakeOutcome.Unreadable(unreadable.reason());
    }
    warn(arrival.source().id(), unreadable.reason());
    return record(arrival, unreadable, unreadable.reason());
  }

  /** A hook of many repositories sends many deliveries that are not for its source. */
  private void warn(SourceId source, String reason) {
    var omitted = warned.omittedBefore(source);
    if (omitted != null) {
      LOG.warn(
          "Ignored a delivery for {} although it is genuine. {}. Check the hook's settings{}",
          source,
          reason,
          OncePerMinute.also(omitted));
    }
  }

  private boolean isGenuine(Arrival arrival) {
    return switch (arrival.source().verification()) {
      case HookSource.Verification.Unsigned _ -> true;
      case HookSource.Verification.Signed(var secrets) ->
          arrival
              .source()
              .reader()
              .isGenuine(arrival.headers(), arrival.body(), secrets.live(clock.instant()));
    };
  }

  /** Only a proof makes it worth keeping. */
  private static @Nullable Attribution attribution(HookSource source, ForgeEvent event) {
    return event instanceof ForgeEvent.Understood understood
            && source.verification() instanceof HookSource.Verification.Signed
        ? Attributions.of(understood, source.branch())
        : null;
  }

  /** Also the trace of the sender, which the trace of the merge links to. */
  private static Map<String, String> kept(Arrival arrival) {
    var kept = new TreeMap<>(arrival.source().reader().kept(arrival.headers()));
    var sender = arrival.headers().only(TRACEPARENT);
    if (sender != null && TRACE.matcher(sender).matches()) {
      kept.put(TRACEPARENT, sender);
    }
    return kept;
  }

  private IntakeOutcome record(Arrival arrival, ForgeEvent event, @Nullable String ignoredBecause) {
    var source = arrival.source().id();
    var delivery =
        new NewDelivery(
            source,
            event.deliveryId(),
            event.event(),
            Sha256.hex(arrival.body()),
            arrival.body(),
            kept(arrival),
            ignoredBecause,
            attribution(arrival.source(), event));
    try {
      var recorded = deliveries.record(delivery);
      if (recorded.isPresent() && recorded.get().verdict() != Delivery.Verdict.IGNORED) {
        poke.accept(source);
      }
      return recorded
          .<IntakeOutcome>map(IntakeOutcome.Recorded::new)
          .orElseGet(IntakeOutcome.UnknownSource::new);
    } catch (StateStoreException e) {
      LOG.warn(
          "Cannot record a delivery for {}: {}. It is not acknowledged; a check will find its"
              + " merge",
          source,
          e.getMessage());
      return new IntakeOutcome.NotRecorded();
    }
  }
}
