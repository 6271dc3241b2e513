package io.trueup.platforms.relational.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Plans the way from what a database holds to what it should hold. It creates, appends, widens and
 * loosens; it never drops rows, narrows or tightens. Anything that would need that, and anything
 * undeclared, is left alone and reported as a {@link Difference}, or as a {@link PlanRefusal} where
 * the desired schema could then not be relied on. Pure and deterministic; planning again after the
 * plan was applied gives an empty plan.
 */
public final class SchemaPlanner {

  private final DesiredSchema desired;
  private final ActualSchema actual;
  private final List<PlannedStatement> preparation = new ArrayList<>();
  private final List<SchemaUnit> units = new ArrayList<>();
  private final List<PlanRefusal> refusals = new ArrayList<>();
  private final List<MissingPrerequisite> lacks = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();

  private SchemaPlanner(DesiredSchema desired, ActualSchema actual) {
    this.desired = desired;
    this.actual = actual;
  }

  /**
   * Plans the statements for a database.
   *
   * @param actual a snapshot of at least the desired schemas, roles, tables and views, their
   *     sources, and all readers of these
   */
  public static SchemaPlan plan(DesiredSchema desired, ActualSchema actual) {
    return new SchemaPlanner(desired, actual).plan();
  }

  private SchemaPlan plan() {
    var roles = roles();
    var ownership = new SchemaOwnership(desired.marking(), actual).plan(desired.schemas());
    preparation.addAll(ownership.plan().preparation());
    take(ownership.plan());
    var refused = ownership.refused();
    usages(roles, refused);
    for (var table : desired.tables()) {
      if (!refused.contains(table.name().schema())) {
        take(new TablePlanner(table, actual).plan());
      }
    }
    var afterTables = afterUnits();
    for (var view : desired.views()) {
      if (refused.contains(view.name().schema())) {
        continue;
      }
      var readers = new TreeSet<>(readers(view));
      readers.retainAll(roles);
      take(new ViewPlanner(view, readers, readers(view), afterTables).plan());
    }
    return new SchemaPlan(preparation, units, refusals, lacks, differences);
  }

  private ActualSchema afterUnits() {
    return actual.after(
        units.stream()
            .flatMap(it -> it.statements().stream())
            .map(PlannedStatement::change)
            .toList());
  }

  private void take(SchemaPlan plan) {
    units.addAll(plan.units());
    refusals.addAll(plan.refusals());
    lacks.addAll(plan.missingPrerequisites());
    differences.addAll(plan.differences());
  }

  private SortedSet<String> readers(DesiredView view) {
    return desired.readers().getOrDefault(view.name(), Collections.emptySortedSet());
  }

  /** The desired roles that exist and are ours after the preparation. */
  private SortedSet<String> roles() {
    var ours = new TreeSet<String>();
    for (var role : desired.roles()) {
      var comment = actual.roles().get(role);
      if (comment == null ? isMade(role) : isOurs(role, comment)) {
        ours.add(role);
      }
    }
    return ours;
  }

  private boolean isMade(String role) {
    var create = new SchemaChange.CreateRole(role);
    var mark = desired.marking().roles();
    if (actual.server().mayCreateRoles()) {
      prepare(create, "a workspace reads with it");
      if (mark != null) {
        prepare(new SchemaChange.CommentRole(role, mark.line()), "its comment names its owner");
      }
      return true;
    }
    var marked =
        mark == null
            ? ""
            : "; " + PostgresSql.render(new SchemaChange.CommentRole(role, mark.line()));
    differences.add(
        new Difference(
            new ObjectName("", role),
            Difference.Kind.MISSING_ROLE,
            "There is no role '%s', and '%s' may not create it, so that it gives no access"
                .formatted(role, actual.server().user()),
            PostgresSql.render(create) + marked));
    return false;
  }

  /** A role of that name may be a person's, or another installation's or database's. */
  private boolean isOurs(String role, String comment) {
    var mark = desired.marking().roles();
    if (mark == null || mark.kind(comment) != OwnerMark.Kind.FOREIGN) {
      return true;
    }
    var adoption = new SchemaChange.CommentRole(role, mark.adopted(comment));
    if (desired.marking().adoptedRoles().contains(role)) {
      prepare(adoption, "an operator has it adopted");
      return true;
    }
    differences.add(
        new Difference(
            new ObjectName("", role),
            Difference.Kind.STRANGE_ROLE,
            "Role '%s' exists and %s, so that it is granted nothing. Rename it, or have it adopted (--adopt role:%s)"
                .formatted(
                    role,
                    OwnerMark.owner(comment)
                        .map(it -> "is for " + it)
                        .orElse("was not made for this database by this installation"),
                    role),
            PostgresSql.render(adoption)));
    return false;
  }

  private void usages(SortedSet<String> roles, SortedSet<String> refused) {
    var usages = new TreeMap<String, SortedSet<String>>();
    desired
        .readers()
        .forEach((view, readers) ->
            usages.computeIfAbsent(view.schema(), _ -> new TreeSet<>()).addAll(readers));
    usages.keySet().removeAll(refused);
    usages.forEach((schema, readers) -> {
      for (var role : readers) {
        if (roles.contains(role) && !mayUse(actual.schemas().get(schema), role)) {
          prepare(new SchemaChange.GrantUsage(schema, role), "a workspace reads with it");
        }
      }
    });
  }

  private static boolean mayUse(@Nullable ExistingSchema schema, String role) {
    return schema != null
        && schema.grants().stream()
            .anyMatch(it -> it.role().equals(role) && it.privilege().equals("USAGE"));
  }

  private void prepare(SchemaChange change, String reason) {
    preparation.add(PostgresCosts.statement(change, reason, null));
  }

  /** The undeclared grants on a relation. */
  static List<Difference> extraGrants(
      ObjectName name, Relation relation, Collection<String> readers) {
    return relation.extras().grants().stream()
        .filter(it -> !readers.contains(it.role()) || !it.privilege().equals("SELECT"))
        .map(it ->
            new Difference(
                name,
                Difference.Kind.EXTRA_GRANT,
                "Role '%s' has %s on %s, which is not declared"
                    .formatted(it.role(), it.privilege(), name),
                "REVOKE %s ON %s FROM %s"
                    .formatted(
                        it.privilege(),
                        PostgresSql.identifier(name),
                        it.role().equals(Grant.PUBLIC)
                            ? it.role()
                            : PostgresSql.identifier(it.role()))))
        .toList();
  }
}
