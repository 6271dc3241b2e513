package io.trueup.listener.daemon.kafka;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The topic of events, as somebody sees it who reads what is committed. */
final class SimulatedOutbox {

  static final String TOPIC = "events";

  private final SimulatedBrokers.World world;
  private final Map<String, Long> newest = new HashMap<>();
  private final Set<Long> positions = new HashSet<>();
  private long last;
  private long token;
  private int epoch;

  SimulatedOutbox(SimulatedBrokers.World world) {
    this.world = world;
  }

  /** Begins a new epoch: all older producers are fenced. */
  int begin() {
    return ++epoch;
  }

  boolean isFenced(int itsEpoch) {
    return itsEpoch < epoch;
  }

  /**
   * A transaction is committed.
   *
   * @param itsToken of the lease under which it was sent
   */
  void append(List<ProducerRecord<byte[], byte[]>> records, long itsToken) {
    if (itsToken < token) {
      world.fail(
          "P9: a process with token %d sent events after one with token %d"
              .formatted(itsToken, token));
    }
    token = itsToken;
    records.forEach(this::append);
    while (positions.contains(last + 1)) {
      last++;
    }
  }

  private void append(ProducerRecord<byte[], byte[]> record) {
    var key = new String(record.key(), StandardCharsets.UTF_8);
    var header = Objects.requireNonNull(record.headers().lastHeader("ce_trueupposition"));
    var position = Long.parseLong(new String(header.value(), StandardCharsets.UTF_8));
    if (!positions.add(position)) {
      return; // its reader knows it by its id
    }
    var before = newest.merge(key, position, Math::max);
    if (before > position) {
      world.fail("P9: event %d of '%s' follows event %d".formatted(position, key, before));
    }
  }

  /** Up to which position all events are there. */
  long last() {
    return last;
  }
}
