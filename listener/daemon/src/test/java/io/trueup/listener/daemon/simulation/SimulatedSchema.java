package io.trueup.listener.daemon.simulation;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.platforms.relational.SchemaOperations;
import io.trueup.platforms.relational.SchemaReport;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.platforms.relational.schema.PlannedStatement.Cost;
import io.trueup.platforms.relational.schema.Safety;
import io.trueup.platforms.relational.schema.SchemaChange;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.platforms.relational.schema.SchemaUnit;
import io.trueup.platforms.relational.schema.TableLock;
import io.trueup.platforms.spi.AllocatedName;
import io.trueup.platforms.spi.LogicalName;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What operators do to the simulated container by hand. */
final class SimulatedSchema implements SchemaOperations {

  private final SimulatedContainer container;
  private final SimulatedPlatform platform;

  SimulatedSchema(SimulatedContainer container, SimulatedPlatform platform) {
    this.container = container;
    this.platform = platform;
  }

  @Override
  public PlanAnswer plan(
      StepContext context,
      PlatformGraph target,
      Collection<NodeKey> nodes,
      Set<ObjectName> adopted) {
    return new PlanAnswer.Planned(report(target, nodes));
  }

  @Override
  public PlanAnswer drift(StepContext context, PlatformGraph target) {
    return new PlanAnswer.Planned(report(target, target.nodes().keySet()));
  }

  @Override
  public ApplyAnswer apply(
      StepContext context, PlatformGraph target, Collection<NodeKey> nodes, ApplyOptions order) {
    var report = report(target, nodes);
    if (order.digest() != null && !order.digest().equals(report.combined().digest())) {
      return new ApplyAnswer.Stale(report);
    }
    var outcomes = new TreeMap<NodeKey, StepOutcome>();
    for (var key : nodes) {
      var action = target.nodes().containsKey(key) ? StepAction.PROVISION : StepAction.RETIRE;
      outcomes.put(
          key,
          platform.execute(
              context,
              target,
              new PlannedStep(key, action, "by hand"),
              (node, after) -> order.allowed().contains(statement(node, after).id())));
    }
    return new ApplyAnswer.Applied(outcomes);
  }

  private SchemaReport report(PlatformGraph target, Collection<NodeKey> nodes) {
    var plans = new TreeMap<NodeKey, SchemaPlan>();
    for (var key : nodes) {
      var node = target.nodes().get(key);
      plans.put(key, plan(key, node == null ? null : node.fingerprint()));
    }
    return new SchemaReport("simulated", plans, List.of());
  }

  private SchemaPlan plan(NodeKey key, @Nullable Fingerprint after) {
    var before = container.tables.get(key);
    if (after == null
        ? before == null || container.retired.containsKey(key)
        : after.equals(before)) {
      return SchemaPlan.EMPTY;
    }
    var statement =
        after == null ? statement(key, "retire", Safety.INSTANT) : statement(key, after);
    return new SchemaPlan(
        List.of(),
        List.of(new SchemaUnit(name(key), List.of(statement))),
        List.of(),
        List.of(),
        List.of());
  }

  private PlannedStatement statement(NodeKey key, Fingerprint after) {
    var needsApproval = SimulatedContainer.needsApproval(key, container.tables.get(key), after);
    return statement(key, after.toString(), needsApproval ? Safety.DESTRUCTIVE : Safety.INSTANT);
  }

  private static PlannedStatement statement(NodeKey key, String what, Safety safety) {
    return new PlannedStatement(
        new SchemaChange.DropCheck(name(key), what),
        "make %s of %s".formatted(what, key),
        "the model says so",
        new Cost(safety, TableLock.ACCESS_EXCLUSIVE, PlannedStatement.Mode.TOGETHER, 1));
  }

  private static ObjectName name(NodeKey key) {
    return new ObjectName("sim", key.value());
  }

  @Override
  public RetiredAnswer retired(StepContext context, PlatformGraph target) {
    return new RetiredAnswer.Kept(kept(context, target));
  }

  private List<Retired> kept(StepContext context, PlatformGraph target) {
    return container.retired.keySet().stream()
        .filter(key -> key.value().split("/", -1)[1].equals(target.platform().name()))
        .map(key -> retired(context, key))
        .toList();
  }

  private Retired retired(StepContext context, NodeKey key) {
    var name =
        new AllocatedName(
            LogicalName.relation(key.value()),
            "sim",
            key.value(),
            context.platform(),
            key,
            Instant.EPOCH,
            container.retired.get(key));
    return new Retired(name, name(key), 1, true);
  }

  @Override
  public PurgeAnswer purge(
      StepContext context, PlatformGraph target, Instant retiredBefore, OperatorApproval word) {
    var dropped = new ArrayList<Retired>();
    Map<ObjectName, String> kept = new TreeMap<>();
    for (var relation : kept(context, target)) {
      var key = new NodeKey(relation.relation().name());
      var at = container.retired.get(key);
      if (at == null || !at.isBefore(retiredBefore)) {
        continue;
      }
      if (target.nodes().containsKey(key)) {
        kept.put(relation.relation(), "The model asks for it again");
      } else {
        platform.drop(context, key);
        dropped.add(relation);
      }
    }
    return new PurgeAnswer.Purged(dropped, kept);
  }
}
