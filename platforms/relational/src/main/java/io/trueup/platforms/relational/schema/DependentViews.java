package io.trueup.platforms.relational.schema;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The views that read a relation, directly or through others. Postgres changes neither the type of
 * a column that a view shows nor a view's own columns. So they are dropped first, outermost first,
 * and recreated afterwards with their comments, owners, privileges and labels.
 */
final class DependentViews {

  private final ActualSchema actual;

  /** A view comes before the views that read it. */
  private final List<ObjectName> views;

  private DependentViews(ActualSchema actual, List<ObjectName> views) {
    this.actual = actual;
    this.views = views;
  }

  /** The readers of a relation, without the relation. */
  static DependentViews of(ObjectName name, ActualSchema actual) {
    var outermostFirst = new LinkedHashSet<ObjectName>();
    for (var reader : readers(name, actual)) {
      visit(reader, actual, new LinkedHashSet<>(), outermostFirst);
    }
    return new DependentViews(actual, List.copyOf(outermostFirst).reversed());
  }

  /** A view never reads itself; the path guards against a catalog that says it does. */
  private static void visit(
      ObjectName view, ActualSchema actual, Set<ObjectName> path, Set<ObjectName> done) {
    if (done.contains(view) || !path.add(view)) {
      return;
    }
    readers(view, actual).forEach(reader -> visit(reader, actual, path, done));
    done.add(view);
  }

  private static List<ObjectName> readers(ObjectName name, ActualSchema actual) {
    return actual.find(name).map(it -> it.extras().readers()).orElse(List.of());
  }

  /** Why one of them cannot be recreated as it was; empty when all can. */
  Optional<String> obstacle(ObjectName changed) {
    for (var name : views) {
      var view = actual.find(name).orElse(null);
      if (view == null || view.extras().view() == null || view.kind() != Relation.Kind.VIEW) {
        return Optional.of(
            "Cannot change %s under %s %s, which reads it and cannot be made again as it was. Drop it, and make it again afterwards"
                .formatted(changed, view == null ? "view" : view.kind().word(), name));
      }
      var obstacle = obstacle(name, view, actual.server());
      if (obstacle.isPresent()) {
        return obstacle.map(why ->
            "Cannot change %s under view %s, which reads it and cannot be made again as it was: %s"
                .formatted(changed, name, why));
      }
    }
    return Optional.empty();
  }

  List<PlannedStatement> drops(String reason) {
    return views.reversed().stream()
        .map(it ->
            PostgresCosts.statement(
                new SchemaChange.DropView(it), reason, actual.find(it).orElseThrow()))
        .toList();
  }

  List<PlannedStatement> restores(String reason) {
    return views.stream().flatMap(it -> restore(it, reason).stream()).toList();
  }

  private List<PlannedStatement> restore(ObjectName name, String reason) {
    var view = actual.find(name).orElseThrow();
    var definition = view.extras().view();
    var changes = new ArrayList<SchemaChange>();
    if (definition != null) {
      changes.add(new SchemaChange.RestoreView(name, columns(view), definition));
    }
    changes.addAll(restoringChanges(name, view, columns(view), actual.server()));
    return changes.stream().map(it -> PostgresCosts.statement(it, reason, null)).toList();
  }

  private static List<String> columns(Relation view) {
    return view.columns().stream().map(ColumnDefinition::name).toList();
  }

  /** Why a view cannot be recreated as it was; empty when it can. */
  static Optional<String> obstacle(ObjectName name, Relation view, ServerSession server) {
    var definition = view.extras().view();
    if (definition == null) {
      return Optional.empty();
    }
    if (definition.isWritten()) {
      return Optional.of(
          "it has triggers, rules or defaults of its own. Drop it, and make it again afterwards");
    }
    var access = definition.access();
    return access == null
        ? Optional.empty()
        : new ViewAccessPlanner(name, view.extras().owner(), access, server).obstacle();
  }

  /**
   * The changes that restore a view's comments, owner, privileges and labels.
   *
   * @param columns names of the columns of the recreated view
   */
  static List<SchemaChange> restoringChanges(
      ObjectName name, Relation view, List<String> columns, ServerSession server) {
    var changes = new ArrayList<SchemaChange>();
    if (view.comment() != null) {
      changes.add(new SchemaChange.Comment(name, Relation.Kind.VIEW, view.comment()));
    }
    for (var column : view.columns()) {
      if (column.comment() != null && columns.contains(column.name())) {
        changes.add(new SchemaChange.CommentColumn(name, column.name(), column.comment()));
      }
    }
    var owner = view.extras().owner();
    if (!owner.isEmpty() && !owner.equals(server.user())) {
      changes.add(new SchemaChange.RestoreOwner(name, owner));
    }
    var definition = view.extras().view();
    var access = definition == null ? null : definition.access();
    if (access == null) {
      view.extras().grants().forEach(it -> changes.add(new SchemaChange.GrantOn(name, it)));
    } else {
      changes.addAll(new ViewAccessPlanner(name, owner, access, server).changes(columns));
    }
    return changes;
  }
}
