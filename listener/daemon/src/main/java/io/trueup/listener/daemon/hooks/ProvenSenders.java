package io.trueup.listener.daemon.hooks;

import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The networks from which genuine deliveries of each source came lately. Keeps a bounded number,
 * the newest. Thread-safe.
 */
final class ProvenSenders {

  private static final int MOST = 4096;
  private static final Duration LATELY = Duration.ofDays(1);

  private record Sender(SourceId source, String network) {}

  private final InstantSource clock;

  /** When each was last proved; guarded by itself. */
  private final Map<Sender, Instant> last =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Sender, Instant> eldest) {
          return size() > MOST;
        }
      };

  ProvenSenders(InstantSource clock) {
    this.clock = clock;
  }

  void add(SourceId source, String network) {
    synchronized (last) {
      last.put(new Sender(source, network), clock.instant());
    }
  }

  boolean contains(SourceId source, String network) {
    synchronized (last) {
      var at = last.get(new Sender(source, network));
      return at != null && clock.instant().isBefore(at.plus(LATELY));
    }
  }
}
