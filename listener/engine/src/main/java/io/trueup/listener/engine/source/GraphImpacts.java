package io.trueup.listener.engine.source;

import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.NodeChanges;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.verdict.Model;
import io.trueup.statestore.Impact;
import io.trueup.statestore.NodeDelta;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Computes what an accepted version changes for each platform, compared with the version before it.
 * Pure.
 */
final class GraphImpacts {

  private GraphImpacts() {}

  /** One impact for each platform that either version declares, by name. */
  static List<Impact> between(@Nullable Model accepted, Model head) {
    var graphs = new TreeMap<String, PlatformGraph>();
    if (accepted != null) {
      // A platform that is no longer declared has nothing left to realize.
      accepted
          .graphs()
          .forEach((name, graph) ->
              graphs.put(
                  name,
                  PlatformGraph.of(graph.platform(), graph.container(), PersistentMap.empty())));
    }
    graphs.putAll(head.graphs());
    var impacts = new ArrayList<Impact>();
    graphs.forEach((name, graph) -> {
      var before = accepted == null ? null : accepted.graphs().get(name);
      var older = before == null ? PlatformGraph.empty(graph.platform()) : before;
      impacts.add(
          new Impact(
              name,
              graph.platform().type(),
              graph.platform().terms().in(graph.container()),
              head.ecosystem().declaration().owner().toString(),
              graph.fingerprint(),
              delta(GraphDiff.between(older, graph))));
    });
    return impacts;
  }

  private static List<NodeDelta> delta(GraphDiff diff) {
    var delta = new ArrayList<NodeDelta>();
    diff.added()
        .forEach(node -> delta.add(new NodeDelta(node.key(), null, node.fingerprint(), "")));
    diff.changed()
        .forEach(change ->
            delta.add(
                new NodeDelta(
                    change.after().key(),
                    change.before().fingerprint(),
                    change.after().fingerprint(),
                    String.join("; ", NodeChanges.describe(change.before(), change.after())))));
    diff.removed()
        .forEach(node -> delta.add(new NodeDelta(node.key(), node.fingerprint(), null, "")));
    delta.sort(Comparator.comparing(NodeDelta::node));
    return delta;
  }
}
