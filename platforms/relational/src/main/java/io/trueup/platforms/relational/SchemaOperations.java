package io.trueup.platforms.relational;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.spi.AllocatedName;
import io.trueup.platforms.spi.Capability;
import io.trueup.platforms.spi.StatementJournal;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The capability of a platform that keeps tables: operators plan schema changes, read the plan and
 * apply it. Failures of the world are answers, not exceptions. Safe for any thread; each call reads
 * the container's catalog again.
 */
public interface SchemaOperations extends Capability {

  /**
   * Plans the schema changes of some nodes, and changes nothing.
   *
   * @param nodes keys of nodes; those missing from the target are planned to be retired
   * @param adopted the relations that others made and that would be taken over
   */
  PlanAnswer plan(
      StepContext context,
      PlatformGraph target,
      Collection<NodeKey> nodes,
      Set<ObjectName> adopted);

  /** Plans the schema changes of some nodes without taking anything over. */
  default PlanAnswer plan(StepContext context, PlatformGraph target, Collection<NodeKey> nodes) {
    return plan(context, target, nodes, Set.of());
  }

  /**
   * Plans the whole graph, and reports everything else in the platform's schemas as differences.
   */
  PlanAnswer drift(StepContext context, PlatformGraph target);

  /** Plans the schema changes of some nodes and applies them. */
  ApplyAnswer apply(
      StepContext context, PlatformGraph target, Collection<NodeKey> nodes, ApplyOptions order);

  /** The retired relations that still have their names, the longest retired first. */
  RetiredAnswer retired(StepContext context, PlatformGraph target);

  /**
   * Drops retired relations with their rows, and releases their names. Nothing else ever does.
   *
   * @param retiredBefore relations retired since are kept
   * @param word the operator's approval
   */
  PurgeAnswer purge(
      StepContext context,
      PlatformGraph target,
      Instant retiredBefore,
      StatementJournal.OperatorApproval word);

  /**
   * How to apply a plan.
   *
   * @param digest of the plan that was shown: another plan is refused as stale; null when none was
   * @param allowed the ids of the statements that destroy or rewrite and may run
   * @param adopted the relations that others made and that may be taken over
   * @param approval the operator's approval; null when nothing is allowed or adopted
   */
  record ApplyOptions(
      @Nullable String digest,
      Set<String> allowed,
      Set<ObjectName> adopted,
      StatementJournal.@Nullable OperatorApproval approval) {

    /** Runs safe statements only. */
    public static final ApplyOptions SAFE = new ApplyOptions(null, Set.of(), Set.of(), null);
  }

  /** The answer to {@link #plan} and to {@link #drift}. */
  sealed interface PlanAnswer {

    /** Plans by node, also of nodes that need no change, because they may have differences. */
    record Planned(SchemaReport report) implements PlanAnswer {}
  }

  /** The answer to {@link #apply}. */
  sealed interface ApplyAnswer {

    /** How each node's changes ended; none of them is still in progress. */
    record Applied(SortedMap<NodeKey, StepOutcome> outcomes) implements ApplyAnswer {}

    /** The plan is no longer the one that was shown; nothing was changed. */
    record Stale(SchemaReport report) implements ApplyAnswer {}
  }

  /** The answer to {@link #retired}. */
  sealed interface RetiredAnswer {

    /** The retired relations. */
    record Kept(List<Retired> relations) implements RetiredAnswer {}
  }

  /** The answer to {@link #purge}. */
  sealed interface PurgeAnswer {

    /** The relations that were dropped, and why others were not, by name. */
    record Purged(List<Retired> dropped, Map<ObjectName, String> kept) implements PurgeAnswer {}
  }

  /** The container cannot be read or the platform has none; the message says why. */
  record Unavailable(String message)
      implements PlanAnswer, ApplyAnswer, RetiredAnswer, PurgeAnswer {}

  /**
   * A relation that was retired.
   *
   * @param bytes the size of its rows on disk
   * @param isThere whether it still exists
   */
  record Retired(AllocatedName name, ObjectName relation, long bytes, boolean isThere) {}
}
