package io.trueup.platforms.relational.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Applies changes to a snapshot of a database. Not thread-safe. */
final class SchemaSimulation {

  private final ServerSession server;
  private final TreeMap<String, ExistingSchema> schemas;
  private final TreeMap<String, String> roles;
  private final TreeMap<ObjectName, Relation> relations;
  private final TreeMap<ObjectName, Dropped> dropped = new TreeMap<>();

  /** A view that is to be recreated, and its sources. */
  private record Dropped(Relation relation, List<ObjectName> sources) {}

  private SchemaSimulation(ActualSchema before) {
    this.server = before.server();
    this.schemas = new TreeMap<>(before.schemas());
    this.roles = new TreeMap<>(before.roles());
    this.relations = new TreeMap<>(before.relations());
  }

  static ActualSchema apply(ActualSchema before, Collection<SchemaChange> changes) {
    if (changes.isEmpty()) {
      return before;
    }
    var simulation = new SchemaSimulation(before);
    changes.forEach(simulation::apply);
    return new ActualSchema(
        simulation.server, simulation.schemas, simulation.roles, simulation.relations);
  }

  private void apply(SchemaChange change) {
    switch (change) {
      case SchemaChange.CreateSchema(var schema) ->
          schemas.putIfAbsent(schema, ExistingSchema.made(server.user()));
      case SchemaChange.CommentSchema(var schema, var text) ->
          schemas.computeIfPresent(schema, (_, it) -> it.withComment(text));
      case SchemaChange.CreateRole(var role) -> roles.put(role, "");
      case SchemaChange.CommentRole(var role, var text) -> roles.put(role, text);
      case SchemaChange.CreateTable(var table) -> relations.put(table.name(), made(table));
      case SchemaChange.CreatePartition partition -> partition(partition);
      case SchemaChange.AddColumn(var name, var column) ->
          edit(name, it -> it.withColumns(plus(it.columns(), column)));
      case SchemaChange.WidenColumns(var name, var widenings) ->
          widenings.forEach(
              widening -> column(name, widening.column(), it -> it.withType(widening.to())));
      case SchemaChange.DropNotNull(var name, var column) ->
          column(name, column, it -> it.asNullable(true));
      case SchemaChange.SetNotNull(var name, var column) ->
          column(name, column, it -> it.asNullable(false));
      case SchemaChange.AddCheck(var name, var check) ->
          checks(name, it -> plus(it, check.withValidated(false)));
      case SchemaChange.ValidateCheck(var name, var check) ->
          checks(name, it -> it.stream().map(each -> validated(each, check)).toList());
      case SchemaChange.DropCheck(var name, var check) ->
          checks(name, it -> it.stream().filter(each -> !each.name().equals(check)).toList());
      case SchemaChange.CreateIndex(var name, var index, _) -> indexes(name, it -> plus(it, index));
      case SchemaChange.DropInvalidIndex(var name, var index) ->
          indexes(name, it -> it.stream().filter(each -> !each.name().equals(index)).toList());
      case SchemaChange.AddPrimaryKey(var name, var columns, var index) -> {
        edit(name, it -> it.withPrimaryKey(columns));
        indexes(name, it -> it.stream().filter(each -> !each.name().equals(index)).toList());
      }
      case SchemaChange.CreateView(var view) -> view(view);
      case SchemaChange.ReplaceView(var view) -> view(view);
      case SchemaChange.DropView(var name) -> dropForNow(name);
      case SchemaChange.RestoreView(var name, _, _) -> restore(name);
      case SchemaChange.RestoreOwner _ -> {}
      case SchemaChange.Comment(var name, _, var text) -> edit(name, it -> it.withComment(text));
      case SchemaChange.CommentColumn(var name, var column, var text) ->
          column(name, column, it -> it.withComment(text));
      case SchemaChange.GrantOn(var name, var grant) -> grant(name, grant);
      case SchemaChange.GrantOnColumn _, SchemaChange.ActAs _, SchemaChange.SecurityLabel _ -> {}
      case SchemaChange.GrantUsage(var schema, var role) ->
          schemas.computeIfPresent(schema, (_, it) -> it.withGrants(with(it.grants(), role)));
      case SchemaChange.RevokeOn(var name, var role) ->
          edit(name, it -> it.with(it.extras().withGrants(without(it.extras().grants(), role))));
      case SchemaChange.RevokeUsage(var schema, var role) ->
          schemas.computeIfPresent(schema, (_, it) -> it.withGrants(without(it.grants(), role)));
      case SchemaChange.DropRole(var role) -> roles.remove(role);
      case SchemaChange.DropRelation(var name, _) -> drop(name);
      case SchemaChange.DropEmptySchema(var schema) -> schemas.remove(schema);
    }
  }

  private static Relation made(DesiredTable table) {
    var partitioning = table.options().partitioning();
    var extras =
        new Relation.Extras(
            "",
            0,
            table.columns().size(),
            table.options().checks(),
            List.of(),
            partitioning == null ? List.of() : partitioning.columns(),
            List.of(),
            new TreeSet<>(),
            null,
            List.of());
    return new Relation(
        partitioning == null ? Relation.Kind.TABLE : Relation.Kind.PARTITIONED_TABLE,
        table.columns().stream().map(it -> it.withComment(null)).toList(),
        table.primaryKey(),
        null,
        extras);
  }

  private void partition(SchemaChange.CreatePartition change) {
    var parent = relations.get(change.table());
    if (parent != null) {
      relations.put(
          change.name(),
          Relation.of(Relation.Kind.TABLE, parent.columns(), parent.primaryKey(), null));
      var partition = new Relation.Partition(change.name(), change.modulus(), change.remainder());
      edit(
          change.table(),
          it -> it.with(it.extras().withPartitions(plus(it.extras().partitions(), partition))));
    }
  }

  private void view(DesiredView view) {
    var before = relations.get(view.name());
    var definition = new Relation.Definition(PostgresSql.viewQuery(view), view.options(), false);
    var extras = before == null ? Relation.Extras.NONE : before.extras();
    var source = relations.get(view.source());
    var columns =
        view.columns().stream()
            .map(it -> typed(it, source).withComment(comment(before, it.name())))
            .toList();
    relations.put(
        view.name(),
        new Relation(
            Relation.Kind.VIEW,
            columns,
            List.of(),
            before == null ? null : before.comment(),
            extras.withView(definition)));
    edit(view.source(), it -> it.with(it.extras().withReaders(withReader(it, view.name()))));
  }

  private static ColumnDefinition typed(ColumnDefinition column, @Nullable Relation source) {
    if (source == null) {
      return column;
    }
    return source.columns().stream()
        .filter(it -> it.name().equals(column.name()))
        .findFirst()
        .map(it -> column.withType(it.type()))
        .orElse(column);
  }

  private static @Nullable String comment(@Nullable Relation before, String column) {
    return before == null
        ? null
        : before.columns().stream()
            .filter(it -> it.name().equals(column))
            .findFirst()
            .map(ColumnDefinition::comment)
            .orElse(null);
  }

  private static List<ObjectName> withReader(Relation relation, ObjectName reader) {
    var readers = relation.extras().readers();
    return readers.contains(reader) ? readers : plus(readers, reader);
  }

  private void dropForNow(ObjectName name) {
    var relation = relations.get(name);
    if (relation != null) {
      dropped.put(name, new Dropped(relation, sources(name)));
    }
    drop(name);
  }

  private List<ObjectName> sources(ObjectName reader) {
    return relations.entrySet().stream()
        .filter(it -> it.getValue().extras().readers().contains(reader))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Recreates a view; its columns get the types of its sources. */
  private void restore(ObjectName name) {
    var was = dropped.remove(name);
    if (was == null) {
      return;
    }
    var columns = was.relation().columns();
    for (var source : was.sources()) {
      var relation = relations.get(source);
      columns = columns.stream().map(it -> typed(it, relation).withComment(null)).toList();
      edit(source, it -> it.with(it.extras().withReaders(withReader(it, name))));
    }
    var extras = was.relation().extras().withGrants(new TreeSet<>()).withReaders(List.of());
    relations.put(name, was.relation().withColumns(columns).withComment(null).with(extras));
  }

  private void drop(ObjectName name) {
    relations.remove(name);
    relations.replaceAll((_, it) ->
        it.extras().readers().contains(name)
            ? it.with(
                it.extras()
                    .withReaders(
                        it.extras().readers().stream().filter(o -> !o.equals(name)).toList()))
            : it);
  }

  private void grant(ObjectName name, Grant grant) {
    edit(
        name,
        it -> {
          var grants = new TreeSet<>(it.extras().grants());
          if (!grant.role().equals(it.extras().owner())) {
            grants.add(grant);
          }
          return it.with(it.extras().withGrants(grants));
        });
  }

  private static SortedSet<Grant> with(SortedSet<Grant> grants, String role) {
    var more = new TreeSet<>(grants);
    more.add(Grant.usage(role));
    return more;
  }

  private static SortedSet<Grant> without(SortedSet<Grant> grants, String role) {
    var left = new TreeSet<>(grants);
    left.removeIf(it -> it.role().equals(role));
    return left;
  }

  private static CheckConstraint validated(CheckConstraint check, String name) {
    return check.name().equals(name) ? check.withValidated(true) : check;
  }

  private void checks(ObjectName name, UnaryOperator<List<CheckConstraint>> edit) {
    edit(name, it -> it.with(it.extras().withChecks(edit.apply(it.extras().checks()))));
  }

  private void indexes(ObjectName name, UnaryOperator<List<TableIndex>> edit) {
    edit(name, it -> it.with(it.extras().withIndexes(edit.apply(it.extras().indexes()))));
  }

  private void column(ObjectName name, String column, UnaryOperator<ColumnDefinition> edit) {
    edit(
        name,
        it ->
            it.withColumns(
                it.columns().stream()
                    .map(each -> each.name().equals(column) ? edit.apply(each) : each)
                    .toList()));
  }

  private void edit(ObjectName name, UnaryOperator<Relation> edit) {
    relations.computeIfPresent(name, (_, it) -> edit.apply(it));
  }

  private static <T> List<T> plus(List<T> list, T element) {
    var longer = new ArrayList<>(list);
    longer.add(element);
    return longer;
  }
}
