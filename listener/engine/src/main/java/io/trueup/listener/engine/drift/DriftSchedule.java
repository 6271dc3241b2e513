package io.trueup.listener.engine.drift;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.PlatformId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When the nodes of a platform are due to be compared. Each node is due once in every interval, at
 * a time that follows from its key, so that the nodes of a platform and the platforms of a
 * container spread over it, whichever daemon checks and however often daemons restart. Nodes are
 * compared together, at a few times of the interval: all that became due since the time before.
 * Pure.
 *
 * @param every the interval, positive
 */
record DriftSchedule(PlatformId platform, Duration every) {

  /** How many nodes are compared with one read of the catalog. */
  static final int BATCH = 200;

  /** Times of one interval are not closer than this, however many nodes there are. */
  private static final Duration CLOSEST = Duration.ofMinutes(1);

  /**
   * Nodes to compare now.
   *
   * @param nodes in the order in which they became due
   * @param through every node that became due by then is among these or was compared before
   * @param isLast whether no other node is due now
   */
  record Batch(List<NodeKey> nodes, Instant through, boolean isLast) {

    Batch {
      nodes = List.copyOf(nodes);
    }
  }

  private record Due(NodeKey node, long at) {}

  /**
   * When nodes are to be compared next.
   *
   * @param through by when the nodes that were compared had become due; null when none was compared
   * @param nodes how many the platform has, as far as known
   */
  Instant next(@Nullable Instant through, int nodes) {
    if (through == null) {
      return Instant.EPOCH;
    }
    var batches = Math.ceilDiv(Math.max(1, nodes), BATCH);
    var times = Math.clamp(every.dividedBy(CLOSEST), 1, Math.max(1, batches));
    var step = Math.max(1, millis() / times);
    var phase = Math.floorMod(mixed(platform.toString().hashCode()), millis());
    var steps = Math.floorDiv(through.toEpochMilli() - phase, step) + 1;
    return Instant.ofEpochMilli(phase + steps * step);
  }

  /**
   * The first nodes that are due now and have not been compared since.
   *
   * @param nodes of the platform
   * @param through by when the nodes that were compared had become due; null when none was compared
   */
  Batch due(Collection<NodeKey> nodes, @Nullable Instant through, Instant now) {
    var until = now.toEpochMilli();
    var oldest = until - millis();
    var after = through == null ? oldest : Math.max(oldest, through.toEpochMilli());
    var due =
        nodes.stream()
            .map(it -> new Due(it, lastDue(it, until)))
            .filter(it -> it.at() > after)
            .sorted(Comparator.comparingLong(Due::at).thenComparing(Due::node))
            .toList();
    var size = Math.min(BATCH, due.size());
    while (size > 0 && size < due.size() && due.get(size).at() == due.get(size - 1).at()) {
      size++;
    }
    var isLast = size == due.size();
    return new Batch(
        due.subList(0, size).stream().map(Due::node).toList(),
        Instant.ofEpochMilli(isLast ? until : due.get(size - 1).at()),
        isLast);
  }

  /** The last time at which a node became due, not after a time. */
  private long lastDue(NodeKey node, long until) {
    var seed = platform.toString().hashCode() * 31L + node.value().hashCode();
    return until - Math.floorMod(until - mixed(seed), millis());
  }

  private long millis() {
    return Math.max(1, every.toMillis());
  }

  /** Spreads neighbouring numbers, as the texts of keys differ in few characters. */
  private static long mixed(long number) {
    var mixed = number * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xBF58476D1CE4E5B9L;
    return (mixed ^ (mixed >>> 29)) >>> 1;
  }
}
