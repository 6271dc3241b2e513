package io.trueup.platforms.relational.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Plans the needed schemas: creates and marks missing ones, marks those of the platform that are
 * older than marks, and refuses those of others. Not thread-safe: one for each plan.
 */
public final class SchemaOwnership {

  private final @Nullable OwnerMark mark;
  private final Set<String> adopted;
  private final ActualSchema actual;
  private final List<PlannedStatement> statements = new ArrayList<>();
  private final List<PlanRefusal> refusals = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();

  /** A plan for the schemas, and the refused ones, in which nothing may be created. */
  record Plan(SchemaPlan plan, SortedSet<String> refused) {}

  SchemaOwnership(DesiredSchema.Marking marking, ActualSchema actual) {
    this.mark = marking.schemas();
    this.adopted = marking.adoptedSchemas();
    this.actual = actual;
  }

  Plan plan(SortedSet<String> schemas) {
    schemas.forEach(this::plan);
    var refused = new TreeSet<String>();
    refusals.forEach(it -> refused.add(it.name().schema()));
    return new Plan(
        new SchemaPlan(statements, List.of(), refusals, List.of(), differences), refused);
  }

  private void plan(String schema) {
    var namespace = actual.schemas().get(schema);
    if (namespace == null) {
      create(schema);
      return;
    }
    switch (namespace.owner(mark)) {
      case MADE, ADOPTED -> {}
      case UNMARKED -> unmarked(schema, namespace);
      case FOREIGN -> strange(schema, namespace);
    }
  }

  private void create(String schema) {
    if (!actual.server().mayCreateSchemas()) {
      refuse(
          schema,
          "Cannot create schema '%s': '%s' may not create schemas in the database. Grant it CREATE on the database, or create the schema for it: %s"
              .formatted(schema, actual.server().user(), byHand(schema)));
      return;
    }
    prepare(new SchemaChange.CreateSchema(schema), "it does not exist");
    if (mark != null) {
      prepare(new SchemaChange.CommentSchema(schema, mark.line()), "its comment names its owner");
    }
  }

  private String byHand(String schema) {
    var create =
        "CREATE SCHEMA %s AUTHORIZATION %s"
            .formatted(
                PostgresSql.identifier(schema), PostgresSql.identifier(actual.server().user()));
    return mark == null
        ? create
        : create + "; " + PostgresSql.render(new SchemaChange.CommentSchema(schema, mark.line()));
  }

  private void unmarked(String schema, ExistingSchema namespace) {
    var comment = required().marked(namespace.comment());
    var change = new SchemaChange.CommentSchema(schema, comment);
    if (namespace.isCommentable()) {
      prepare(change, "its comment names its owner");
      return;
    }
    differences.add(
        new Difference(
            new ObjectName(schema, ""),
            Difference.Kind.UNMARKED_SCHEMA,
            "The comment of schema '%s' does not say whose it is, so that another installation would use it too, and '%s' may not write it because role '%s' owns the schema"
                .formatted(schema, actual.server().user(), namespace.owner()),
            PostgresSql.render(change)));
  }

  private void strange(String schema, ExistingSchema namespace) {
    var adoption = new SchemaChange.CommentSchema(schema, required().adopted(namespace.comment()));
    if (!adopted.contains(schema)) {
      refusals.add(
          PlanRefusal.adoptable(
              new ObjectName(schema, ""),
              whose(schema, namespace, required()),
              "schema:" + schema));
    } else if (namespace.isCommentable()) {
      prepare(adoption, "an operator has it adopted");
    } else {
      refuse(
          schema,
          "Cannot adopt schema '%s': '%s' may not write its comment, because role '%s' owns it. Have that role run: %s"
              .formatted(
                  schema, actual.server().user(), namespace.owner(), PostgresSql.render(adoption)));
    }
  }

  /** The schemas of others, each reported as a difference. */
  public static List<Difference> strange(ActualSchema actual, OwnerMark mark) {
    var strange = new ArrayList<Difference>();
    actual
        .schemas()
        .forEach((schema, namespace) -> {
          if (!namespace.owner(mark).isOurs()) {
            strange.add(
                new Difference(
                    new ObjectName(schema, ""),
                    Difference.Kind.STRANGE_SCHEMA,
                    whose(schema, namespace, mark),
                    null));
          }
        });
    return strange;
  }

  private static String whose(String schema, ExistingSchema namespace, OwnerMark mark) {
    return OwnerMark.owner(namespace.comment())
        .map(it ->
            "Cannot use schema '%s': it is for %s, and this is installation=%s %s=%s. Use another database for one of them"
                .formatted(schema, it, mark.installation(), mark.kind(), mark.subject()))
        .orElseGet(() ->
            "Cannot use schema '%s': it exists, role '%s' owns it, and its comment does not say that it was made for data platform %s. Rename or drop it"
                .formatted(schema, namespace.owner(), mark.subject()));
  }

  private OwnerMark required() {
    if (mark == null) {
      throw new IllegalStateException("Without a mark every schema may be used");
    }
    return mark;
  }

  private void prepare(SchemaChange change, String reason) {
    statements.add(PostgresCosts.statement(change, reason, null));
  }

  private void refuse(String schema, String reason) {
    refusals.add(new PlanRefusal(new ObjectName(schema, ""), reason));
  }
}
