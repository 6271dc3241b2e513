package io.trueup.listener.engine.currency;

import io.trueup.listener.engine.snapshot.MissingVersionException;
import io.trueup.listener.engine.snapshot.ModelVersions;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.stored.DamagedFileException;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes of platforms' target versions. A node that is at its target has the fingerprint that
 * the target's graph says, so that the graph, which is on disk and of which only parts are in
 * memory, stands for all rows of such nodes. Safe for any thread.
 */
final class TargetGraphs {

  private static final Logger LOG = LoggerFactory.getLogger(TargetGraphs.class);

  /** How many nodes of one graph are kept in memory. */
  private static final int MOST_KEPT = 20_000;

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  private final ModelVersions versions;
  private final BiFunction<PlatformState, PipelineNode, List<NodeKey>> feeding;
  private final Map<PlatformId, Target> targets = new ConcurrentHashMap<>();
  private final Map<PlatformId, Instant> failed = new ConcurrentHashMap<>();

  /**
   * Graphs of versions.
   *
   * @param feeding the nodes with whose jobs a node changes
   */
  TargetGraphs(
      ModelVersions versions, BiFunction<PlatformState, PipelineNode, List<NodeKey>> feeding) {
    this.versions = versions;
    this.feeding = feeding;
  }

  /** A version that platforms move to. */
  record Wanted(SourceId source, long version) {}

  private record Target(
      PlatformGraph graph, Fingerprint fingerprint, Map<NodeKey, TargetNode> kept) {}

  /**
   * What is kept of a node.
   *
   * @param feeding the nodes with whose jobs it changes; empty when it has a job of its own
   */
  record TargetNode(Fingerprint fingerprint, List<NodeKey> feeding) {}

  /**
   * A node of a platform's target, if it is in memory. Never blocks.
   *
   * @return null when it is not known here
   */
  @Nullable TargetNode kept(PlatformState platform, NodeKey node) {
    var target = target(platform);
    return target == null ? null : target.kept().get(node);
  }

  /**
   * Has a node of a platform's target in memory, if the target has it and its graph is open here.
   * May read a file.
   */
  void keep(PlatformState platform, NodeKey node) {
    var target = target(platform);
    if (target == null || target.kept().containsKey(node)) {
      return;
    }
    try {
      var found = target.graph().nodes().find(node);
      if (found == null) {
        return;
      }
      if (target.kept().size() >= MOST_KEPT) {
        target.kept().clear();
      }
      target.kept().put(node, new TargetNode(found.fingerprint(), feeding.apply(platform, found)));
    } catch (DamagedFileException e) {
      LOG.debug("Cannot read the target of platform '{}'; it is opened again", platform.id(), e);
      targets.remove(platform.id(), target);
    }
  }

  /**
   * The graph must be the one that the nodes were compared with when the target moved: another
   * release may give the same version other fingerprints.
   */
  private @Nullable Target target(PlatformState platform) {
    var target = targets.get(platform.id());
    return target != null && target.fingerprint().equals(platform.target().graph()) ? target : null;
  }

  /**
   * The versions that must be opened for platforms.
   *
   * @param all platforms; others are forgotten
   */
  Set<Wanted> missing(Collection<PlatformState> all, Instant now) {
    targets.keySet().retainAll(all.stream().map(PlatformState::id).collect(Collectors.toSet()));
    failed.values().removeIf(at -> !now.isBefore(at.plus(AFTER_FAILURE)));
    return all.stream()
        .filter(it -> it.target().version() > 0 && target(it) == null)
        .filter(it -> !failed.containsKey(it.id()))
        .map(it -> new Wanted(it.id().source(), it.target().version()))
        .collect(Collectors.toSet());
  }

  /** Opens a version for the platforms that move to it. Blocks, for as long as a load takes. */
  void open(Wanted wanted, Collection<PlatformState> all, Instant now) {
    var platforms =
        all.stream()
            .filter(it -> it.id().source().equals(wanted.source()))
            .filter(it -> it.target().version() == wanted.version())
            .toList();
    // Until it is open, or if it never is, the store answers.
    platforms.forEach(it -> failed.put(it.id(), now));
    try {
      var graphs = versions.open(wanted.source(), wanted.version()).model().graphs();
      for (var platform : platforms) {
        var graph = graphs.find(platform.id().name());
        if (graph != null && isTarget(platform, graph)) {
          failed.remove(platform.id());
        }
      }
    } catch (MissingVersionException e) {
      LOG.debug("Cannot open version {} of '{}'", wanted.version(), wanted.source(), e);
    }
  }

  private boolean isTarget(PlatformState platform, PlatformGraph graph) {
    var fingerprint = graph.fingerprint();
    if (!fingerprint.equals(platform.target().graph())) {
      return false;
    }
    targets.put(platform.id(), new Target(graph, fingerprint, new ConcurrentHashMap<>()));
    return true;
  }
}
