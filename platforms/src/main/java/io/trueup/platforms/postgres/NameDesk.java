package io.trueup.platforms.postgres;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.container.ContainerRules;
import io.trueup.platforms.container.IdentifierRules;
import io.trueup.platforms.container.PhysicalNames;
import io.trueup.platforms.database.ContainerDatabase;
import io.trueup.platforms.postgres.LogicalNames.Wanted;
import io.trueup.platforms.schema.TableForm;
import io.trueup.platforms.spi.GivenName;
import io.trueup.platforms.spi.LogicalName;
import io.trueup.platforms.spi.NameRegistry;
import io.trueup.platforms.spi.NameRequest;
import io.trueup.platforms.spi.NameTakenException;
import io.trueup.platforms.spi.StatementJournal.Allowance;
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
 * Gets names for what nodes need, in a constant number of calls to the registry. A role has its
 * name once in the whole server and everything else in its database.
 */
final class NameDesk {

  private static final int PAGE = 1_000;

  private final NameRegistry registry;
  private final String platform;
  private final ContainerDatabase place;
  private final String database;
  private final String server;
  private final LogicalNames logical;
  private final IdentifierRules rules;
  private final boolean isForeseeing;
  private final Giving giving;

  /** What is to be given another name by who only foresees it, with what is asked instead. */
  private final Map<LogicalName, LogicalName> foreseenAside = new HashMap<>();

  /**
   * A desk.
   *
   * @param platform as {@code source/Name}
   * @param container of the graph, of type Postgres
   */
  NameDesk(NameRegistry registry, String platform, PlatformGraph graph, DataContainer container) {
    this(registry, platform, graph, container, false);
  }

  private NameDesk(
      NameRegistry registry,
      String platform,
      PlatformGraph graph,
      DataContainer container,
      boolean isForeseeing) {
    this.registry = registry;
    this.isForeseeing = isForeseeing;
    this.giving = isForeseeing ? registry::foresee : registry::give;
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

  /** How names are had of the registry. */
  private interface Giving {
    Map<LogicalName, GivenName> give(String container, String platform, List<NameRequest> requests);
  }

  /** A desk that only foresees which names it would give. */
  static NameDesk foreseeing(
      NameRegistry registry, String platform, PlatformGraph graph, DataContainer container) {
    return new NameDesk(registry, platform, graph, container, true);
  }

  /** What names were given, and why not where they were not. */
  record Given(GivenNames names, Map<NodeKey, String> failures) {}

  /** Gives whatever has none yet a name. */
  Given give(Collection<PipelineNode> nodes) {
    try {
      return new Given(giveAll(nodes), Map.of());
    } catch (NameTakenException e) {
      if (nodes.size() == 1) {
        return new Given(
            new GivenNames(),
            Map.of(nodes.iterator().next().key(), String.valueOf(e.getMessage())));
      }
      return giveOneByOne(nodes);
    }
  }

  /** What one node cannot have must not keep names from the others. */
  private Given giveOneByOne(Collection<PipelineNode> nodes) {
    var good = new ArrayList<PipelineNode>();
    var failures = new LinkedHashMap<NodeKey, String>();
    for (var node : nodes) {
      var failed = give(List.of(node)).failures();
      failures.putAll(failed);
      if (failed.isEmpty()) {
        good.add(node);
      }
    }
    return new Given(giveAll(good), failures);
  }

  private GivenNames giveAll(Collection<PipelineNode> nodes) {
    var schemas = giving.give(database, platform, requests(nodes, logical::schemas, Map.of()));
    var roles = giving.give(server, platform, requests(nodes, logical::roles, Map.of()));
    var relations =
        new LinkedHashMap<>(
            giving.give(database, platform, requests(nodes, logical::relations, schemas)));
    foreseenAside.forEach((logicalName, instead) -> {
      var foreseen = relations.remove(instead);
      if (foreseen != null) {
        relations.put(logicalName, foreseen);
      }
    });
    return new GivenNames(relations, roles);
  }

  /** The names that some tables have. */
  Map<LogicalName, GivenName> known(Collection<LogicalName> tables) {
    return registry.find(database, platform, tables);
  }

  /** The forms that some tables were last brought to. */
  Map<LogicalName, TableForm> forms(Collection<LogicalName> tables) {
    var forms = new HashMap<LogicalName, TableForm>();
    registry
        .forms(database, platform, tables)
        .forEach((logical, text) -> forms.put(logical, TableForm.parse(text)));
    return forms;
  }

  /** Remembers the forms that tables were brought to. */
  void record(Map<LogicalName, TableForm> forms) {
    if (!forms.isEmpty()) {
      var texts = new LinkedHashMap<LogicalName, String>();
      forms.forEach((logical, form) -> texts.put(logical, form.text()));
      registry.recordForms(database, platform, texts);
    }
  }

  /**
   * Sets the tables of some datasets aside, so that others are made for these.
   *
   * @param tables the tables that keep the datasets' rows
   */
  void setAside(Collection<GivenName> tables) {
    var nodes = tables.stream().map(GivenName::node).filter(Objects::nonNull).distinct().toList();
    var all = tables.isEmpty() ? List.<GivenName>of() : registry.ofNodes(database, platform, nodes);
    var names = new LinkedHashMap<LogicalName, LogicalName>();
    for (var table : tables) {
      var number = 1;
      while (isTaken(all, table.logical(), number)) {
        number++;
      }
      for (var name : all) {
        if (LogicalNames.isOfDataset(name.logical(), table.logical())) {
          names.put(name.logical(), LogicalNames.aside(name.logical(), number));
        }
      }
    }
    if (isForeseeing) {
      foreseenAside.putAll(names);
    } else if (!names.isEmpty()) {
      registry.setAside(database, platform, names);
    }
  }

  private static boolean isTaken(List<GivenName> names, LogicalName table, int number) {
    return names.stream().anyMatch(it -> LogicalNames.isAside(it.logical(), table, number));
  }

  private List<NameRequest> requests(
      Collection<PipelineNode> nodes,
      Function<PipelineNode, Stream<Wanted>> needs,
      Map<LogicalName, GivenName> schemas) {
    var requests = new LinkedHashMap<LogicalName, NameRequest>();
    nodes.stream()
        .flatMap(needs)
        .forEach(it -> requests.computeIfAbsent(it.logical(), _ -> request(it, schemas)));
    return List.copyOf(requests.values());
  }

  private NameRequest request(Wanted wanted, Map<LogicalName, GivenName> schemas) {
    var schema = wanted.schema();
    return new NameRequest(
        foreseenAside.getOrDefault(wanted.logical(), wanted.logical()),
        schema == null ? "" : Objects.requireNonNull(schemas.get(schema)).name(),
        wanted.node(),
        PhysicalNames.candidates(rules, parts(wanted), wanted.suffix()));
  }

  /** Roles are the whole server's, and a role of one database is to read nothing of another. */
  private List<String> parts(Wanted wanted) {
    if (wanted.logical().kind() != LogicalName.Kind.ROLE) {
      return wanted.parts();
    }
    var parts = new ArrayList<String>();
    parts.add(place.database());
    parts.addAll(wanted.parts());
    return List.copyOf(parts);
  }

  /** The names of relations that some nodes have and do not need; nodes that are gone need none. */
  Map<NodeKey, List<GivenName>> unneeded(
      Collection<NodeKey> nodes, Collection<PipelineNode> present) {
    var needed = new HashSet<LogicalName>();
    present.stream().flatMap(logical::relations).forEach(it -> needed.add(it.logical()));
    needed.removeAll(foreseenAside.keySet());
    var unneeded = new LinkedHashMap<NodeKey, List<GivenName>>();
    for (var given : registry.ofNodes(database, platform, nodes)) {
      if (given.node() != null && !needed.contains(given.logical())) {
        unneeded.computeIfAbsent(given.node(), _ -> new ArrayList<>()).add(given);
      }
    }
    return unneeded;
  }

  /**
   * Marks all names of a node, as the registry does. What the node needs all the same is to be
   * given to it again at once; retention looks at the catalog besides.
   */
  void retire(NodeKey node) {
    registry.retire(database, platform, List.of(node));
  }

  /** The roles that some workspaces read with, by workspace, as far as there are any. */
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

  /** All names that the platform has in its database. */
  List<GivenName> all() {
    return all(database);
  }

  /** All roles that the platform has in its server. */
  List<GivenName> allRoles() {
    return all(server);
  }

  private List<GivenName> all(String container) {
    var all = new ArrayList<GivenName>();
    var page = registry.all(container, platform, null, PAGE);
    while (!page.isEmpty()) {
      all.addAll(page);
      page = registry.all(container, platform, page.getLast(), PAGE);
    }
    return all;
  }

  /** Lets the names of schemas and relations that are gone be given again. */
  void release(List<LogicalName> names, Allowance word) {
    if (!names.isEmpty()) {
      registry.release(database, platform, names, word);
    }
  }

  /** Lets the names of roles that are gone be given again. */
  void releaseRoles(List<LogicalName> names, Allowance word) {
    registry.release(server, platform, names, word);
  }

  LogicalNames logical() {
    return logical;
  }
}
