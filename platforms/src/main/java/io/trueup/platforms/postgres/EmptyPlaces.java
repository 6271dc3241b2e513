package io.trueup.platforms.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.database.SchemaTask;
import io.trueup.platforms.schema.ActualSchema;
import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.schema.Refusal;
import io.trueup.platforms.schema.RetirementPlanner;
import io.trueup.platforms.schema.RoleMark;
import io.trueup.platforms.schema.SchemaPlan;
import io.trueup.platforms.spi.GivenName;
import io.trueup.platforms.spi.LogicalName;
import io.trueup.platforms.spi.StatementJournal.Allowance;
import io.trueup.platforms.spi.StepContext;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The schemas and roles of a platform that hold or read nothing once retention is done. */
final class EmptyPlaces {

  private final PlatformDatabase database;
  private final Set<LogicalName> needed;

  EmptyPlaces(PlatformDatabase database, Set<LogicalName> needed) {
    this.database = database;
    this.needed = needed;
  }

  /**
   * Drops them and releases their names.
   *
   * @param kept gets why something stays that was to go
   */
  void clear(StepContext context, Map<ObjectName, String> kept, Allowance word) {
    var names = database.desk().all();
    var schemas = of(LogicalName.Kind.SCHEMA, names);
    var relations = of(LogicalName.Kind.RELATION, names);
    clearRoles(context, relations, schemas, kept, word);
    clearSchemas(context, relations, schemas, kept, word);
  }

  private static List<GivenName> of(LogicalName.Kind kind, List<GivenName> names) {
    return names.stream().filter(it -> it.logical().kind() == kind).toList();
  }

  private void clearSchemas(
      StepContext context,
      List<GivenName> relations,
      List<GivenName> schemas,
      Map<ObjectName, String> kept,
      Allowance word) {
    var used = relations.stream().map(GivenName::within).collect(Collectors.toSet());
    var unused =
        schemas.stream()
            .filter(it -> !needed.contains(it.logical()) && !used.contains(it.name()))
            .toList();
    var full =
        database.session().names(unused.stream().map(GivenName::name).toList()).stream()
            .map(ObjectName::schema)
            .collect(Collectors.toSet());
    for (var schema : unused) {
      var name = new ObjectName(schema.name(), "");
      if (full.contains(schema.name())) {
        kept.put(name, "somebody else's tables or views lie in it");
      } else {
        var task = new Clear(schema.logical(), name, Set.of(), database.mark());
        if (run(context, task, kept, word)) {
          database.desk().release(List.of(schema.logical()), word);
        }
      }
    }
  }

  private void clearRoles(
      StepContext context,
      List<GivenName> relations,
      List<GivenName> schemas,
      Map<ObjectName, String> kept,
      Allowance word) {
    var workspaces = new HashSet<String>();
    relations.forEach(it -> LogicalNames.workspace(it.logical()).ifPresent(workspaces::add));
    var places = schemas.stream().map(GivenName::name).collect(Collectors.toSet());
    for (var role : database.desk().allRoles()) {
      if (!needed.contains(role.logical())
          && !workspaces.contains(role.logical().path().getLast())
          && run(
              context,
              new Clear(role.logical(), new ObjectName("", role.name()), places, database.mark()),
              kept,
              word)) {
        database.desk().releaseRoles(List.of(role.logical()), word);
      }
    }
  }

  private boolean run(
      StepContext context, Clear task, Map<ObjectName, String> kept, Allowance word) {
    var outcome = database.session().drop(context, List.of(task), word).getFirst();
    var failure = Retention.failure(outcome);
    failure.ifPresent(it -> kept.put(task.name(), it));
    return failure.isEmpty();
  }

  /**
   * Drops a schema, or a role when its name has no schema.
   *
   * @param places schemas that a role may name the contents of
   * @param mark by which a role is known to be ours to drop
   */
  private record Clear(LogicalName logical, ObjectName name, Set<String> places, RoleMark mark)
      implements SchemaTask {

    @Override
    public NodeKey node() {
      return new NodeKey(logical.toString());
    }

    @Override
    public SortedSet<ObjectName> looksAt() {
      var all = new TreeSet<ObjectName>();
      if (isRole()) {
        places.forEach(it -> all.add(new ObjectName(it, "")));
      } else {
        all.add(name);
      }
      return all;
    }

    @Override
    public SortedSet<String> roles() {
      return isRole() ? new TreeSet<>(Set.of(name.name())) : Collections.emptySortedSet();
    }

    private boolean isRole() {
      return logical.kind() == LogicalName.Kind.ROLE;
    }

    @Override
    public SchemaPlan plan(ActualSchema actual) {
      if (!isRole()) {
        return actual.schemas().containsKey(name.schema())
            ? RetirementPlanner.dropSchema(name.schema())
            : SchemaPlan.EMPTY;
      }
      var comment = actual.roles().get(name.name());
      if (comment == null) {
        return SchemaPlan.EMPTY;
      }
      var usages = new TreeSet<String>();
      actual
          .schemas()
          .forEach((schema, grants) -> {
            if (grants.stream().anyMatch(it -> it.role().equals(name.name()))) {
              usages.add(schema);
            }
          });
      return switch (mark.kind(comment)) {
        case MADE -> RetirementPlanner.dropRole(name.name(), usages);
        case ADOPTED -> RetirementPlanner.giveBackRole(name.name(), usages, mark.released(comment));
        case STRANGE ->
            new SchemaPlan(
                List.of(),
                List.of(),
                List.of(
                    new Refusal(
                        name,
                        "its comment does not say that it was made for this database by this installation; drop role '%s' by hand if nobody needs it"
                            .formatted(name.name()))),
                List.of(),
                List.of());
      };
    }
  }
}
