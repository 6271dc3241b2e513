package io.trueup.model.verdict;

import io.trueup.model.document.ModelDocument.EcosystemDocument;
import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.DatasetSink;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.problem.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks that every reference means something, and what only the whole model can tell (domain §2).
 */
final class ReferenceLint {

  /** So that a million references to a store that went away do not take hours. */
  private static final long MOST_COMPARED = 2_000_000;

  private final Linker linker;
  private final EcosystemDocument root;
  private final Ecosystem ecosystem;
  private final List<Finding> findings = new ArrayList<>();

  private long compared;

  private ReferenceLint(Linker linker, EcosystemDocument root, Ecosystem ecosystem) {
    this.linker = linker;
    this.root = root;
    this.ecosystem = ecosystem;
  }

  static List<Finding> lint(Linker linker, EcosystemDocument root, Ecosystem ecosystem) {
    var lint = new ReferenceLint(linker, root, ecosystem);
    lint.zonesAndTeams();
    lint.containers();
    lint.platforms();
    ecosystem.stores().values().forEach(lint::store);
    ecosystem.workspaces().values().forEach(lint::workspace);
    lint.assignments();
    lint.primaryIngestion();
    return lint.findings;
  }

  private void error(
      String rule, @Nullable Origin origin, List<String> path, String message, String remedy) {
    findings.add(Finding.error(rule, origin, path, message, remedy));
  }

  /** A remedy with what was probably meant, until too many words have been looked at. */
  private String remedy(String wrong, Collection<String> known, String otherwise) {
    compared += known.size();
    return compared > MOST_COMPARED ? otherwise : Suggestions.remedy(wrong, known, otherwise);
  }

  private void zonesAndTeams() {
    var ecosystemOrigin = linker.origin("Ecosystem");
    for (var zone : root.zones().keySet()) {
      if (!linker.zones().containsKey(zone)) {
        error(
            "zone.undefined",
            ecosystemOrigin,
            List.of("zones", zone),
            "Zone '%s' is declared and nowhere defined".formatted(zone),
            "Add a GovernanceZone document of that name, or remove the declaration");
      }
    }
    linker.zones().forEach((zone, teams) -> zone(zone, teams.keySet()));
    for (var team : linker.teams().keySet()) {
      var slash = team.indexOf('/');
      var declared = slash < 0 ? null : linker.zones().get(team.substring(0, slash));
      if (slash > 0 && (declared == null || !declared.containsKey(team.substring(slash + 1)))) {
        error(
            "team.undeclared",
            linker.origin("Team " + team),
            List.of("name"),
            "Team '%s' is declared by no zone".formatted(team),
            "Declare it under 'teams' of its zone first");
      }
    }
  }

  private void zone(String zone, Set<String> teams) {
    var origin = linker.origin("GovernanceZone " + zone);
    if (!root.zones().containsKey(zone)) {
      error(
          "zone.undeclared",
          origin,
          List.of("name"),
          "Zone '%s' is not declared by the ecosystem".formatted(zone),
          remedy(zone, root.zones().keySet(), "Declare it under 'zones' of the ecosystem first"));
    }
    for (var team : teams) {
      if (!linker.teams().containsKey(zone + "/" + team)) {
        error(
            "team.undefined",
            origin,
            List.of("teams", team),
            "Team '%s/%s' is declared and nowhere defined".formatted(zone, team),
            "Add a Team document of that name, or remove the declaration");
      }
    }
  }

  private void containers() {
    linker
        .teams()
        .forEach((team, document) ->
            document
                .containers()
                .forEach((name, container) ->
                    container.locations().stream()
                        .filter(location -> !ecosystem.locations().contains(location))
                        .forEach(location ->
                            error(
                                "container.location-unknown",
                                linker.origin("Team " + team),
                                List.of("containers", name, "locations", location),
                                "Location '%s' is none of the vendors' locations"
                                    .formatted(location),
                                remedy(
                                    location,
                                    ecosystem.locations(),
                                    "Declare it under 'vendors' of the ecosystem")))));
  }

  private void platforms() {
    for (var platform : ecosystem.platforms().values()) {
      if (platform.container() != null
          && ecosystem.container(null, platform.container()).isEmpty()) {
        error(
            "platform.container-unknown",
            linker.origin("Ecosystem"),
            List.of("platforms", platform.name(), "container"),
            "Container '%s' of platform '%s' does not exist"
                .formatted(platform.container(), platform.name()),
            remedy(
                platform.container(),
                ecosystem.containers().keySet(),
                "Name it as zone/team/name of a team that declares it"));
      }
    }
  }

  private void team(String team, @Nullable Origin origin) {
    if (!linker.teams().containsKey(team)) {
      error(
          "team.unknown",
          origin,
          List.of("team"),
          "Team '%s' does not exist".formatted(team),
          remedy(team, linker.teams().keySet(), "Define it with a Team document"));
    }
  }

  private void store(Datastore store) {
    if (ecosystem.producers().containsKey(store.name())) {
      return; // Its workspace's document says the rest.
    }
    var origin = linker.origin(Linker.storeKey(store.name()));
    team(store.team(), origin);
    container(
        "store.container-unknown",
        origin,
        List.of("capture", "container"),
        store.team(),
        store.capture().container());
  }

  private void container(
      String rule,
      @Nullable Origin origin,
      List<String> path,
      String team,
      @Nullable String reference) {
    if (reference == null || ecosystem.container(team, reference).isPresent()) {
      return;
    }
    var declared = linker.teams().get(team);
    if (declared == null && reference.indexOf('/') < 0) {
      return; // That the team does not exist is the one problem.
    }
    var known = new ArrayList<>(ecosystem.containers().keySet());
    if (declared != null) {
      known.addAll(declared.containers().keySet());
    }
    error(
        rule,
        origin,
        path,
        "Container '%s' does not exist".formatted(reference),
        remedy(reference, known, "Name one of this team, or zone/team/name of another"));
  }

  private void workspace(Workspace workspace) {
    var origin = linker.origin(Linker.workspaceKey(workspace.name()));
    team(workspace.team(), origin);
    container(
        "workspace.container-unknown",
        origin,
        List.of("container"),
        workspace.team(),
        workspace.container());
    if (workspace.transformer() != null && workspace.container() == null) {
      error(
          "workspace.no-container",
          origin,
          List.of("transformer"),
          "Workspace '%s' has a transformer and no container".formatted(workspace.name()),
          "Add 'container'");
    }
    for (var group : workspace.groups()) {
      for (var sink : group.sinks()) {
        sink(sink, origin, List.of("groups", group.name(), "datasets", sink.toString()));
      }
    }
  }

  private void sink(DatasetSink sink, @Nullable Origin origin, List<String> path) {
    var store = ecosystem.stores().get(sink.store());
    if (store == null) {
      error(
          "group.store-unknown",
          origin,
          path,
          "Store '%s' does not exist".formatted(sink.store()),
          remedy(sink.store(), ecosystem.stores().keySet(), "Declare it, or remove the sink"));
    } else if (store.dataset(sink.dataset()).isEmpty()) {
      var names = store.datasets().stream().map(Dataset::name).toList();
      error(
          "group.dataset-unknown",
          origin,
          path,
          "Store '%s' has no dataset '%s'".formatted(sink.store(), sink.dataset()),
          remedy(sink.dataset(), names, "Declare it, or remove the sink"));
    }
  }

  private void assignments() {
    var seen = new HashSet<List<String>>();
    for (var assigned : linker.assignments()) {
      var assignment = assigned.assignment();
      var name = assignment.workspace() + "/" + assignment.group();
      var path = List.of("assign", name);
      var platformPath = List.of("assign", name, assignment.platform());
      if (!seen.add(List.of(name, assignment.platform()))) {
        error(
            "assignment.twice",
            assigned.origin(),
            path,
            "'%s' is assigned to platform '%s' twice".formatted(name, assignment.platform()),
            "Remove one of the two");
      }
      if (!ecosystem.platforms().containsKey(assignment.platform())) {
        platformUnknown(
            "assignment.platform-unknown", assigned.origin(), platformPath, assignment.platform());
      }
      assignedGroup(assignment, assigned.origin(), path);
    }
  }

  private void platformUnknown(
      String rule, @Nullable Origin origin, List<String> path, String platform) {
    error(
        rule,
        origin,
        path,
        "Platform '%s' does not exist".formatted(platform),
        remedy(
            platform,
            ecosystem.platforms().keySet(),
            "Declare it under 'platforms' of the ecosystem"));
  }

  private void assignedGroup(Assignment assignment, @Nullable Origin origin, List<String> path) {
    var workspace = ecosystem.workspaces().get(assignment.workspace());
    if (workspace == null) {
      error(
          "assignment.workspace-unknown",
          origin,
          path,
          "Workspace '%s' does not exist".formatted(assignment.workspace()),
          remedy(
              assignment.workspace(),
              ecosystem.workspaces().keySet(),
              "Declare it, or remove the assignment"));
      return;
    }
    var groups = workspace.groups().stream().map(it -> it.name()).toList();
    if (!groups.contains(assignment.group())) {
      error(
          "assignment.group-unknown",
          origin,
          path,
          "Workspace '%s' has no group '%s'".formatted(workspace.name(), assignment.group()),
          remedy(assignment.group(), groups, "Declare it, or remove the assignment"));
    }
    if (workspace.transformer() != null) {
      error(
          "assignment.of-transformer",
          origin,
          path,
          "Workspace '%s' has a transformer and follows whoever wants its output; it is never assigned itself"
              .formatted(workspace.name()),
          "Remove the assignment");
    } else if (workspace.container() == null) {
      error(
          "workspace.no-container",
          origin,
          path,
          "Workspace '%s' is assigned and has no container".formatted(workspace.name()),
          "Add 'container' to the workspace");
    }
  }

  private void primaryIngestion() {
    ecosystem
        .primaryIngestion()
        .forEach((store, platforms) -> {
          if (!ecosystem.stores().containsKey(store)) {
            error(
                "primary-ingestion.store-unknown",
                linker.origin(Linker.primaryKey(store)),
                List.of("primaryIngestion", store),
                "Store '%s' does not exist".formatted(store),
                remedy(store, ecosystem.stores().keySet(), "Declare it, or remove the entry"));
          }
          platforms.stream()
              .filter(platform -> !ecosystem.platforms().containsKey(platform))
              .forEach(platform ->
                  platformUnknown(
                      "primary-ingestion.platform-unknown",
                      linker.origin(Linker.primaryKey(store, platform)),
                      List.of("primaryIngestion", store, platform),
                      platform));
        });
  }
}
