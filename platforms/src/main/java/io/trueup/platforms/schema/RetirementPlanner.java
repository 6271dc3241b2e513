package io.trueup.platforms.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Plans what becomes of relations that nobody asks for any more: they are marked and closed to
 * their readers, and keep their rows; and, when an operator says so, they go. Pure and
 * deterministic.
 */
public final class RetirementPlanner {

  private RetirementPlanner() {}

  /**
   * Marks relations as retired. Planning again after the plan was carried out gives an empty one.
   *
   * @param comments what the catalog is to say about each from now on
   * @param readers the roles that lose what they may do with them
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
                      "nobody reads it any more",
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

  /** Drops a relation with all its rows. Nothing when it is not there. */
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

  /** Drops a schema that nothing lies in. */
  public static SchemaPlan dropSchema(String schema) {
    return unit(
        new ObjectName(schema, ""),
        statement(new SchemaChange.DropEmptySchema(schema), "nothing lies in it any more", null));
  }

  /**
   * Lets go of a schema that a person or another installation made, and that nothing of ours lies
   * in any more.
   *
   * @param comment what the catalog said about it before it was taken over
   */
  public static SchemaPlan giveBackSchema(String schema, String comment) {
    return unit(
        new ObjectName(schema, ""),
        statement(
            new SchemaChange.CommentSchema(schema, comment),
            "it was not made here, so that it stays",
            null));
  }

  /**
   * Drops a role that reads nothing any more.
   *
   * @param schemas those that it may still name the contents of
   */
  public static SchemaPlan dropRole(String role, Collection<String> schemas) {
    var statements = new ArrayList<PlannedStatement>();
    new TreeSet<>(schemas)
        .forEach(schema ->
            statements.add(
                statement(new SchemaChange.RevokeUsage(schema, role), "its role goes", null)));
    statements.add(statement(new SchemaChange.DropRole(role), "it reads nothing any more", null));
    return unit(new ObjectName("", role), statements.toArray(PlannedStatement[]::new));
  }

  /**
   * Lets go of a role that a person made, and that reads nothing any more.
   *
   * @param schemas those that it may still name the contents of
   * @param comment what the catalog said about it before it was taken over
   */
  public static SchemaPlan giveBackRole(String role, Collection<String> schemas, String comment) {
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
            new SchemaChange.CommentRole(role, comment),
            "a person made it, so that it stays",
            null));
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
