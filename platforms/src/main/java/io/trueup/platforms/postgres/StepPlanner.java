package io.trueup.platforms.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.platforms.schema.ActualSchema;
import io.trueup.platforms.schema.DesiredSchema;
import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.schema.Relation;
import io.trueup.platforms.schema.Safety;
import io.trueup.platforms.schema.SchemaChange;
import io.trueup.platforms.schema.SchemaPlan;
import io.trueup.platforms.schema.SchemaPlanner;
import io.trueup.platforms.schema.Table;
import io.trueup.platforms.schema.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Plans one step after the other, each on what the ones before it will have made. Touches no
 * database and asks no clock; what it is given decides. Not thread-safe: one for each list of
 * steps.
 */
final class StepPlanner {

  private final PlatformGraph target;
  private final NodeLayout layout;
  private final Set<String> schemas;
  private final Map<ObjectName, Relation> relations;
  private final Map<NodeKey, Set<ObjectName>> byNode = new HashMap<>();

  /**
   * A planner.
   *
   * @param actual what there is, of at least what {@link #looksAt} says for each step
   */
  StepPlanner(PlatformGraph target, ActualSchema actual) {
    this.target = target;
    this.layout = new NodeLayout(target.platform());
    this.schemas = new TreeSet<>(actual.schemas());
    this.relations = new HashMap<>(actual.relations());
    actual
        .relations()
        .forEach((name, relation) ->
            owner(relation)
                .forEach(node -> byNode.computeIfAbsent(node, _ -> new TreeSet<>()).add(name)));
  }

  /** The names that planning a step needs to know about; beside all that name its node. */
  static Collection<ObjectName> looksAt(PlatformGraph target, PlannedStep step) {
    return names(desired(new NodeLayout(target.platform()), target, step));
  }

  /**
   * Plans the next step. A node that the target does not hold is planned as if it needed nothing.
   */
  SchemaPlan next(PlannedStep step) {
    var desired = desired(layout, target, step);
    var wanted = names(desired);
    var owned = byNode.getOrDefault(step.node(), Set.of());
    var actual = select(wanted, owned);
    var changes = new ArrayList<SchemaChange>();
    changes.addAll(foreign(desired, actual));
    if (changes.isEmpty()) {
      changes.addAll(SchemaPlanner.plan(desired, actual).changes());
    }
    owned.stream().filter(name -> !wanted.contains(name)).forEach(name -> retire(name, changes));
    var plan = new SchemaPlan(changes);
    if (plan.refusals().isEmpty() && plan.lacks().isEmpty()) {
      var after = actual.after(changes);
      schemas.addAll(after.schemas());
      relations.putAll(after.relations());
    }
    return plan;
  }

  private static DesiredSchema desired(NodeLayout layout, PlatformGraph target, PlannedStep step) {
    var node = target.nodes().get(step.node());
    return node == null || step.action() == StepAction.RETIRE
        ? DesiredSchema.NOTHING
        : layout.desired(node);
  }

  private static Set<ObjectName> names(DesiredSchema desired) {
    var names = new LinkedHashSet<ObjectName>();
    desired.tables().stream().map(Table::name).forEach(names::add);
    desired.views().stream()
        .flatMap(view -> Stream.of(view.name(), view.source()))
        .forEach(names::add);
    return names;
  }

  private ActualSchema select(Set<ObjectName> wanted, Set<ObjectName> owned) {
    var selected = new TreeMap<ObjectName, Relation>();
    var schemasThere = new TreeSet<String>();
    Stream.concat(wanted.stream(), owned.stream())
        .forEach(name -> {
          var relation = relations.get(name);
          if (relation != null) {
            selected.put(name, relation);
          }
          if (schemas.contains(name.schema())) {
            schemasThere.add(name.schema());
          }
        });
    return new ActualSchema(schemasThere, selected);
  }

  private void retire(ObjectName name, List<SchemaChange> changes) {
    var relation = relations.get(name);
    if (relation == null || relation.comment() == null) {
      return;
    }
    var retired = ObjectComment.retired(relation.comment());
    if (!retired.equals(relation.comment())) {
      changes.add(new SchemaChange.Comment(name, relation.kind(), retired));
    }
  }

  /** What stands under a wanted name and is not this platform's: it is never taken over. */
  private List<SchemaChange> foreign(DesiredSchema desired, ActualSchema actual) {
    var refusals = new ArrayList<SchemaChange>();
    Stream.concat(
            desired.tables().stream().map(Table::name), desired.views().stream().map(View::name))
        .forEach(name ->
            actual
                .find(name)
                .filter(relation -> owner(relation).noneMatch(this::isOnThisPlatform))
                .ifPresent(relation -> refusals.add(refuse(name, relation))));
    return refusals;
  }

  private static SchemaChange refuse(ObjectName name, Relation relation) {
    var owner = owner(relation).map(node -> "it belongs to " + node).findFirst();
    return new SchemaChange.Refuse(
        name,
        Safety.DESTRUCTIVE,
        "Cannot use %s: it exists, and %s. Rename or drop it"
            .formatted(name, owner.orElse("its comment does not say that Trueup made it")));
  }

  private boolean isOnThisPlatform(NodeKey node) {
    var parts = node.value().split("/", 3);
    return parts.length > 1 && parts[1].equals(target.platform().name());
  }

  private static Stream<NodeKey> owner(Relation relation) {
    var comment = relation.comment();
    return comment == null ? Stream.empty() : ObjectComment.node(comment).stream();
  }
}
