package io.trueup.statestore;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.drift.DriftCheck;
import io.trueup.statestore.drift.DriftFinding;
import io.trueup.statestore.drift.DriftedNode;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of drift. A node is shown as drifted from the check that found it until a check
 * does not find it, it is repaired, or what it has realized changes.
 */
public interface DriftRecords {

  /** A platform's last check; empty when there was none or the platform is not known. */
  Optional<DriftCheck> lastCheck(PlatformId platform);

  /** The drifted nodes of a platform, by key, at most {@code limit} after {@code after}. */
  List<DriftedNode> drifted(PlatformId platform, String after, int limit);

  /**
   * Records what a check found, in one transaction: nodes that drifted, still do, or no longer do.
   * When the platform's last drift ends, the platform has been well since. Writes one audit entry
   * for the nodes that were not known to have drifted, and one for each way in which drift ended.
   *
   * @param lease of the platform
   * @return what changed
   * @throws LostLeaseException when the lease is no longer the holder's
   */
  Change record(Lease lease, PlatformId platform, Findings findings);

  /**
   * Records that a check could not read the platform; what is known of its nodes stays.
   *
   * @param lease of the platform
   * @param version that its nodes were to be compared with
   * @param error one sentence
   * @throws LostLeaseException when the lease is no longer the holder's
   */
  void recordFailure(
      Lease lease, PlatformId platform, long version, Instant startedAt, String error);

  /**
   * The findings of a check, or of a part of one.
   *
   * @param version that the nodes were compared with
   * @param startedAt when the check began, by the store's clock
   * @param checkedThrough every node whose check was due by then has been compared; null when that
   *     is as before
   * @param nodes how many nodes the platform has in that version
   * @param compared the nodes that were compared
   * @param drifted those of them that differ
   * @param repaired those of them that were repaired and no longer differ, with the statements
   */
  record Findings(
      long version,
      Instant startedAt,
      @Nullable Instant checkedThrough,
      int nodes,
      Set<NodeKey> compared,
      List<DriftFinding> drifted,
      SortedMap<NodeKey, List<String>> repaired) {

    public Findings {
      compared = Collections.unmodifiableSet(new TreeSet<>(compared));
      drifted = List.copyOf(drifted);
      repaired = Collections.unmodifiableSortedMap(new TreeMap<>(repaired));
    }

    /** The nodes that were compared and do not differ, whether or not they did before, by key. */
    public SortedSet<NodeKey> alike() {
      var alike = new TreeSet<>(compared);
      drifted.forEach(it -> alike.remove(it.node()));
      alike.removeAll(repaired.keySet());
      return alike;
    }
  }

  /** How drift of a node ended. */
  enum Ending {
    /** Trueup repaired it. */
    REPAIRED,
    /** A check no longer found it. */
    GONE,
    /** The node itself changed or left, so that nothing can be said of it any more. */
    CHANGED;

    /** For people and programs. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What the recording of findings changed.
   *
   * @param found the nodes that were not known to have drifted
   * @param ended the nodes that no longer have, by how that ended
   * @param left how many nodes of the platform have drifted now
   */
  record Change(SortedSet<NodeKey> found, SortedMap<Ending, SortedSet<NodeKey>> ended, int left) {

    public Change {
      found = Collections.unmodifiableSortedSet(new TreeSet<>(found));
      ended = Collections.unmodifiableSortedMap(new TreeMap<>(ended));
    }
  }
}
