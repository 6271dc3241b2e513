package io.trueup.platforms.spi;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.schema.ObjectName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What operators may ask of a platform that keeps tables, by hand: plans that are shown before they
 * are run. Failures of the world are answers, not exceptions. Safe for any thread; each call looks
 * at the container as it is then.
 */
public interface SchemaOperations {

  /**
   * Plans what some nodes of a graph need, and changes nothing.
   *
   * @param nodes keys of nodes; those that the target lacks are planned to be retired
   * @param adopted the relations that others made and that would be taken over
   */
  SchemaAnswer plan(
      StepContext context,
      PlatformGraph target,
      Collection<NodeKey> nodes,
      Set<ObjectName> adopted);

  /** Plans what some nodes need where nothing is taken over. */
  default SchemaAnswer plan(StepContext context, PlatformGraph target, Collection<NodeKey> nodes) {
    return plan(context, target, nodes, Set.of());
  }

  /**
   * Plans the whole graph, and looks besides at whatever else lies in the platform's schemas; what
   * it finds there are differences too.
   */
  SchemaAnswer drift(StepContext context, PlatformGraph target);

  /** Plans what some nodes need and carries it out. */
  SchemaAnswer apply(
      StepContext context, PlatformGraph target, Collection<NodeKey> nodes, Order order);

  /** What was retired and is kept, the longest retired first. */
  SchemaAnswer retired(StepContext context, PlatformGraph target);

  /**
   * Drops what was retired, with its rows, and releases its names: the only thing that ever does.
   *
   * @param retiredBefore what was retired since is kept
   * @param word whose word it is, and why
   */
  SchemaAnswer purge(
      StepContext context,
      PlatformGraph target,
      Instant retiredBefore,
      StatementJournal.Allowance word);

  /**
   * How to carry a plan out.
   *
   * @param digest of the plan that was shown: another one is refused as stale; null when none was
   * @param allowed the ids of the statements that destroy or rewrite and may run all the same
   * @param adopted the relations that others made and that may be taken over
   * @param word whose word that is, and why; null when nothing is allowed or adopted
   */
  record Order(
      @Nullable String digest,
      Set<String> allowed,
      Set<ObjectName> adopted,
      StatementJournal.@Nullable Allowance word) {

    /** Whatever is safe. */
    public static final Order SAFE = new Order(null, Set.of(), Set.of(), null);
  }

  /** An answer. */
  sealed interface SchemaAnswer {

    /** Plans by node; of nodes that need nothing, too, for their differences. */
    record Planned(SchemaReport report) implements SchemaAnswer {}

    /** How each node's steps ended. */
    record Applied(SortedMap<NodeKey, StepOutcome> outcomes) implements SchemaAnswer {}

    /** The container is not any more what the plan was shown for; nothing was changed. */
    record Stale(SchemaReport report) implements SchemaAnswer {}

    /** What is kept. */
    record Kept(List<Retired> relations) implements SchemaAnswer {}

    /** What was dropped, and what was not and why, by its name. */
    record Purged(List<Retired> dropped, Map<ObjectName, String> kept) implements SchemaAnswer {}

    /** The container cannot be looked at or the platform has none; the message says why. */
    record Unavailable(String message) implements SchemaAnswer {}
  }

  /**
   * A relation that was retired.
   *
   * @param bytes what its rows take on disk
   * @param isThere whether it still exists
   */
  record Retired(GivenName name, ObjectName relation, long bytes, boolean isThere) {}
}
