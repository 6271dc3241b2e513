package io.trueup.platforms.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.postgres.database.SchemaTask;
import io.trueup.platforms.relational.SchemaOperations.PurgeAnswer;
import io.trueup.platforms.relational.SchemaOperations.Retired;
import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.OwnerMark;
import io.trueup.platforms.relational.schema.PlanRefusal;
import io.trueup.platforms.relational.schema.Relation;
import io.trueup.platforms.relational.schema.RetirementPlanner;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.platforms.spi.AllocatedName;
import io.trueup.platforms.spi.LogicalName;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Lists and drops the tables and views of nodes that left the model. A relation is dropped only if
 * the registry has it as retired, its comment says so too, and the graph does not need it: each of
 * these alone may be out of date.
 */
final class Retention {

  private static final String FOREIGN_SCHEMA =
      "the comment of its schema does not say that it was created for this platform by this"
          + " installation";

  private final PlatformDatabase database;
  private final NameAllocator allocator;

  Retention(PlatformDatabase database) {
    this.database = database;
    this.allocator = database.allocator();
  }

  /** The retired relations, the longest retired first. */
  List<Retired> retired() {
    var names = allocator.all().stream().filter(Retention::isRetiredRelation).toList();
    var actual = readActual(names);
    return names.stream()
        .sorted(Comparator.comparing(it -> Objects.requireNonNull(it.retiredAt())))
        .map(it -> retired(it, actual))
        .toList();
  }

  private static boolean isRetiredRelation(AllocatedName name) {
    return name.retiredAt() != null
        && name.logical().kind() == LogicalName.Kind.RELATION
        && !LogicalNames.isPart(name.logical());
  }

  private ActualSchema readActual(Collection<AllocatedName> names) {
    return database.session().read(names.stream().map(AllocatedNames::nameOf).toList(), List.of());
  }

  private static Retired retired(AllocatedName name, ActualSchema actual) {
    var relation = actual.find(AllocatedNames.nameOf(name));
    return new Retired(
        name,
        AllocatedNames.nameOf(name),
        relation.map(it -> it.extras().bytes()).orElse(0L),
        relation.isPresent());
  }

  /** Drops what was retired before an instant. */
  PurgeAnswer purge(
      StepContext context, PlatformGraph target, Instant retiredBefore, OperatorApproval approval) {
    var needed = needed(target);
    var names =
        allocator.all().stream()
            .filter(Retention::isRetiredRelation)
            .filter(it -> Objects.requireNonNull(it.retiredAt()).isBefore(retiredBefore))
            .filter(it -> !needed.contains(it.logical()))
            .toList();
    var actual = readActual(names);
    var kept = new TreeMap<ObjectName, String>();
    var going = new ArrayList<AllocatedName>();
    for (var name : names) {
      obstacle(name, actual)
          .ifPresentOrElse(
              why -> kept.put(AllocatedNames.nameOf(name), why), () -> going.add(name));
    }
    keepWhatIsRead(going, actual, kept);
    var dropped = drop(context, going, actual, kept, approval);
    if (!dropped.isEmpty()) {
      new EmptySchemasAndRoles(database, needed).clear(context, kept, approval);
    }
    return new PurgeAnswer.Purged(dropped, kept);
  }

  private Set<LogicalName> needed(PlatformGraph target) {
    var logical = allocator.logical();
    var needed = new HashSet<LogicalName>();
    for (var node : target.nodes().values()) {
      logical.relations(node).forEach(it -> needed.add(it.logical()));
      logical.schemas(node).forEach(it -> needed.add(it.logical()));
      logical.roles(node).forEach(it -> needed.add(it.logical()));
    }
    return needed;
  }

  private Optional<String> obstacle(AllocatedName name, ActualSchema actual) {
    var relation = actual.find(AllocatedNames.nameOf(name)).orElse(null);
    if (relation == null) {
      return Optional.empty();
    }
    if (!actual.isOurs(AllocatedNames.nameOf(name).schema(), database.schemaMark())) {
      return Optional.of(FOREIGN_SCHEMA);
    }
    var owner = ObjectComment.owner(relation.comment());
    if (owner.isEmpty() || !owner.get().platform().equals(database.platform())) {
      return Optional.of("its comment does not name this platform as its owner");
    }
    return ObjectComment.isRetired(relation.comment())
        ? Optional.empty()
        : Optional.of(
            "its comment does not say that it was retired; apply the plan of node %s first"
                .formatted(name.node()));
  }

  /** A relation stays if a view that stays reads it. */
  private static void keepWhatIsRead(
      List<AllocatedName> going, ActualSchema actual, Map<ObjectName, String> kept) {
    var isChanging = true;
    while (isChanging) {
      var names = going.stream().map(AllocatedNames::nameOf).collect(Collectors.toSet());
      isChanging =
          going.removeIf(it -> {
            var name = AllocatedNames.nameOf(it);
            var reader =
                readers(name, actual).stream().filter(each -> !names.contains(each)).findFirst();
            reader.ifPresent(each -> kept.put(name, "%s reads it".formatted(each)));
            return reader.isPresent();
          });
    }
  }

  private static List<ObjectName> readers(ObjectName name, ActualSchema actual) {
    return actual.find(name).map(it -> it.extras().readers()).orElse(List.of());
  }

  private List<Retired> drop(
      StepContext context,
      List<AllocatedName> going,
      ActualSchema actual,
      Map<ObjectName, String> kept,
      OperatorApproval approval) {
    going.sort(Comparator.comparing(it -> !isView(AllocatedNames.nameOf(it), actual)));
    var tasks =
        going.stream()
            .map(it ->
                new Drop(
                    Objects.requireNonNull(it.node()),
                    AllocatedNames.nameOf(it),
                    database.schemaMark()))
            .toList();
    var outcomes = database.session().drop(context, tasks, approval);
    var dropped = new ArrayList<Retired>();
    var released = new ArrayList<LogicalName>();
    for (var i = 0; i < outcomes.size(); i++) {
      var name = going.get(i);
      var failure = failure(outcomes.get(i));
      if (failure.isPresent()) {
        kept.put(AllocatedNames.nameOf(name), failure.get());
      } else {
        dropped.add(retired(name, actual));
        released.add(name.logical());
      }
    }
    allocator.release(withParts(released), approval);
    return dropped;
  }

  private List<LogicalName> withParts(List<LogicalName> released) {
    var wholes = new HashSet<>(released);
    var all = new ArrayList<>(released);
    if (!released.isEmpty()) {
      allocator.all().stream()
          .map(AllocatedName::logical)
          .filter(it -> LogicalNames.isPart(it) && wholes.contains(LogicalNames.whole(it)))
          .forEach(all::add);
    }
    return all;
  }

  private static boolean isView(ObjectName name, ActualSchema actual) {
    return actual.find(name).filter(it -> it.kind() == Relation.Kind.VIEW).isPresent();
  }

  static Optional<String> failure(StepOutcome outcome) {
    return switch (outcome) {
      case StepOutcome.Done _ -> Optional.empty();
      case StepOutcome.Failed(var message) -> Optional.of(message);
      case StepOutcome.Refused(var message) -> Optional.of(message);
      case StepOutcome.Started _ -> throw new IllegalStateException("Drops end when they return");
    };
  }

  /**
   * Drops one relation, unless it was taken into use again meanwhile.
   *
   * @param mark of the schemas that are ours
   */
  private record Drop(NodeKey node, ObjectName name, OwnerMark mark) implements SchemaTask {

    @Override
    public SortedSet<ObjectName> relations() {
      return new TreeSet<>(Set.of(name));
    }

    @Override
    public SortedSet<String> roles() {
      return Collections.emptySortedSet();
    }

    @Override
    public SchemaPlan plan(ActualSchema actual) {
      var there = actual.find(name);
      if (there.isPresent() && !actual.isOurs(name.schema(), mark)) {
        return refused(FOREIGN_SCHEMA);
      }
      if (there.isPresent() && !ObjectComment.isRetired(there.get().comment())) {
        return refused("it is no longer marked as retired");
      }
      return RetirementPlanner.drop(name, actual);
    }

    private SchemaPlan refused(String why) {
      return SchemaPlan.refused(new PlanRefusal(name, why));
    }
  }
}
