package io.trueup.listener.daemon.simulation;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.NodeKind;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A container whose tables are entries of a map; daemons change it through their platforms. */
final class SimulatedContainer {

  /** What really is there, whatever the records say. */
  final Map<NodeKey, Fingerprint> tables = new TreeMap<>();

  /** All that each table ever was brought to, or may have been. */
  final Map<NodeKey, Set<Fingerprint>> attempted = new TreeMap<>();

  /** Tables that left the model, and when. */
  final Map<NodeKey, Instant> retired = new TreeMap<>();

  /** Nodes that a running job reads; nothing may change them. */
  final Set<NodeKey> inUse = new HashSet<>();

  private final World world;

  /** Who is told that something must not be. */
  interface World {
    void fail(String what);
  }

  SimulatedContainer(World world) {
    this.world = world;
  }

  void change(NodeKey key, Fingerprint fingerprint) {
    attempted.computeIfAbsent(key, _ -> new HashSet<>()).add(fingerprint);
    retired.remove(key);
    var before = tables.put(key, fingerprint);
    if (inUse.contains(key) && before != null && !before.equals(fingerprint)) {
      world.fail("DDL under the running job of " + key);
    }
  }

  void retire(NodeKey key, Instant at) {
    if (tables.containsKey(key)) {
      retired.putIfAbsent(key, at);
    }
  }

  void drop(NodeKey key) {
    tables.remove(key);
    retired.remove(key);
    if (inUse.contains(key)) {
      world.fail("Dropped under the running job of " + key);
    }
  }

  /**
   * Whether a change of a table needs an operator's approval: each one of the ingestion of the last
   * store, once it exists.
   */
  static boolean needsApproval(NodeKey key, @Nullable Fingerprint before, Fingerprint after) {
    return before != null
        && !before.equals(after)
        && key.isA(NodeKind.INGEST)
        && key.value().endsWith("/S3");
  }
}
