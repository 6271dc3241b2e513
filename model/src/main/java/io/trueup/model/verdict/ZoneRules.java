package io.trueup.model.verdict;

import io.trueup.model.ecosystem.GovernanceZone;
import io.trueup.model.verdict.Finding.Suggestion;
import java.util.List;

/** The rules for a zone: the ecosystem declares it, and its teams are defined. */
final class ZoneRules {

  private final Lookup lookup;
  private final RuleFindings findings;

  ZoneRules(Lookup lookup, RuleFindings findings) {
    this.lookup = lookup;
    this.findings = findings;
  }

  void check(GovernanceZone zone) {
    if (lookup.zoneOwner(zone.name()) == null) {
      findings.unknownName(
          "zone.undeclared",
          List.of("name"),
          "The ecosystem does not declare zone '%s'".formatted(zone.name()),
          new Suggestion(zone.name(), KnownNames.ZONES),
          "Declare it under 'zones' of the ecosystem first");
    }
    for (var team : zone.teams().keySet()) {
      if (!lookup.hasTeam(zone.name() + "/" + team)) {
        findings.warning(
            "team.undefined",
            List.of("teams", team),
            "Team '%s/%s' is declared and not yet defined".formatted(zone.name(), team),
            "Ask its owner to add a Team document of that name, or remove the declaration");
      }
    }
    new ZonePolicyRules(lookup, findings, zone).check();
  }
}
