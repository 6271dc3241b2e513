package io.trueup.platforms.postgres;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.postgres.NameAllocator.Allocation;
import io.trueup.platforms.postgres.database.ContainerDatabase;
import io.trueup.platforms.postgres.database.ContainerException;
import io.trueup.platforms.postgres.database.SchemaReconciler;
import io.trueup.platforms.postgres.database.SchemaReconciler.Session;
import io.trueup.platforms.relational.schema.DesiredSchema;
import io.trueup.platforms.relational.schema.DesiredSchema.Marking;
import io.trueup.platforms.relational.schema.Difference;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.OwnerMark;
import io.trueup.platforms.relational.schema.SchemaOwnership;
import io.trueup.platforms.relational.schema.TableForm;
import io.trueup.platforms.spi.AllocatedName;
import io.trueup.platforms.spi.CredentialStore.CredentialStatus;
import io.trueup.platforms.spi.CredentialStore.Disclosure;
import io.trueup.platforms.spi.CredentialStore.Login;
import io.trueup.platforms.spi.LogicalName;
import io.trueup.platforms.spi.NameRegistry;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.StepOutcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The database of one platform, with the names in it and the tasks of the graph's nodes. */
final class PlatformDatabase {

  private final PlatformGraph target;
  private final String platform;
  private final Session session;
  private final NameAllocator allocator;
  private final OwnerMark roleMark;
  private final OwnerMark schemaMark;

  private PlatformDatabase(
      PlatformGraph target,
      String platform,
      Session session,
      NameAllocator allocator,
      OwnerMark roleMark,
      OwnerMark schemaMark) {
    this.target = target;
    this.platform = platform;
    this.session = session;
    this.allocator = allocator;
    this.roleMark = roleMark;
    this.schemaMark = schemaMark;
  }

  /**
   * Logs in to the platform's container.
   *
   * @param platform as {@code source/Name}
   * @throws ContainerException when the login fails, or the platform has no container or credential
   */
  static PlatformDatabase open(
      PlatformEnvironment environment,
      SchemaReconciler reconciler,
      PlatformGraph target,
      String platform) {
    return open(environment, reconciler, target, platform, NameAllocator::new);
  }

  /** The same for reading and planning: it gives no name. */
  static PlatformDatabase preview(
      PlatformEnvironment environment,
      SchemaReconciler reconciler,
      PlatformGraph target,
      String platform) {
    return open(environment, reconciler, target, platform, NameAllocator::previewing);
  }

  private interface Allocators {
    NameAllocator of(
        NameRegistry registry, String platform, PlatformGraph graph, DataContainer container);
  }

  private static PlatformDatabase open(
      PlatformEnvironment environment,
      SchemaReconciler reconciler,
      PlatformGraph target,
      String platform,
      Allocators allocators) {
    var declaration = target.platform();
    var container = target.container();
    if (container == null) {
      throw new ContainerException(
          "Data platform '%s' has no container. Declare the one whose database is to hold its tables"
              .formatted(declaration.name()));
    }
    if (declaration.credential() == null) {
      throw new ContainerException(
          "Data platform '%s' names no credential. Name the credential that may create tables in its container"
              .formatted(declaration.name()));
    }
    var installation = environment.installation().id();
    var database = ContainerDatabase.of(container);
    var name = declaration.credential().name();
    var login = login(environment, platform, database, name);
    return new PlatformDatabase(
        target,
        platform,
        reconciler.open(database, name, login),
        allocators.of(environment.names(), platform, target, container),
        OwnerMark.ofRole(installation, database.database()),
        OwnerMark.ofSchema(installation, platform));
  }

  private static Login login(
      PlatformEnvironment environment, String platform, ContainerDatabase database, String name) {
    var use = database.use(name);
    var reason = "platform %s logs in to %s".formatted(platform, database);
    return switch (environment.credentials().disclose(use, reason)) {
      case Disclosure.Granted(var login) -> login;
      case Disclosure.Denied(CredentialStatus.Withheld(var why)) ->
          throw new ContainerException(why);
      case Disclosure.Denied _ ->
          throw new ContainerException(
              "There is no credential '%s', which data platform '%s' needs for %s. Provide it where the daemon runs"
                  .formatted(name, platform, database));
    };
  }

  /**
   * The tasks for some nodes.
   *
   * @param tasks of the nodes that need objects or have some that they do not need
   * @param failures why a node that needs a task has none
   * @param retiring the nodes whose tasks retire names
   * @param gone the nodes that retire as a whole
   * @param succession the forms of the nodes' tables
   */
  record NodeTasks(
      List<NodeTask> tasks,
      Map<NodeKey, String> failures,
      Set<NodeKey> retiring,
      Set<NodeKey> gone,
      TableReplacements succession) {}

  /**
   * The tasks for some nodes.
   *
   * @param gone nodes to retire, even if the graph has them
   */
  NodeTasks tasks(Collection<NodeKey> nodes, Collection<NodeKey> gone, Set<ObjectName> adopted) {
    var present = nodes.stream().flatMap(it -> node(it).stream()).toList();
    var succession =
        TableReplacements.of(
            allocator,
            new NodeLayout(target, platform, new AllocatedNames()),
            present,
            this::formsInCatalog);
    allocator.setAside(
        succession.replaced().stream().map(TableReplacements.ReplacedTable::name).toList());
    var allocation = allocator.allocate(present);
    var keys = new LinkedHashSet<>(nodes);
    keys.addAll(gone);
    var unneeded = allocator.unneeded(keys, present);
    var leaving = new Leaving(unneeded, allocator.readers(workspaces(unneeded)));
    var tasks = new ArrayList<NodeTask>();
    for (var node : present) {
      if (!allocation.failures().containsKey(node.key())) {
        add(node.key(), desired(node, allocation), leaving, adopted, tasks);
      }
    }
    for (var key : gone) {
      add(key, DesiredSchema.NOTHING, leaving, adopted, tasks);
    }
    return new NodeTasks(
        tasks, allocation.failures(), retiring(unneeded), Set.copyOf(gone), succession);
  }

  private Map<LogicalName, TableForm> formsInCatalog(Collection<AllocatedName> tables) {
    var forms = new HashMap<LogicalName, TableForm>();
    if (!tables.isEmpty()) {
      var actual = session.read(tables.stream().map(AllocatedNames::nameOf).toList(), List.of());
      for (var table : tables) {
        actual
            .find(AllocatedNames.nameOf(table))
            .ifPresent(it -> forms.put(table.logical(), TableForm.of(it)));
      }
    }
    return forms;
  }

  private DesiredSchema desired(PipelineNode node, Allocation allocation) {
    return new NodeLayout(target, platform, allocation.names()).desired(node);
  }

  /**
   * The relations that nodes have and do not need, and the roles of the workspaces that read them.
   */
  private record Leaving(Map<NodeKey, List<AllocatedName>> names, Map<String, String> readers) {

    List<AllocatedName> of(NodeKey node) {
      return names.getOrDefault(node, List.of());
    }
  }

  private static Set<String> workspaces(Map<NodeKey, List<AllocatedName>> unneeded) {
    return unneeded.values().stream()
        .flatMap(List::stream)
        .flatMap(it -> LogicalNames.workspace(it.logical()).stream())
        .collect(Collectors.toSet());
  }

  private void add(
      NodeKey node,
      DesiredSchema desired,
      Leaving leaving,
      Set<ObjectName> adopted,
      List<NodeTask> tasks) {
    var names = new TreeSet<ObjectName>();
    var formerReaders = new TreeSet<String>();
    for (var given : leaving.of(node)) {
      if (!LogicalNames.isPart(given.logical())) {
        names.add(AllocatedNames.nameOf(given));
      }
      LogicalNames.workspace(given.logical())
          .map(leaving.readers()::get)
          .ifPresent(formerReaders::add);
    }
    if (names.isEmpty() && desired.tables().isEmpty() && desired.views().isEmpty()) {
      return;
    }
    tasks.add(
        new NodeTask(
            node, platform, desired.with(marking(adopted)), names, formerReaders, adopted));
  }

  private Marking marking(Set<ObjectName> adopted) {
    return new Marking(
        roleMark,
        schemaMark,
        adopted.stream()
            .filter(it -> it.schema().isEmpty())
            .map(ObjectName::name)
            .collect(Collectors.toSet()),
        adopted.stream()
            .filter(it -> it.name().isEmpty())
            .map(ObjectName::schema)
            .collect(Collectors.toSet()));
  }

  private static Set<NodeKey> retiring(Map<NodeKey, List<AllocatedName>> unneeded) {
    var retiring = new LinkedHashSet<NodeKey>();
    unneeded.forEach((node, names) -> {
      if (names.stream().anyMatch(it -> it.retiredAt() == null)) {
        retiring.add(node);
      }
    });
    return retiring;
  }

  /** Records the forms and names of the nodes whose tasks are done. */
  void landed(Map<NodeKey, StepOutcome> outcomes, NodeTasks work) {
    var done =
        outcomes.entrySet().stream()
            .filter(it -> it.getValue() instanceof StepOutcome.Done)
            .map(Map.Entry::getKey)
            .toList();
    allocator.record(work.succession().landed(Set.copyOf(done)));
    done.forEach(it -> landed(it, work));
  }

  private void landed(NodeKey node, NodeTasks work) {
    if (work.retiring().contains(node)) {
      allocator.retire(node);
      if (!work.gone().contains(node)) {
        var _ = allocator.allocate(node(node).stream().toList());
      }
    }
  }

  Optional<PipelineNode> node(NodeKey key) {
    return Optional.ofNullable(target.nodes().find(key));
  }

  /** The schemas of others among some schemas, each as a difference. */
  List<Difference> foreignSchemas(Collection<String> schemas) {
    var actual =
        session.read(schemas.stream().map(it -> new ObjectName(it, "")).toList(), List.of());
    return SchemaOwnership.strange(actual, schemaMark);
  }

  /** The mark of the installation's roles for this database. */
  OwnerMark roleMark() {
    return roleMark;
  }

  /** The mark of the platform's schemas. */
  OwnerMark schemaMark() {
    return schemaMark;
  }

  Session session() {
    return session;
  }

  NameAllocator allocator() {
    return allocator;
  }

  String platform() {
    return platform;
  }
}
