package io.trueup.platforms.postgres;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.postgres.LogicalNames.NameRequirement;
import io.trueup.platforms.postgres.database.ContainerDatabase;
import io.trueup.platforms.relational.container.ContainerRules;
import io.trueup.platforms.relational.container.IdentifierRules;
import io.trueup.platforms.relational.container.NameCandidates;
import io.trueup.platforms.relational.schema.TableForm;
import io.trueup.platforms.spi.AllocatedName;
import io.trueup.platforms.spi.LogicalName;
import io.trueup.platforms.spi.NameRegistry;
import io.trueup.platforms.spi.NameRequest;
import io.trueup.platforms.spi.NoFreeNameException;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Gives physical names to what nodes need, in a constant number of calls to the registry. The name
 * of a role is unique in its server, all other names are unique in their database.
 */
final class NameAllocator {

  private static final int PAGE = 1_000;

  private final NameRegistry registry;
  private final String platform;
  private final ContainerDatabase place;
  private final String database;
  private final String server;
  private final LogicalNames logical;
  private final IdentifierRules rules;
  private final Effect effect;

  /** In a preview, the logical names of tables that would be set aside, with stand-ins. */
  private final Map<LogicalName, LogicalName> previewedAside = new HashMap<>();

  /** What giving a name does to the registry. */
  private enum Effect {
    /** Records the name. */
    GIVE,
    /** Nothing. */
    PREVIEW
  }

  /**
   * An allocator that gives names.
   *
   * @param platform as {@code source/Name}
   * @param container of the graph, of type Postgres
   */
  NameAllocator(
      NameRegistry registry, String platform, PlatformGraph graph, DataContainer container) {
    this(registry, platform, graph, container, Effect.GIVE);
  }

  private NameAllocator(
      NameRegistry registry,
      String platform,
      PlatformGraph graph,
      DataContainer container,
      Effect effect) {
    this.registry = registry;
    this.effect = effect;
    this.platform = platform;
    this.place = ContainerDatabase.of(container);
    this.database = place.identity();
    this.server = place.host() + ":" + place.port();
    this.logical = new LogicalNames(graph.platform());
    this.rules =
        ContainerRules.of(DataContainer.Type.POSTGRES, container.version())
            .orElseThrow()
            .identifiers();
  }

  private Map<LogicalName, AllocatedName> names(String container, List<NameRequest> requests) {
    return switch (effect) {
      case GIVE -> registry.allocate(container, platform, requests);
      case PREVIEW -> registry.previewAllocation(container, platform, requests);
    };
  }

  /** An allocator that returns the names that it would give, and gives none. */
  static NameAllocator previewing(
      NameRegistry registry, String platform, PlatformGraph graph, DataContainer container) {
    return new NameAllocator(registry, platform, graph, container, Effect.PREVIEW);
  }

  /** The names of nodes, and the reason for each node that cannot have its names. */
  record Allocation(AllocatedNames names, Map<NodeKey, String> failures) {}

  /** Gives a name to everything that nodes need and that has none. */
  Allocation allocate(Collection<PipelineNode> nodes) {
    try {
      return new Allocation(allocateAll(nodes), Map.of());
    } catch (NoFreeNameException e) {
      if (nodes.size() == 1) {
        return new Allocation(
            new AllocatedNames(),
            Map.of(nodes.iterator().next().key(), String.valueOf(e.getMessage())));
      }
      return allocateOneByOne(nodes);
    }
  }

  /** A node that cannot have its names must not keep the others from theirs. */
  private Allocation allocateOneByOne(Collection<PipelineNode> nodes) {
    var good = new ArrayList<PipelineNode>();
    var failures = new LinkedHashMap<NodeKey, String>();
    for (var node : nodes) {
      var failed = allocate(List.of(node)).failures();
      failures.putAll(failed);
      if (failed.isEmpty()) {
        good.add(node);
      }
    }
    return new Allocation(allocateAll(good), failures);
  }

  private AllocatedNames allocateAll(Collection<PipelineNode> nodes) {
    var schemas = names(database, requests(nodes, logical::schemas, Map.of()));
    var roles = names(server, requests(nodes, logical::roles, Map.of()));
    var relations =
        new LinkedHashMap<>(names(database, requests(nodes, logical::relations, schemas)));
    previewedAside.forEach((logicalName, instead) -> {
      var previewed = relations.remove(instead);
      if (previewed != null) {
        relations.put(logicalName, previewed);
      }
    });
    return new AllocatedNames(relations, roles);
  }

  /** The names that some tables have. */
  Map<LogicalName, AllocatedName> known(Collection<LogicalName> tables) {
    return registry.find(database, platform, tables);
  }

  /** The recorded forms of some tables. */
  Map<LogicalName, TableForm> forms(Collection<LogicalName> tables) {
    var forms = new HashMap<LogicalName, TableForm>();
    registry
        .forms(database, platform, tables)
        .forEach((logical, text) -> forms.put(logical, TableForm.parse(text)));
    return forms;
  }

  /** Records the forms of tables. */
  void record(Map<LogicalName, TableForm> forms) {
    if (!forms.isEmpty()) {
      var texts = new LinkedHashMap<LogicalName, String>();
      forms.forEach((logical, form) -> texts.put(logical, form.text()));
      registry.recordForms(database, platform, texts);
    }
  }

  /**
   * Sets the tables of some datasets aside, so that new tables are created for the datasets.
   *
   * @param tables the tables that keep the datasets' rows
   */
  void setAside(Collection<AllocatedName> tables) {
    var nodes =
        tables.stream().map(AllocatedName::node).filter(Objects::nonNull).distinct().toList();
    var all =
        tables.isEmpty() ? List.<AllocatedName>of() : registry.ofNodes(database, platform, nodes);
    var names = new LinkedHashMap<LogicalName, LogicalName>();
    for (var table : tables) {
      var number = 1;
      while (isTaken(all, table.logical(), number)) {
        number++;
      }
      for (var name : all) {
        if (LogicalNames.isOfDataset(name.logical(), table.logical())) {
          names.put(name.logical(), LogicalNames.setAsideName(name.logical(), number));
        }
      }
    }
    switch (effect) {
      case PREVIEW -> previewedAside.putAll(names);
      case GIVE -> {
        if (!names.isEmpty()) {
          registry.setAside(database, platform, names);
        }
      }
    }
  }

  private static boolean isTaken(List<AllocatedName> names, LogicalName table, int number) {
    return names.stream().anyMatch(it -> LogicalNames.isAside(it.logical(), table, number));
  }

  private List<NameRequest> requests(
      Collection<PipelineNode> nodes,
      Function<PipelineNode, Stream<NameRequirement>> needs,
      Map<LogicalName, AllocatedName> schemas) {
    var requests = new LinkedHashMap<LogicalName, NameRequest>();
    nodes.stream()
        .flatMap(needs)
        .forEach(it -> requests.computeIfAbsent(it.logical(), _ -> request(it, schemas)));
    return List.copyOf(requests.values());
  }

  private NameRequest request(NameRequirement wanted, Map<LogicalName, AllocatedName> schemas) {
    var schema = wanted.schema();
    return new NameRequest(
        previewedAside.getOrDefault(wanted.logical(), wanted.logical()),
        schema == null ? "" : Objects.requireNonNull(schemas.get(schema)).name(),
        wanted.node(),
        NameCandidates.candidates(rules, parts(wanted), wanted.suffix()));
  }

  /** Roles belong to the whole server, and a role for one database must not read another. */
  private List<String> parts(NameRequirement wanted) {
    if (wanted.logical().kind() != LogicalName.Kind.ROLE) {
      return wanted.parts();
    }
    var parts = new ArrayList<String>();
    parts.add(place.database());
    parts.addAll(wanted.parts());
    return List.copyOf(parts);
  }

  /** The relations that nodes have and do not need; nodes that are gone need none. */
  Map<NodeKey, List<AllocatedName>> unneeded(
      Collection<NodeKey> nodes, Collection<PipelineNode> present) {
    var needed = new HashSet<LogicalName>();
    present.stream().flatMap(logical::relations).forEach(it -> needed.add(it.logical()));
    needed.removeAll(previewedAside.keySet());
    var unneeded = new LinkedHashMap<NodeKey, List<AllocatedName>>();
    for (var given : registry.ofNodes(database, platform, nodes)) {
      if (given.node() != null && !needed.contains(given.logical())) {
        unneeded.computeIfAbsent(given.node(), _ -> new ArrayList<>()).add(given);
      }
    }
    return unneeded;
  }

  /**
   * Marks all names of a node as retired. The names that the node still needs must be given to it
   * again at once; retention also checks the catalog.
   */
  void retire(NodeKey node) {
    registry.retire(database, platform, List.of(node));
  }

  /** The reader roles of those workspaces that have one, by workspace. */
  Map<String, String> readers(Collection<String> workspaces) {
    var roles = new LinkedHashMap<LogicalName, String>();
    workspaces.forEach(it -> roles.put(logical.role(it), it));
    var readers = new HashMap<String, String>();
    if (!roles.isEmpty()) {
      registry
          .find(server, platform, roles.keySet())
          .forEach(
              (role, given) -> readers.put(Objects.requireNonNull(roles.get(role)), given.name()));
    }
    return readers;
  }

  /** All names of the platform in its database. */
  List<AllocatedName> all() {
    return all(database);
  }

  /** All roles of the platform in its server. */
  List<AllocatedName> allRoles() {
    return all(server);
  }

  private List<AllocatedName> all(String container) {
    var all = new ArrayList<AllocatedName>();
    var page = registry.all(container, platform, null, PAGE);
    while (!page.isEmpty()) {
      all.addAll(page);
      page = registry.all(container, platform, page.getLast(), PAGE);
    }
    return all;
  }

  /** Frees the names of schemas and relations that no longer exist. */
  void release(List<LogicalName> names, OperatorApproval approval) {
    if (!names.isEmpty()) {
      registry.release(database, platform, names, approval);
    }
  }

  /** Frees the names of roles that no longer exist. */
  void releaseRoles(List<LogicalName> names, OperatorApproval approval) {
    registry.release(server, platform, names, approval);
  }

  LogicalNames logical() {
    return logical;
  }
}
