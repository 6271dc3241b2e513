package io.trueup.listener.engine.testing;

import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.relational.SchemaOperations;
import io.trueup.platforms.relational.SchemaReport;
import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.ColumnDefinition;
import io.trueup.platforms.relational.schema.DesiredSchema;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.DesiredView;
import io.trueup.platforms.relational.schema.Difference;
import io.trueup.platforms.relational.schema.ExistingSchema;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.OwnerMark;
import io.trueup.platforms.relational.schema.PlanRefusal;
import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.platforms.relational.schema.Relation;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.platforms.relational.schema.SchemaPlanner;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tables and views in memory, changed by the same plans as a database. */
public final class InMemoryTables implements SchemaOperations {

  private static final String CONTAINER = "db.acme:5432/warehouse";

  public final List<StepContext> contexts = new ArrayList<>();
  public final List<ApplyOptions> orders = new ArrayList<>();
  public final List<Retired> kept = new ArrayList<>();
  public ActualSchema actual = ActualSchema.EMPTY;
  public Runnable beforeChange = () -> {};
  @Nullable String outage;

  /** Whether marks identify roles and schemas, and views have readers. */
  private boolean isMarking;

  /** Realizes a whole graph, with rows in its tables. */
  void realize(PlatformGraph graph) {
    var nodes = graph.nodes().keySet().stream().sorted().toList().reversed();
    actual = actual.after(report(graph, nodes, Set.of()).combined().changes());
    nodes.forEach(node -> actual = actual.after(plan(graph, node, actual, Set.of()).changes()));
    var relations = new TreeMap<>(actual.relations());
    relations.replaceAll((_, it) -> it.kind() == Relation.Kind.TABLE ? withRows(it) : it);
    actual = new ActualSchema(actual.server(), actual.schemas(), actual.roles(), relations);
  }

  private static Relation withRows(Relation it) {
    var extras = it.extras();
    return new Relation(
        it.kind(),
        it.columns(),
        it.primaryKey(),
        it.comment(),
        new Relation.Extras(
            extras.owner(),
            8192,
            extras.attributes(),
            extras.checks(),
            extras.indexes(),
            extras.partitionedBy(),
            extras.partitions(),
            extras.grants(),
            extras.view(),
            extras.readers()));
  }

  /** A person created the role and the schema of a workspace. */
  void addForeignPlaces(String workspace) {
    isMarking = true;
    var roles = new TreeMap<>(actual.roles());
    roles.put(reader(workspace), "the scientists");
    var schemas = new TreeMap<>(actual.schemas());
    schemas.put(
        "live__" + workspace,
        new ExistingSchema("dba", true, "of the scientists", new TreeSet<>(), new TreeSet<>()));
    actual = new ActualSchema(actual.server(), schemas, roles, actual.relations());
  }

  private static String reader(String workspace) {
    return "live__%s_reader".formatted(workspace);
  }

  private DesiredSchema marked(DesiredSchema desired, Set<ObjectName> adopted) {
    if (!isMarking) {
      return desired;
    }
    var readers = new TreeMap<ObjectName, SortedSet<String>>();
    for (var view : desired.views()) {
      var workspace = view.name().schema().substring("live__".length());
      readers.put(view.name(), new TreeSet<>(Set.of(reader(workspace))));
    }
    var roles = new TreeSet<String>();
    var schemas = new TreeSet<String>();
    for (var name : adopted) {
      roles.add(name.name());
      schemas.add(name.schema());
    }
    return new DesiredSchema(
        desired.tables(),
        desired.views(),
        readers,
        new DesiredSchema.Marking(
            OwnerMark.ofRole("c0ffee000000", "warehouse"),
            OwnerMark.ofSchema("c0ffee000000", "acme/Live"),
            roles,
            schemas));
  }

  /** Creates a table of another owner. */
  void addForeign(ObjectName name) {
    var relations = new TreeMap<>(actual.relations());
    relations.put(
        name,
        Relation.of(
            Relation.Kind.TABLE,
            List.of(ColumnDefinition.of("x", "integer", true)),
            List.of(),
            null));
    actual = new ActualSchema(actual.server(), actual.schemas(), actual.roles(), relations);
  }

  @Override
  public PlanAnswer plan(
      StepContext context,
      PlatformGraph target,
      Collection<NodeKey> nodes,
      Set<ObjectName> adopted) {
    contexts.add(context);
    var why = outage;
    return why != null
        ? new Unavailable(why)
        : new PlanAnswer.Planned(report(target, nodes, adopted));
  }

  /** Plans each node as if the nodes before it were done. */
  private SchemaReport report(
      PlatformGraph target, Collection<NodeKey> nodes, Set<ObjectName> adopted) {
    var plans = new TreeMap<NodeKey, SchemaPlan>();
    var then = actual;
    for (var node : nodes) {
      var plan = plan(target, node, then, adopted);
      plans.put(node, plan);
      then = then.after(plan.changes());
    }
    return new SchemaReport(CONTAINER, plans, List.of());
  }

  private SchemaPlan plan(
      PlatformGraph target, NodeKey key, ActualSchema now, Set<ObjectName> adopted) {
    var node = target.nodes().get(key);
    return node == null
        ? SchemaPlan.EMPTY
        : SchemaPlanner.plan(marked(desired(node), adopted), now);
  }

  private static DesiredSchema desired(PipelineNode node) {
    return switch (node) {
      case PipelineNode.Ingest ingest ->
          DesiredSchema.of(
              ingest.datasets().values().stream()
                  .map(it -> table(ingest.store().name(), it))
                  .toList(),
              List.of());
      case PipelineNode.Export export ->
          DesiredSchema.of(
              List.of(), export.workspaces().stream().map(it -> view(export, it)).toList());
      case PipelineNode.Trigger _, PipelineNode.Transform _ -> DesiredSchema.NOTHING;
    };
  }

  private static ObjectName tableName(String store, Dataset dataset) {
    return new ObjectName("live", (store + "_" + dataset.name()).toLowerCase(Locale.ROOT));
  }

  private static DesiredTable table(String store, Dataset dataset) {
    return DesiredTable.of(
        tableName(store, dataset), columns(dataset), dataset.primaryKey(), "of " + store);
  }

  private static DesiredView view(PipelineNode.Export export, String workspace) {
    var source = tableName(export.store(), export.dataset());
    return new DesiredView(
        new ObjectName("live__" + workspace.toLowerCase(Locale.ROOT), source.name()),
        source,
        columns(export.dataset()),
        null,
        "for " + workspace);
  }

  private static List<ColumnDefinition> columns(Dataset dataset) {
    return dataset.columns().stream()
        .map(it ->
            ColumnDefinition.of(
                it.name(),
                it.type().toString().replace("varchar", "character varying"),
                !dataset.primaryKey().contains(it.name())))
        .toList();
  }

  @Override
  public PlanAnswer drift(StepContext context, PlatformGraph target) {
    var nodes = target.nodes().keySet().stream().sorted().toList().reversed();
    var report = report(target, nodes, Set.of());
    var declared = new HashSet<ObjectName>();
    for (var node : target.nodes().values()) {
      var desired = desired(node);
      Stream.concat(
              desired.tables().stream().map(DesiredTable::name),
              desired.views().stream().map(DesiredView::name))
          .forEach(declared::add);
    }
    var others =
        actual.relations().keySet().stream()
            .filter(it -> !declared.contains(it))
            .map(it ->
                new Difference(
                    it, Difference.Kind.EXTRA_RELATION, "Nobody declared %s".formatted(it), null))
            .toList();
    return new PlanAnswer.Planned(new SchemaReport(CONTAINER, report.plans(), others));
  }

  @Override
  public ApplyAnswer apply(
      StepContext context, PlatformGraph target, Collection<NodeKey> nodes, ApplyOptions order) {
    contexts.add(context);
    orders.add(order);
    beforeChange.run();
    var report = report(target, nodes, order.adopted());
    if (order.digest() != null && !order.digest().equals(report.combined().digest())) {
      return new ApplyAnswer.Stale(report);
    }
    var outcomes = new TreeMap<NodeKey, StepOutcome>();
    for (var node : nodes) {
      outcomes.put(node, apply(context, plan(target, node, actual, order.adopted()), order));
    }
    return new ApplyAnswer.Applied(outcomes);
  }

  private StepOutcome apply(StepContext context, SchemaPlan plan, ApplyOptions order) {
    var refused =
        plan.refusals().stream().filter(it -> !order.adopted().contains(it.name())).findFirst();
    var unallowed =
        plan.needingApproval().stream()
            .filter(it -> !order.allowed().contains(it.id()))
            .findFirst();
    if (refused.isPresent()) {
      return new StepOutcome.Refused(refused.map(PlanRefusal::reason).orElseThrow());
    }
    if (unallowed.isPresent()) {
      return new StepOutcome.Refused(
          "Statement %s needs to be allowed".formatted(unallowed.get().id()));
    }
    context.fence().requireLease();
    actual = actual.after(plan.changes());
    return new StepOutcome.Done(plan.statements().stream().map(PlannedStatement::sql).toList());
  }

  @Override
  public RetiredAnswer retired(StepContext context, PlatformGraph target) {
    return new RetiredAnswer.Kept(kept);
  }

  @Override
  public PurgeAnswer purge(
      StepContext context, PlatformGraph target, Instant retiredBefore, OperatorApproval word) {
    contexts.add(context);
    context.fence().requireLease();
    var dropped = kept.stream().filter(it -> isBefore(it, retiredBefore)).toList();
    kept.removeAll(dropped);
    return new PurgeAnswer.Purged(dropped, Map.of());
  }

  private static boolean isBefore(Retired it, Instant moment) {
    var at = it.name().retiredAt();
    return at != null && !at.isAfter(moment);
  }
}
