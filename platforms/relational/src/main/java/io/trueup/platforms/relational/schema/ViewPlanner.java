package io.trueup.platforms.relational.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Plans one view, with the views that read it. Not thread-safe: one for each view. */
final class ViewPlanner {

  private final DesiredView view;
  private final ObjectName name;
  private final SortedSet<String> readers;
  private final SortedSet<String> declared;
  private final ActualSchema actual;
  private final List<PlannedStatement> statements = new ArrayList<>();

  /**
   * Creates a planner.
   *
   * @param readers the existing roles that may read it
   * @param declared all roles that may read it
   * @param actual the snapshot after the changes of tables
   */
  ViewPlanner(
      DesiredView view,
      SortedSet<String> readers,
      SortedSet<String> declared,
      ActualSchema actual) {
    this.view = view;
    this.name = view.name();
    this.readers = readers;
    this.declared = declared;
    this.actual = actual;
  }

  SchemaPlan plan() {
    var source = actual.find(view.source());
    var missing =
        source.isEmpty()
            ? "its table %s does not exist yet".formatted(view.source())
            : missing(source.get());
    if (!missing.isEmpty()) {
      return missingPrerequisite("Cannot create view %s: %s".formatted(name, missing));
    }
    var wanted = typed(TablePlanner.byName(source.orElseThrow().columns()));
    var found = actual.find(name);
    if (found.isEmpty()) {
      create(wanted, "it does not exist");
      return planned(List.of());
    }
    if (found.get().kind() != Relation.Kind.VIEW) {
      return refused(
          "Cannot create view %s: a %s of that name exists. Rename or drop it"
              .formatted(name, found.get().kind().word()));
    }
    return change(found.get(), wanted);
  }

  private String missing(Relation source) {
    var existing = TablePlanner.byName(source.columns());
    var missing =
        view.columns().stream()
            .map(ColumnDefinition::name)
            .filter(column -> !existing.containsKey(column))
            .toList();
    return missing.isEmpty()
        ? ""
        : "its table %s has no column %s yet".formatted(view.source(), String.join(", ", missing));
  }

  /** A view shows columns of the types that its table has, which may be wider than declared. */
  private List<ColumnDefinition> typed(Map<String, ColumnDefinition> source) {
    return view.columns().stream()
        .map(it -> it.withType(source.getOrDefault(it.name(), it).type()))
        .toList();
  }

  private void create(List<ColumnDefinition> columns, String reason) {
    add(new SchemaChange.CreateView(made(columns, List.of())), reason);
    comments(Map.of(), null);
    grants(Collections.emptySortedSet());
  }

  private SchemaPlan change(Relation found, List<ColumnDefinition> wanted) {
    var byName = TablePlanner.byName(wanted);
    var appendable =
        found.columns().stream()
            .allMatch(it ->
                byName.containsKey(it.name()) && byName.get(it.name()).type().equals(it.type()));
    if (!appendable) {
      return recreate(found, wanted);
    }
    var ordered = made(inOrderOf(found, byName), options(found));
    var definition = found.extras().view();
    if (definition == null
        || !ViewText.isSame(definition.query(), PostgresSql.viewQuery(ordered))) {
      add(
          new SchemaChange.ReplaceView(ordered),
          ordered.columns().size() > found.columns().size()
              ? "it shows more columns"
              : "its query differs from the declared one");
    }
    comments(TablePlanner.byName(found.columns()), found.comment());
    grants(found.extras().grants());
    return planned(SchemaPlanner.extraGrants(name, found, declared));
  }

  /** Existing columns keep their order, because Postgres can only append to a view. */
  private static List<ColumnDefinition> inOrderOf(
      Relation found, Map<String, ColumnDefinition> wanted) {
    var ordered = new LinkedHashMap<String, ColumnDefinition>();
    found.columns().forEach(it -> ordered.put(it.name(), wanted.getOrDefault(it.name(), it)));
    wanted.forEach(ordered::putIfAbsent);
    return List.copyOf(ordered.values());
  }

  private SchemaPlan recreate(Relation found, List<ColumnDefinition> wanted) {
    var chain = DependentViews.of(name, actual);
    var obstacle = chain.obstacle(name);
    if (obstacle.isPresent()) {
      return refused(obstacle.get());
    }
    var own = DependentViews.obstacle(name, found, actual.server());
    if (own.isPresent()) {
      return refused("Cannot recreate view %s with other columns: %s".formatted(name, own.get()));
    }
    var reason = "Postgres can only append columns to a view, and these differ otherwise";
    statements.addAll(chain.drops("it reads a view that is recreated"));
    add(new SchemaChange.DropView(name), reason);
    add(new SchemaChange.CreateView(made(wanted, options(found))), reason);
    comments(Map.of(), null);
    var columns = wanted.stream().map(ColumnDefinition::name).toList();
    for (var change : DependentViews.restoringChanges(name, found, columns, actual.server())) {
      if (!(change instanceof SchemaChange.Comment
          || change instanceof SchemaChange.CommentColumn)) {
        add(change, "restores what it had");
      }
    }
    grants(found.extras().grants());
    statements.addAll(chain.restores("restores the view"));
    return planned(SchemaPlanner.extraGrants(name, found, declared));
  }

  private DesiredView made(List<ColumnDefinition> columns, List<String> options) {
    return new DesiredView(name, view.source(), columns, view.condition(), view.comment(), options);
  }

  /** CREATE OR REPLACE without options would remove those that the view has. */
  private static List<String> options(Relation found) {
    var definition = found.extras().view();
    return definition == null ? List.of() : definition.options();
  }

  private void comments(Map<String, ColumnDefinition> there, @Nullable String comment) {
    if (!view.comment().equals(comment)) {
      add(
          new SchemaChange.Comment(name, Relation.Kind.VIEW, view.comment()),
          "the catalog says what it is");
    }
    for (var column : view.columns()) {
      var found = there.get(column.name());
      if (column.comment() != null
          && (found == null || !column.comment().equals(found.comment()))) {
        add(
            new SchemaChange.CommentColumn(name, column.name(), column.comment()),
            "the model's documentation");
      }
    }
  }

  private void grants(SortedSet<Grant> there) {
    for (var role : readers) {
      if (there.stream().noneMatch(it -> it.role().equals(role) && isSelect(it))) {
        add(new SchemaChange.GrantOn(name, Grant.select(role)), "its workspace reads it");
      }
    }
  }

  private static boolean isSelect(Grant grant) {
    return grant.privilege().equals("SELECT");
  }

  private void add(SchemaChange change, String reason) {
    statements.add(PostgresCosts.statement(change, reason, actual.find(name).orElse(null)));
  }

  private SchemaPlan planned(List<Difference> differences) {
    return new SchemaPlan(
        List.of(),
        statements.isEmpty() ? List.of() : List.of(new SchemaUnit(name, statements)),
        List.of(),
        List.of(),
        differences);
  }

  private SchemaPlan refused(String reason) {
    return new SchemaPlan(
        List.of(), List.of(), List.of(new PlanRefusal(name, reason)), List.of(), List.of());
  }

  private SchemaPlan missingPrerequisite(String reason) {
    return new SchemaPlan(
        List.of(), List.of(), List.of(), List.of(new MissingPrerequisite(name, reason)), List.of());
  }
}
