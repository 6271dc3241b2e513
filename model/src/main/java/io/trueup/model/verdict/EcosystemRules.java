package io.trueup.model.verdict;

import io.trueup.model.ecosystem.EcosystemDeclaration;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.verdict.Finding.Suggestion;
import java.util.List;

/** What the ecosystem declares goes with what others define. */
final class EcosystemRules {

  private final Lookup lookup;
  private final RuleFindings findings;

  EcosystemRules(Lookup lookup, RuleFindings findings) {
    this.lookup = lookup;
    this.findings = findings;
  }

  void judge(EcosystemDeclaration ecosystem) {
    for (var zone : ecosystem.zones().keySet()) {
      if (lookup.zone(zone) == null) {
        findings.warning(
            "zone.undefined",
            List.of("zones", zone),
            "Zone '%s' is declared and not yet defined".formatted(zone),
            "Its owner adds a GovernanceZone document of that name; or remove the declaration");
      }
    }
    ecosystem.platforms().values().forEach(this::platform);
  }

  private void platform(PlatformDeclaration platform) {
    var container = platform.container();
    if (container != null && lookup.container(null, container) == null) {
      findings.unknown(
          "platform.container-unknown",
          List.of("platforms", platform.name(), "container"),
          "Container '%s' of platform '%s' does not exist".formatted(container, platform.name()),
          new Suggestion(container, it -> it.containers().keySet()),
          "Name it as zone/team/name of a team that declares it");
    }
  }
}
