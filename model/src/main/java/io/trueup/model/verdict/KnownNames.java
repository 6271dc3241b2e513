package io.trueup.model.verdict;

import io.trueup.model.ecosystem.DatasetGroup;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.ZonePolicies;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * The names that an author could have meant, as a value that a stored version can hold. The names
 * themselves are looked up when a problem is shown.
 *
 * @param scope what the names belong to: a team, workspace, store or zone; empty for the names of
 *     the whole ecosystem
 */
record KnownNames(Kind kind, String scope) {

  enum Kind {
    CONTAINERS,
    DATASETS,
    GROUPS,
    LOCATIONS,
    PLATFORMS,
    STORAGE_POLICIES,
    STORES,
    TEAMS,
    TIME_ZONES,
    VENDORS,
    WORKSPACES,
    ZONES
  }

  static final KnownNames LOCATIONS = new KnownNames(Kind.LOCATIONS, "");
  static final KnownNames PLATFORMS = new KnownNames(Kind.PLATFORMS, "");
  static final KnownNames STORES = new KnownNames(Kind.STORES, "");
  static final KnownNames TEAMS = new KnownNames(Kind.TEAMS, "");
  static final KnownNames TIME_ZONES = new KnownNames(Kind.TIME_ZONES, "");
  static final KnownNames VENDORS = new KnownNames(Kind.VENDORS, "");
  static final KnownNames WORKSPACES = new KnownNames(Kind.WORKSPACES, "");
  static final KnownNames ZONES = new KnownNames(Kind.ZONES, "");

  /** The containers of all teams by their qualified names. */
  static final KnownNames CONTAINERS = new KnownNames(Kind.CONTAINERS, "");

  /** The containers of all teams, and those of one team by their short names too. */
  static KnownNames containers(String team) {
    return new KnownNames(Kind.CONTAINERS, team);
  }

  static KnownNames datasets(String store) {
    return new KnownNames(Kind.DATASETS, store);
  }

  static KnownNames groups(String workspace) {
    return new KnownNames(Kind.GROUPS, workspace);
  }

  static KnownNames storagePolicies(String zone) {
    return new KnownNames(Kind.STORAGE_POLICIES, zone);
  }

  /** The names in an ecosystem; none when it does not have what they belong to. */
  Collection<String> in(Ecosystem ecosystem) {
    return switch (kind) {
      case CONTAINERS -> containers(ecosystem);
      case DATASETS -> {
        var store = ecosystem.stores().find(scope);
        yield store == null ? List.of() : store.datasets().keySet();
      }
      case GROUPS -> {
        var workspace = ecosystem.workspaces().find(scope);
        yield workspace == null
            ? List.of()
            : workspace.groups().stream().map(DatasetGroup::name).toList();
      }
      case LOCATIONS -> {
        var locations = new TreeSet<String>();
        ecosystem.declaration().vendors().values().forEach(it -> locations.addAll(it.locations()));
        yield locations;
      }
      case PLATFORMS -> ecosystem.platforms().keySet();
      case STORAGE_POLICIES -> {
        var zone = ecosystem.zones().find(scope);
        yield (zone == null ? ZonePolicies.NONE : zone.policies()).storage().keySet();
      }
      case STORES -> ecosystem.stores().keySet();
      case TEAMS -> ecosystem.teams().keySet();
      case TIME_ZONES -> ZoneId.getAvailableZoneIds();
      case VENDORS -> ecosystem.declaration().vendors().keySet();
      case WORKSPACES -> ecosystem.workspaces().keySet();
      case ZONES -> ecosystem.declaration().zones().keySet();
    };
  }

  private Collection<String> containers(Ecosystem ecosystem) {
    var known = new TreeSet<>(ecosystem.containers().keySet());
    var team = ecosystem.teams().find(scope);
    if (team != null) {
      known.addAll(team.containers().keySet());
    }
    return known;
  }
}
