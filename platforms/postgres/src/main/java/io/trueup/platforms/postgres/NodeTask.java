package io.trueup.platforms.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.postgres.database.SchemaTask;
import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.DesiredSchema;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.DesiredView;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.PlanRefusal;
import io.trueup.platforms.relational.schema.Relation;
import io.trueup.platforms.relational.schema.RetirementPlanner;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.platforms.relational.schema.SchemaPlanner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The changes that one node needs in the platform's database. Leaves alone a relation that was not
 * created for this platform, unless an operator lets it be adopted.
 *
 * @param platform as {@code source/Name}
 * @param desired the schema that the node needs; nothing when it is gone
 * @param unneeded the relations that it has and does not need
 * @param formerReaders the roles that lose access to these
 * @param adopted the relations of others that may be taken over
 */
record NodeTask(
    NodeKey node,
    String platform,
    DesiredSchema desired,
    SortedSet<ObjectName> unneeded,
    SortedSet<String> formerReaders,
    Set<ObjectName> adopted)
    implements SchemaTask {

  @Override
  public SortedSet<ObjectName> relations() {
    var names = new TreeSet<>(unneeded);
    desired.tables().stream().map(DesiredTable::name).forEach(names::add);
    for (DesiredView view : desired.views()) {
      names.add(view.name());
      names.add(view.source());
    }
    return names;
  }

  @Override
  public SortedSet<String> roles() {
    return desired.roles();
  }

  @Override
  public SchemaPlan plan(ActualSchema actual) {
    var there = actual.only(relations());
    var refusals = new ArrayList<PlanRefusal>();
    for (var name : names()) {
      there.find(name).flatMap(it -> claim(name, it)).ifPresent(refusals::add);
    }
    return SchemaPlan.of(
        List.of(
            new SchemaPlan(List.of(), List.of(), refusals, List.of(), List.of()),
            SchemaPlanner.plan(without(refusals), there),
            RetirementPlanner.retire(marks(there), formerReaders, there)));
  }

  private List<ObjectName> names() {
    var names = new ArrayList<ObjectName>();
    desired.tables().forEach(it -> names.add(it.name()));
    desired.views().forEach(it -> names.add(it.name()));
    return names;
  }

  /** Why the platform must not change an existing relation; empty when it may. */
  private Optional<PlanRefusal> claim(ObjectName name, Relation relation) {
    var owner = ObjectComment.owner(relation.comment());
    if (owner.isPresent()) {
      return owner.get().platform().equals(platform)
          ? Optional.empty()
          : Optional.of(
              new PlanRefusal(
                  name,
                  "Cannot use %s: it exists, and it belongs to node %s of data platform %s. Rename or drop it"
                      .formatted(name, owner.get().node(), owner.get().platform())));
    }
    return adopted.contains(name)
        ? Optional.empty()
        : Optional.of(
            PlanRefusal.adoptable(
                name,
                "Cannot use %s: it exists, and its comment does not say that Trueup made it. Rename or drop it"
                    .formatted(name),
                name.toString()));
  }

  private DesiredSchema without(List<PlanRefusal> refusals) {
    if (refusals.isEmpty()) {
      return desired;
    }
    var refused = new HashSet<ObjectName>();
    refusals.forEach(it -> refused.add(it.name()));
    var readers = new TreeMap<>(desired.readers());
    readers.keySet().removeAll(refused);
    return new DesiredSchema(
        desired.tables().stream().filter(it -> !refused.contains(it.name())).toList(),
        desired.views().stream().filter(it -> !refused.contains(it.name())).toList(),
        readers,
        desired.marking());
  }

  /** Marks nothing in the schema of another installation. */
  private SortedMap<ObjectName, String> marks(ActualSchema there) {
    var marks = new TreeMap<ObjectName, String>();
    for (var name : unneeded) {
      if (!there.isOurs(name.schema(), desired.marking().schemas())) {
        continue;
      }
      var comment = there.find(name).map(Relation::comment).orElse(null);
      var owner = ObjectComment.owner(comment);
      if (comment != null && owner.isPresent() && owner.get().platform().equals(platform)) {
        marks.put(name, ObjectComment.retired(comment));
      }
    }
    return marks;
  }
}
