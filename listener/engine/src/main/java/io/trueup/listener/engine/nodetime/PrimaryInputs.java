package io.trueup.listener.engine.nodetime;

import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Primary ingestion across platforms: a node that reads the tables of another platform's node does
 * not change before that one has. Where the other platform depends on the reader's, the model has
 * them change in that order, and nothing waits.
 */
final class PrimaryInputs {

  private final StateStore store;
  private final PlatformModels models;

  PrimaryInputs(StateStore store, PlatformModels models) {
    this.store = store;
    this.models = models;
  }

  /**
   * Whether the nodes of other platforms that a node reads from have changed as a version asks.
   * True also when the model cannot be read, which the reconciliation itself reports.
   */
  boolean haveChanged(PlatformId platform, long version, NodeKey key) {
    try {
      return models
          .graph(platform, version)
          .map(it -> it.nodes().find(key))
          .map(node ->
              node.foreignInputs().stream().allMatch(it -> hasChanged(platform, version, it)))
          .orElse(true);
    } catch (GitException _) {
      return true;
    }
  }

  private boolean hasChanged(PlatformId reader, long version, NodeKey key) {
    var id = new PlatformId(reader.source(), key.platform());
    var primary = store.platforms().find(id).orElse(null);
    return primary == null
        || primary.policy().on() == RolloutPolicy.On.NEVER
        || hasChanged(primary, version, key)
        || dependsOn(primary, reader);
  }

  /** Whether a platform, or one that it depends on, depends on another. */
  private boolean dependsOn(PlatformState platform, PlatformId other) {
    var seen = new HashSet<String>();
    var left = new ArrayDeque<PlatformState>(List.of(platform));
    while (!left.isEmpty()) {
      for (var dependency : left.remove().terms().dependencies()) {
        var name = dependency.platform();
        if (name.equals(other.name())) {
          return true;
        }
        if (seen.add(name)) {
          store.platforms().find(new PlatformId(other.source(), name)).ifPresent(left::add);
        }
      }
    }
    return false;
  }

  private boolean hasChanged(PlatformState primary, long version, NodeKey key) {
    var id = primary.id();
    var record = store.rollouts().node(id, key).orElse(null);
    if (primary.target().version() >= version) {
      return record == null || record.state().isAtTarget();
    }
    return isAsIn(id, version, key, record);
  }

  /**
   * Of a platform that does not move to the version yet: whether that changes nothing of a node.
   */
  private boolean isAsIn(PlatformId id, long version, NodeKey key, @Nullable NodeRecord record) {
    var wanted = models.graph(id, version).map(it -> it.nodes().find(key)).orElse(null);
    return wanted == null
        || (record != null
            && !record.isUncertain()
            && wanted.fingerprint().equals(record.realized()));
  }
}
