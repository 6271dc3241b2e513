package io.trueup.listener.daemon.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/** Which deliveries to ask for again. Pure. */
final class FailedDeliveries {

  /** GitHub sends a delivery again for three days. */
  private static final Duration OLDEST = Duration.ofHours(70);

  /** A younger one may still be on its way. */
  private static final Duration YOUNGEST = Duration.ofMinutes(1);

  /** What fails so often fails for a reason that another attempt does not remove. */
  private static final int MOST_ATTEMPTS = 3;

  private static final int MOST_AT_ONCE = 20;
  private static final Set<String> EVENTS = Set.of("push", "pull_request");

  private FailedDeliveries() {}

  /**
   * The newest attempts of the failed deliveries since the last success, the oldest first: after a
   * success nothing older is owed, because each delivery is only a reason to look.
   *
   * @param newestFirst the attempts that the forge lists
   */
  static List<HookDelivery> owed(List<HookDelivery> newestFirst, Instant now) {
    var attempts = new LinkedHashMap<String, List<HookDelivery>>();
    for (var each : newestFirst) {
      if (each.succeeded() && EVENTS.contains(each.event())) {
        break;
      }
      if (!each.succeeded()) {
        attempts.computeIfAbsent(each.guid(), _ -> new ArrayList<>()).add(each);
      }
    }
    return attempts.values().stream()
        .filter(it -> it.size() < MOST_ATTEMPTS)
        .map(List::getFirst)
        .filter(it -> EVENTS.contains(it.event()))
        .filter(it -> it.at().isAfter(now.minus(OLDEST)) && it.at().isBefore(now.minus(YOUNGEST)))
        .limit(MOST_AT_ONCE)
        .sorted(Comparator.comparing(HookDelivery::at).thenComparingLong(HookDelivery::id))
        .toList();
  }
}
