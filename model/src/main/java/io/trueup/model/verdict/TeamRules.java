package io.trueup.model.verdict;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Team;
import io.trueup.model.verdict.Finding.Suggestion;
import java.util.List;

/** The rules for a team: its zone declares it, and the locations of its containers exist. */
final class TeamRules {

  private final Lookup lookup;
  private final RuleFindings findings;

  TeamRules(Lookup lookup, RuleFindings findings) {
    this.lookup = lookup;
    this.findings = findings;
  }

  void check(Team team) {
    var zoneName = Team.zoneOf(team.name());
    var zone = lookup.zone(zoneName);
    if (!zoneName.isEmpty()
        && (zone == null
            || !zone.teams().containsKey(team.name().substring(zoneName.length() + 1)))) {
      findings.error(
          "team.undeclared",
          List.of("name"),
          "No zone declares team '%s'".formatted(team.name()),
          "Declare it under 'teams' of its zone first");
    }
    team.containers().forEach(this::container);
  }

  private void container(String name, DataContainer container) {
    for (var location : container.locations()) {
      if (!lookup.hasLocation(location)) {
        findings.unknownName(
            "container.location-unknown",
            List.of("containers", name, "locations", location),
            "No vendor has location '%s'".formatted(location),
            new Suggestion(location, KnownNames.LOCATIONS),
            "Declare it under 'vendors' of the ecosystem");
      }
    }
  }
}
