package io.trueup.platforms.relational.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Plans the retirement of relations that left the model. They are marked as retired, their readers
 * lose access, and they keep their rows until an operator purges them. Pure and deterministic.
 */
public final class RetirementPlanner {

  private RetirementPlanner() {}

  /**
   * Marks relations as retired. Planning again after the plan was carried out gives an empty one.
   *
   * @param comments the new comment of each relation
   * @param readers the roles that lose their privileges on them
   */
  public static SchemaPlan retire(
      SortedMap<ObjectName, String> comments, Collection<String> readers, ActualSchema actual) {
    var units = new ArrayList<SchemaUnit>();
    comments.forEach((name, comment) -> {
      var relation = actual.find(name).orElse(null);
      if (relation == null) {
        return;
      }
      var statements = new ArrayList<PlannedStatement>();
      rolesOf(relation, readers)
          .forEach(role ->
              statements.add(
                  statement(
                      new SchemaChange.RevokeOn(name, role),
                      "no workspace reads it any more",
                      relation)));
      if (!comment.equals(relation.comment())) {
        statements.add(
            statement(
                new SchemaChange.Comment(name, relation.kind(), comment),
                "it left the model and is kept",
                relation));
      }
      if (!statements.isEmpty()) {
        units.add(new SchemaUnit(name, statements));
      }
    });
    return new SchemaPlan(List.of(), units, List.of(), List.of(), List.of());
  }

  private static SortedSet<String> rolesOf(Relation relation, Collection<String> readers) {
    return relation.extras().grants().stream()
        .map(Grant::role)
        .filter(readers::contains)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Drops a relation with all its rows; empty when it does not exist. */
  public static SchemaPlan drop(ObjectName name, ActualSchema actual) {
    return actual
        .find(name)
        .map(relation ->
            unit(
                name,
                statement(
                    new SchemaChange.DropRelation(name, relation.kind()),
                    "an operator purges what was retired",
                    relation)))
        .orElse(SchemaPlan.EMPTY);
  }

  /** Drops an empty schema. */
  public static SchemaPlan dropSchema(String schema) {
    return unit(
        new ObjectName(schema, ""),
        statement(new SchemaChange.DropEmptySchema(schema), "it is empty", null));
  }

  /**
   * Gives back an adopted schema that holds no relation of ours any more.
   *
   * @param comment its comment before it was adopted
   */
  public static SchemaPlan releaseSchema(String schema, String comment) {
    return unit(
        new ObjectName(schema, ""),
        statement(
            new SchemaChange.CommentSchema(schema, comment),
            "Trueup did not create it, so it stays",
            null));
  }

  /**
   * Drops a role that reads nothing any more.
   *
   * @param schemas those that it may still use
   */
  public static SchemaPlan dropRole(String role, Collection<String> schemas) {
    var statements = new ArrayList<PlannedStatement>();
    new TreeSet<>(schemas)
        .forEach(schema ->
            statements.add(
                statement(
                    new SchemaChange.RevokeUsage(schema, role), "its role is dropped", null)));
    statements.add(statement(new SchemaChange.DropRole(role), "it reads nothing any more", null));
    return unit(new ObjectName("", role), statements.toArray(PlannedStatement[]::new));
  }

  /**
   * Gives back an adopted role that reads nothing any more.
   *
   * @param schemas those that it may still use
   * @param comment its comment before it was adopted
   */
  public static SchemaPlan releaseRole(String role, Collection<String> schemas, String comment) {
    var statements = new ArrayList<PlannedStatement>();
    new TreeSet<>(schemas)
        .forEach(schema ->
            statements.add(
                statement(
                    new SchemaChange.RevokeUsage(schema, role),
                    "it reads nothing any more",
                    null)));
    statements.add(
        statement(
            new SchemaChange.CommentRole(role, comment), "a person created it, so it stays", null));
    return unit(new ObjectName("", role), statements.toArray(PlannedStatement[]::new));
  }

  private static SchemaPlan unit(ObjectName name, PlannedStatement... statements) {
    return new SchemaPlan(
        List.of(),
        List.of(new SchemaUnit(name, List.of(statements))),
        List.of(),
        List.of(),
        List.of());
  }

  private static PlannedStatement statement(
      SchemaChange change, String reason, @Nullable Relation before) {
    return PostgresCosts.statement(change, reason, before);
  }
}
