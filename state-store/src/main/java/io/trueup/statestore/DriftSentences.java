package io.trueup.statestore;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.DriftRecords.Ending;
import io.trueup.statestore.drift.DriftFinding;
import java.util.List;
import java.util.SortedSet;

/** What the audit says about drift. Pure. */
public final class DriftSentences {

  /** An entry names as many nodes as a person reads; the history has all of them. */
  private static final int MOST_NODES = 100;

  private DriftSentences() {}

  /** The nodes that an audit entry names. */
  public static List<NodeKey> named(SortedSet<NodeKey> nodes) {
    return nodes.stream().limit(MOST_NODES).toList();
  }

  /**
   * Why nodes are recorded as drifted.
   *
   * @param found these nodes, not empty
   * @param all findings, with those of these nodes
   */
  public static String found(SortedSet<NodeKey> found, List<DriftFinding> all) {
    var first = found.first();
    var what =
        all.stream()
            .filter(it -> it.node().equals(first))
            .map(DriftFinding::message)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("No finding of '%s'".formatted(first)));
    return found.size() == 1
        ? what
        : "%,d nodes differ from what is realized, first '%s': %s"
            .formatted(found.size(), first, what);
  }

  /** Why drift of so many nodes is recorded as ended. */
  public static String ended(Ending ending, int nodes) {
    return switch (ending) {
      case REPAIRED -> "Trueup repaired %s".formatted(count(nodes));
      case GONE -> "A check found no drift of %s any more".formatted(count(nodes));
      case CHANGED -> "%s changed or left after the last check".formatted(count(nodes));
    };
  }

  private static String count(int nodes) {
    return nodes == 1 ? "1 node" : "%,d nodes".formatted(nodes);
  }
}
