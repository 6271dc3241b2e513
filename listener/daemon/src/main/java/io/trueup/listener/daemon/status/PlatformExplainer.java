package io.trueup.listener.daemon.status;

import io.trueup.listener.daemon.view.BlockedNodeView;
import io.trueup.listener.daemon.view.ExplainView;
import io.trueup.listener.daemon.view.ExplainView.Change;
import io.trueup.listener.daemon.view.ExplainView.Delta;
import io.trueup.listener.daemon.view.ExplainView.Nodes;
import io.trueup.listener.daemon.view.ExplainView.Step;
import io.trueup.listener.daemon.view.MovePreviewView.NodeNames;
import io.trueup.listener.daemon.view.NodeCondition;
import io.trueup.listener.daemon.view.RunView;
import io.trueup.listener.engine.control.RolloutPreview;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.statestore.BlockedNode;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NodeDelta;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.RolloutStep;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.Version;
import io.trueup.statestore.control.GateKind;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads everything that explains the state of a platform. Safe for any thread; blocks. */
public final class PlatformExplainer {

  private static final int STEPS_READ = 5000;
  private static final int STEPS_SHOWN = 50;
  private static final int EXAMPLES = 5;
  private static final int BLOCKED_READ = 10_000;
  private static final int BLOCKED_SHOWN = 50;
  private static final int DRIFTED_SHOWN = 50;
  private static final int VERSIONS_READ = 200;
  private static final int CHANGES_READ = 5000;
  private static final int CHANGES_SHOWN = 100;
  private static final int RUNS_SHOWN = 10;
  private static final int AUDIT_SHOWN = 20;

  private final StateStore store;
  private final StatusReader reader;
  private final WindowReader windows;
  private final Function<PlatformId, Optional<RolloutPreview>> previews;
  private final DriftReader drift;

  /**
   * Explains what a store holds; the readers read the same store.
   *
   * @param previews what the next move of a platform would be
   * @param drift reads the same store
   */
  public PlatformExplainer(
      StateStore store,
      StatusReader reader,
      WindowReader windows,
      Function<PlatformId, Optional<RolloutPreview>> previews,
      DriftReader drift) {
    this.store = store;
    this.reader = reader;
    this.windows = windows;
    this.previews = previews;
    this.drift = drift;
  }

  /** Explains one platform. */
  public ExplainView explain(PlatformState platform) {
    var blocked = store.rollouts().blockedNodes(platform.id(), "", BLOCKED_READ);
    return new ExplainView(
        store.now(),
        reader.source(platform.id()),
        reader.platform(platform),
        steps(platform),
        nodes(platform, blocked),
        blocked.stream()
            .limit(BLOCKED_SHOWN)
            .map(it -> BlockedNodeView.of(platform.id(), it))
            .toList(),
        delta(platform),
        store.runs().newest(platform.id(), RUNS_SHOWN).stream().map(RunView::of).toList(),
        reader.audit(Lease.resource(platform.id()), AUDIT_SHOWN),
        windows.windows(platform, false),
        removed(platform),
        drift.view(platform, "", DRIFTED_SHOWN));
  }

  /** What waits for an approval to be removed; null when nothing does. */
  private @Nullable NodeNames removed(PlatformState platform) {
    var waiting = platform.waiting();
    var isGuarded =
        waiting != null
            && waiting.gates().stream().anyMatch(it -> it.kind() == GateKind.REMOVAL_GUARD);
    return isGuarded
        ? previews.apply(platform.id()).map(it -> NodeNames.of(it.removed())).orElse(null)
        : null;
  }

  private List<Step> steps(PlatformState platform) {
    var rollout = platform.rollout();
    if (rollout == null || rollout.state().isOver()) {
      return List.of();
    }
    return store.rollouts().steps(rollout.id(), STEPS_READ).stream()
        .filter(it -> it.state() != RolloutStep.State.DONE)
        .sorted(
            Comparator.comparing((RolloutStep it) -> it.error() == null)
                .thenComparingInt(RolloutStep::ordinal))
        .limit(STEPS_SHOWN)
        .map(Step::of)
        .toList();
  }

  private List<Nodes> nodes(PlatformState platform, List<BlockedNode> blocked) {
    var applied = Set.copyOf(store.rollouts().appliedNodes(platform.id()));
    var blockedKeys = blocked.stream().map(BlockedNode::node).collect(Collectors.toSet());
    var byCondition =
        store.rollouts().nodes(platform.id(), List.of()).stream()
            .filter(it -> !it.state().isAtTarget())
            .collect(
                Collectors.groupingBy(
                    it -> NodeCondition.of(it, blockedKeys.contains(it.key())),
                    TreeMap::new,
                    Collectors.toList()));
    return byCondition.entrySet().stream()
        .map(it -> nodes(it.getKey(), it.getValue(), applied))
        .toList();
  }

  private static Nodes nodes(
      NodeCondition condition, List<NodeRecord> records, Set<NodeKey> applied) {
    var examples =
        records.stream().map(NodeRecord::key).sorted().limit(EXAMPLES).map(NodeKey::value);
    var done = records.stream().filter(it -> applied.contains(it.key())).count();
    return new Nodes(condition, records.size(), (int) done, examples.toList());
  }

  private Delta delta(PlatformState platform) {
    var from = platform.realized().version();
    var to = platform.merged().version();
    var changes = new TreeMap<NodeKey, Folded>();
    var isComplete = true;
    if (from < to) {
      var between =
          store.versions().newest(platform.id().source(), VERSIONS_READ).reversed().stream()
              .filter(Version::accepted)
              .filter(it -> it.sequence() > from && it.sequence() <= to)
              .toList();
      isComplete = to - from <= VERSIONS_READ;
      for (var version : between) {
        var delta = store.versions().delta(platform.id(), version.sequence(), CHANGES_READ);
        isComplete &= delta.size() < CHANGES_READ;
        delta.forEach(it -> changes.merge(it.node(), Folded.of(it), Folded::then));
      }
    }
    changes.values().removeIf(Folded::isNothing);
    return new Delta(
        from,
        to,
        count(changes.values(), NodeDelta.Kind.ADDED),
        count(changes.values(), NodeDelta.Kind.CHANGED),
        count(changes.values(), NodeDelta.Kind.REMOVED),
        changes.values().stream().limit(CHANGES_SHOWN).map(Folded::shown).toList(),
        isComplete);
  }

  private static int count(Collection<Folded> changes, NodeDelta.Kind kind) {
    return (int) changes.stream().filter(it -> it.whole().kind() == kind).count();
  }

  /** The combined change of several versions to one node. */
  private record Folded(NodeDelta whole) {

    static Folded of(NodeDelta delta) {
      return new Folded(delta);
    }

    Folded then(Folded next) {
      return new Folded(
          new NodeDelta(
              whole.node(),
              whole.before(),
              next.whole.after(),
              joined(whole.what(), next.whole.what())));
    }

    private static String joined(String first, @Nullable String second) {
      return first.isEmpty() || second == null || second.isEmpty()
          ? first + (second == null ? "" : second)
          : first + "; then " + second;
    }

    boolean isNothing() {
      return java.util.Objects.equals(whole.before(), whole.after());
    }

    Change shown() {
      return new Change(whole.node().value(), whole.kind(), whole.what());
    }
  }
}
