package io.trueup.platforms.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.NodeKind;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.postgres.PlatformDatabase.NodeTasks;
import io.trueup.platforms.postgres.database.ContainerDatabase;
import io.trueup.platforms.postgres.database.ContainerException;
import io.trueup.platforms.postgres.database.RunResult;
import io.trueup.platforms.postgres.database.SchemaReconciler;
import io.trueup.platforms.relational.SchemaOperations;
import io.trueup.platforms.relational.SchemaReport;
import io.trueup.platforms.relational.schema.Difference;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.PlanRefusal;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.platforms.spi.LogicalName;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The operations on the tables of a platform, by hand. Safe for any thread. */
final class PostgresOperations implements SchemaOperations {

  private final PlatformEnvironment environment;
  private final SchemaReconciler reconciler;

  PostgresOperations(PlatformEnvironment environment, SchemaReconciler reconciler) {
    this.environment = environment;
    this.reconciler = reconciler;
  }

  @Override
  public PlanAnswer plan(
      StepContext context,
      PlatformGraph target,
      Collection<NodeKey> nodes,
      Set<ObjectName> adopted) {
    try {
      return new PlanAnswer.Planned(
          report(target, preview(context, target), asked(target, nodes), adopted));
    } catch (ContainerException e) {
      return unavailable(e);
    }
  }

  @Override
  public PlanAnswer drift(StepContext context, PlatformGraph target) {
    try {
      var database = preview(context, target);
      var asked = new Asked(tablesFirst(target.nodes().keySet()), List.of());
      var report = report(target, database, asked, Set.of());
      return new PlanAnswer.Planned(
          new SchemaReport(report.container(), report.plans(), strangers(database)));
    } catch (ContainerException e) {
      return unavailable(e);
    }
  }

  /**
   * The relations in the platform's schemas whose names the platform did not give; of schemas that
   * belong to others, just that they do.
   */
  private static List<Difference> strangers(PlatformDatabase database) {
    var schemas = new TreeSet<String>();
    var known = new HashSet<ObjectName>();
    for (var name : database.allocator().all()) {
      if (name.logical().kind() == LogicalName.Kind.SCHEMA) {
        schemas.add(name.name());
      } else {
        known.add(AllocatedNames.nameOf(name));
      }
    }
    var strange = database.foreignSchemas(schemas);
    schemas.removeAll(strange.stream().map(it -> it.name().schema()).toList());
    return Stream.concat(
            strange.stream(),
            database.session().names(schemas).stream()
                .filter(it -> !known.contains(it))
                .map(it ->
                    new Difference(
                        it,
                        Difference.Kind.EXTRA_RELATION,
                        "%s is in a schema of data platform %s, which did not create it"
                            .formatted(it, database.platform()),
                        null)))
        .toList();
  }

  @Override
  public ApplyAnswer apply(
      StepContext context, PlatformGraph target, Collection<NodeKey> nodes, ApplyOptions order) {
    try {
      var database = open(context, target);
      var asked = asked(target, nodes);
      var work = database.tasks(asked.nodes(), asked.gone(), order.adopted());
      return switch (database.session().run(context, work.tasks(), order)) {
        case RunResult.Ran(var ran) -> applied(database, asked, work, ran);
        case RunResult.Stale(var plans) ->
            new ApplyAnswer.Stale(report(target, asked, work, plans));
      };
    } catch (ContainerException e) {
      return unavailable(e);
    }
  }

  private static ApplyAnswer applied(
      PlatformDatabase database, Asked asked, NodeTasks work, Map<NodeKey, StepOutcome> ran) {
    var outcomes = new TreeMap<NodeKey, StepOutcome>();
    asked.all().forEach(it -> outcomes.put(it, new StepOutcome.Done(List.of())));
    work.failures().forEach((node, why) -> outcomes.put(node, new StepOutcome.Refused(why)));
    outcomes.putAll(ran);
    database.landed(ran, work);
    return new ApplyAnswer.Applied(outcomes);
  }

  @Override
  public RetiredAnswer retired(StepContext context, PlatformGraph target) {
    try {
      return new RetiredAnswer.Kept(new Retention(preview(context, target)).retired());
    } catch (ContainerException e) {
      return unavailable(e);
    }
  }

  @Override
  public PurgeAnswer purge(
      StepContext context, PlatformGraph target, Instant retiredBefore, OperatorApproval approval) {
    try {
      var retention = new Retention(open(context, target));
      return retention.purge(context, target, retiredBefore, approval);
    } catch (ContainerException e) {
      return unavailable(e);
    }
  }

  /** The nodes of a request: those in the target, and those that are gone from it. */
  private record Asked(List<NodeKey> nodes, List<NodeKey> gone) {

    List<NodeKey> all() {
      var all = new ArrayList<>(nodes);
      all.addAll(gone);
      return all;
    }
  }

  private static Asked asked(PlatformGraph target, Collection<NodeKey> nodes) {
    var present = new ArrayList<NodeKey>();
    var gone = new ArrayList<NodeKey>();
    for (var node : new TreeSet<>(nodes)) {
      (target.nodes().find(node) == null ? gone : present).add(node);
    }
    return new Asked(tablesFirst(present), gone);
  }

  /** A view needs its table, and only exports have views. */
  private static List<NodeKey> tablesFirst(Collection<NodeKey> nodes) {
    return nodes.stream()
        .sorted(Comparator.comparing((NodeKey it) -> it.isA(NodeKind.EXPORT)))
        .toList();
  }

  private static SchemaReport report(
      PlatformGraph target, PlatformDatabase database, Asked asked, Set<ObjectName> adopted) {
    var work = database.tasks(asked.nodes(), asked.gone(), adopted);
    return report(target, asked, work, database.session().plan(work.tasks()));
  }

  private static SchemaReport report(
      PlatformGraph target, Asked asked, NodeTasks work, Map<NodeKey, SchemaPlan> planned) {
    var plans = new TreeMap<NodeKey, SchemaPlan>();
    asked.all().forEach(it -> plans.put(it, SchemaPlan.EMPTY));
    work.failures().forEach((node, why) -> plans.put(node, refused(node, why)));
    plans.putAll(planned);
    var container = ContainerDatabase.of(Objects.requireNonNull(target.container())).toString();
    return new SchemaReport(container, plans, List.of());
  }

  private static SchemaPlan refused(NodeKey node, String why) {
    return SchemaPlan.refused(new PlanRefusal(new ObjectName("", node.value()), why));
  }

  private PlatformDatabase open(StepContext context, PlatformGraph target) {
    return PlatformDatabase.open(environment, reconciler, target, context.platform());
  }

  private PlatformDatabase preview(StepContext context, PlatformGraph target) {
    return PlatformDatabase.preview(environment, reconciler, target, context.platform());
  }

  private static Unavailable unavailable(ContainerException failure) {
    return new Unavailable(String.valueOf(failure.getMessage()));
  }
}
