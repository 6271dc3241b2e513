package io.trueup.platforms.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.NodeKind;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.database.ContainerDatabase;
import io.trueup.platforms.database.ContainerException;
import io.trueup.platforms.database.RunResult;
import io.trueup.platforms.database.SchemaReconciler;
import io.trueup.platforms.postgres.PlatformDatabase.Work;
import io.trueup.platforms.relational.SchemaOperations;
import io.trueup.platforms.relational.SchemaReport;
import io.trueup.platforms.schema.Difference;
import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.schema.Refusal;
import io.trueup.platforms.schema.SchemaPlan;
import io.trueup.platforms.spi.LogicalName;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.StatementJournal.Allowance;
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
import java.util.function.Function;
import java.util.stream.Stream;

/** What operators ask of the platform's container by hand. Safe for any thread. */
final class PostgresOperations implements SchemaOperations {

  private final PlatformEnvironment environment;
  private final SchemaReconciler reconciler;

  PostgresOperations(PlatformEnvironment environment, SchemaReconciler reconciler) {
    this.environment = environment;
    this.reconciler = reconciler;
  }

  @Override
  public SchemaAnswer plan(
      StepContext context,
      PlatformGraph target,
      Collection<NodeKey> nodes,
      Set<ObjectName> adopted) {
    return looking(
        context,
        target,
        database ->
            new SchemaAnswer.Planned(report(target, database, asked(target, nodes), adopted)));
  }

  @Override
  public SchemaAnswer drift(StepContext context, PlatformGraph target) {
    return looking(
        context,
        target,
        database -> {
          var asked = new Asked(tablesFirst(target.nodes().keySet()), List.of());
          var report = report(target, database, asked, Set.of());
          return new SchemaAnswer.Planned(
              new SchemaReport(report.container(), report.plans(), strangers(database)));
        });
  }

  /**
   * What lies in the platform's schemas and has no name that the platform gave; and of what lies in
   * others' schemas only that these are theirs.
   */
  private static List<Difference> strangers(PlatformDatabase database) {
    var schemas = new TreeSet<String>();
    var known = new HashSet<ObjectName>();
    for (var name : database.desk().all()) {
      if (name.logical().kind() == LogicalName.Kind.SCHEMA) {
        schemas.add(name.name());
      } else {
        known.add(GivenNames.nameOf(name));
      }
    }
    var strange = database.strangeSchemas(schemas);
    schemas.removeAll(strange.stream().map(it -> it.name().schema()).toList());
    return Stream.concat(
            strange.stream(),
            database.session().names(schemas).stream()
                .filter(it -> !known.contains(it))
                .map(it ->
                    new Difference(
                        it,
                        Difference.Kind.EXTRA_RELATION,
                        "%s lies in a schema of data platform %s, which has not made it"
                            .formatted(it, database.platform()),
                        null)))
        .toList();
  }

  @Override
  public SchemaAnswer apply(
      StepContext context, PlatformGraph target, Collection<NodeKey> nodes, Order order) {
    return acting(
        context,
        target,
        database -> {
          var asked = asked(target, nodes);
          var work = database.work(asked.nodes(), asked.gone(), order.adopted());
          return switch (database.session().run(context, work.tasks(), order)) {
            case RunResult.Ran(var ran) -> applied(database, asked, work, ran);
            case RunResult.Stale(var plans) ->
                new SchemaAnswer.Stale(report(target, asked, work, plans));
          };
        });
  }

  private static SchemaAnswer applied(
      PlatformDatabase database, Asked asked, Work work, Map<NodeKey, StepOutcome> ran) {
    var outcomes = new TreeMap<NodeKey, StepOutcome>();
    asked.all().forEach(it -> outcomes.put(it, new StepOutcome.Done(List.of())));
    work.failures().forEach((node, why) -> outcomes.put(node, new StepOutcome.Refused(why)));
    outcomes.putAll(ran);
    database.landed(ran, work);
    return new SchemaAnswer.Applied(outcomes);
  }

  @Override
  public SchemaAnswer retired(StepContext context, PlatformGraph target) {
    return looking(
        context, target, database -> new SchemaAnswer.Kept(new Retention(database).retired()));
  }

  @Override
  public SchemaAnswer purge(
      StepContext context, PlatformGraph target, Instant retiredBefore, Allowance word) {
    return acting(
        context,
        target,
        database -> new Retention(database).purge(context, target, retiredBefore, word));
  }

  /** The nodes that somebody asked for, and of these the ones that the target lacks. */
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
    var work = database.work(asked.nodes(), asked.gone(), adopted);
    return report(target, asked, work, database.session().plan(work.tasks()));
  }

  private static SchemaReport report(
      PlatformGraph target, Asked asked, Work work, Map<NodeKey, SchemaPlan> planned) {
    var plans = new TreeMap<NodeKey, SchemaPlan>();
    asked.all().forEach(it -> plans.put(it, SchemaPlan.EMPTY));
    work.failures().forEach((node, why) -> plans.put(node, refused(node, why)));
    plans.putAll(planned);
    var container = ContainerDatabase.of(Objects.requireNonNull(target.container())).toString();
    return new SchemaReport(container, plans, List.of());
  }

  private static SchemaPlan refused(NodeKey node, String why) {
    return SchemaPlan.refused(new Refusal(new ObjectName("", node.value()), why));
  }

  private interface Opening {
    PlatformDatabase open(
        PlatformEnvironment environment,
        SchemaReconciler reconciler,
        PlatformGraph target,
        String platform);
  }

  private SchemaAnswer looking(
      StepContext context,
      PlatformGraph target,
      Function<PlatformDatabase, SchemaAnswer> question) {
    return in(context, target, PlatformDatabase::look, question);
  }

  private SchemaAnswer acting(
      StepContext context,
      PlatformGraph target,
      Function<PlatformDatabase, SchemaAnswer> operation) {
    return in(context, target, PlatformDatabase::open, operation);
  }

  private SchemaAnswer in(
      StepContext context,
      PlatformGraph target,
      Opening opening,
      Function<PlatformDatabase, SchemaAnswer> operation) {
    try {
      return operation.apply(opening.open(environment, reconciler, target, context.platform()));
    } catch (ContainerException e) {
      return new SchemaAnswer.Unavailable(String.valueOf(e.getMessage()));
    }
  }
}
