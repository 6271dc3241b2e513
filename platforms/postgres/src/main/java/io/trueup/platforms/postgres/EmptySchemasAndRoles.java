package io.trueup.platforms.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.postgres.database.SchemaTask;
import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.OwnerMark;
import io.trueup.platforms.relational.schema.PlanRefusal;
import io.trueup.platforms.relational.schema.RetirementPlanner;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.platforms.spi.AllocatedName;
import io.trueup.platforms.spi.LogicalName;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.platforms.spi.StepContext;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Drops the schemas and roles of a platform that contain or read nothing after a purge. */
final class EmptySchemasAndRoles {

  private final PlatformDatabase database;
  private final Set<LogicalName> needed;

  EmptySchemasAndRoles(PlatformDatabase database, Set<LogicalName> needed) {
    this.database = database;
    this.needed = needed;
  }

  /**
   * Drops them and frees their names.
   *
   * @param kept gets the reason for each that is not dropped
   */
  void clear(StepContext context, Map<ObjectName, String> kept, OperatorApproval approval) {
    var names = database.allocator().all();
    var schemas = of(LogicalName.Kind.SCHEMA, names);
    var relations = of(LogicalName.Kind.RELATION, names);
    clearRoles(context, relations, schemas, kept, approval);
    clearSchemas(context, relations, schemas, kept, approval);
  }

  private static List<AllocatedName> of(LogicalName.Kind kind, List<AllocatedName> names) {
    return names.stream().filter(it -> it.logical().kind() == kind).toList();
  }

  private void clearSchemas(
      StepContext context,
      List<AllocatedName> relations,
      List<AllocatedName> schemas,
      Map<ObjectName, String> kept,
      OperatorApproval approval) {
    var used = relations.stream().map(AllocatedName::within).collect(Collectors.toSet());
    var unused =
        schemas.stream()
            .filter(it -> !needed.contains(it.logical()) && !used.contains(it.name()))
            .toList();
    var full =
        database.session().names(unused.stream().map(AllocatedName::name).toList()).stream()
            .map(ObjectName::schema)
            .collect(Collectors.toSet());
    for (var schema : unused) {
      var task =
          new ClearSchema(
              schema.logical(), schema.name(), full.contains(schema.name()), database.schemaMark());
      if (run(context, task, kept, approval)) {
        database.allocator().release(List.of(schema.logical()), approval);
      }
    }
  }

  private void clearRoles(
      StepContext context,
      List<AllocatedName> relations,
      List<AllocatedName> schemas,
      Map<ObjectName, String> kept,
      OperatorApproval approval) {
    var workspaces = new HashSet<String>();
    relations.forEach(it -> LogicalNames.workspace(it.logical()).ifPresent(workspaces::add));
    var places = schemas.stream().map(AllocatedName::name).collect(Collectors.toSet());
    for (var role : database.allocator().allRoles()) {
      if (!needed.contains(role.logical())
          && !workspaces.contains(role.logical().path().getLast())
          && run(
              context,
              new ClearRole(role.logical(), role.name(), places, database.roleMark()),
              kept,
              approval)) {
        database.allocator().releaseRoles(List.of(role.logical()), approval);
      }
    }
  }

  private boolean run(
      StepContext context, Clear task, Map<ObjectName, String> kept, OperatorApproval approval) {
    var outcome = database.session().drop(context, List.of(task), approval).getFirst();
    var failure = Retention.failure(outcome);
    failure.ifPresent(it -> kept.put(task.name(), it));
    return failure.isEmpty();
  }

  /** A task for one schema or role. */
  private interface Clear extends SchemaTask {

    /** The schema or role, which is kept if the task fails. */
    ObjectName name();
  }

  /**
   * Drops a schema that Trueup created, or returns one that it adopted.
   *
   * @param isFull whether it contains tables or views of others
   * @param mark of the schemas that are ours to drop
   */
  private record ClearSchema(LogicalName logical, String schema, boolean isFull, OwnerMark mark)
      implements Clear {

    @Override
    public ObjectName name() {
      return new ObjectName(schema, "");
    }

    @Override
    public NodeKey node() {
      return new NodeKey(logical.toString());
    }

    @Override
    public SortedSet<ObjectName> relations() {
      return new TreeSet<>(Set.of(name()));
    }

    @Override
    public SortedSet<String> roles() {
      return Collections.emptySortedSet();
    }

    @Override
    public SchemaPlan plan(ActualSchema actual) {
      var there = actual.schemas().get(schema);
      if (there == null) {
        return SchemaPlan.EMPTY;
      }
      return switch (there.owner(mark)) {
        case ADOPTED -> RetirementPlanner.releaseSchema(schema, mark.released(there.comment()));
        case MADE ->
            isFull
                ? kept("it contains tables or views of others")
                : RetirementPlanner.dropSchema(schema);
        case UNMARKED, FOREIGN ->
            kept(
                "its comment does not say that it was created for this platform by this installation; drop schema '%s' by hand if it is not needed"
                    .formatted(schema));
      };
    }

    private SchemaPlan kept(String why) {
      return SchemaPlan.refused(new PlanRefusal(name(), why));
    }
  }

  /**
   * Drops a role that Trueup created, or returns one that it adopted.
   *
   * @param places schemas that it may have usage of
   * @param mark of the roles that are ours to drop
   */
  private record ClearRole(LogicalName logical, String role, Set<String> places, OwnerMark mark)
      implements Clear {

    @Override
    public ObjectName name() {
      return new ObjectName("", role);
    }

    @Override
    public NodeKey node() {
      return new NodeKey(logical.toString());
    }

    @Override
    public SortedSet<ObjectName> relations() {
      var all = new TreeSet<ObjectName>();
      places.forEach(it -> all.add(new ObjectName(it, "")));
      return all;
    }

    @Override
    public SortedSet<String> roles() {
      return new TreeSet<>(Set.of(role));
    }

    @Override
    public SchemaPlan plan(ActualSchema actual) {
      var comment = actual.roles().get(role);
      if (comment == null) {
        return SchemaPlan.EMPTY;
      }
      var usages = usages(actual);
      return switch (mark.kind(comment)) {
        case MADE -> RetirementPlanner.dropRole(role, usages);
        case ADOPTED -> RetirementPlanner.releaseRole(role, usages, mark.released(comment));
        case FOREIGN ->
            SchemaPlan.refused(
                new PlanRefusal(
                    name(),
                    "its comment does not say that it was created for this database by this installation; drop role '%s' by hand if it is not needed"
                        .formatted(role)));
      };
    }

    private SortedSet<String> usages(ActualSchema actual) {
      var usages = new TreeSet<String>();
      actual
          .schemas()
          .forEach((schema, found) -> {
            if (found.grants().stream().anyMatch(it -> it.role().equals(role))) {
              usages.add(schema);
            }
          });
      return usages;
    }
  }
}
