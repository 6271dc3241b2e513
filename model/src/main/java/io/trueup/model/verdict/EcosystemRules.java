package io.trueup.model.verdict;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.EcosystemDeclaration;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.verdict.Finding.Suggestion;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The rules for the ecosystem's own document. */
final class EcosystemRules {

  private final Lookup lookup;
  private final RuleFindings findings;

  EcosystemRules(Lookup lookup, RuleFindings findings) {
    this.lookup = lookup;
    this.findings = findings;
  }

  void check(EcosystemDeclaration ecosystem) {
    for (var zone : ecosystem.zones().keySet()) {
      if (lookup.zone(zone) == null) {
        findings.warning(
            "zone.undefined",
            List.of("zones", zone),
            "Zone '%s' is declared and not yet defined".formatted(zone),
            "Ask its owner to add a GovernanceZone document of that name, or remove the"
                + " declaration");
      }
    }
    var rollouts = new RolloutRules(ecosystem, findings);
    for (var platform : ecosystem.platforms().values()) {
      platform(platform, ecosystem);
      rollouts.check(platform);
    }
    for (var cycle : Cycles.of(dependencies(ecosystem))) {
      findings.error(
          "platform.dependency-cycle",
          List.of("platforms", cycle.getFirst(), "dependencies"),
          cycle.size() == 1
              ? "Platform '%s' depends on itself".formatted(cycle.getFirst())
              : "Platforms '%s' depend on each other".formatted(String.join("', '", cycle)),
          "Remove one of the dependencies: none of these platforms could ever follow a version");
    }
  }

  private void platform(PlatformDeclaration platform, EcosystemDeclaration ecosystem) {
    for (var it : platform.dependencies()) {
      var dependency = it.platform();
      if (!ecosystem.platforms().containsKey(dependency)) {
        findings.unknownName(
            "platform.dependency-unknown",
            List.of("platforms", platform.name(), "dependencies", dependency),
            "Platform '%s' depends on '%s', which does not exist"
                .formatted(platform.name(), dependency),
            new Suggestion(dependency, KnownNames.PLATFORMS),
            "Declare it, or remove the dependency");
      }
    }
    var container = platform.container();
    if (container != null && lookup.container(null, container) == null) {
      findings.unknownName(
          "platform.container-unknown",
          List.of("platforms", platform.name(), "container"),
          "Container '%s' of platform '%s' does not exist".formatted(container, platform.name()),
          new Suggestion(container, KnownNames.CONTAINERS),
          "Name it as zone/team/name of a team that declares it");
    }
    credential(platform, container == null ? null : lookup.container(null, container));
    new DocumentReferences(lookup, findings)
        .checkWritable(
            "platform.container-read-only",
            List.of("platforms", platform.name(), "container"),
            null,
            container);
  }

  private void credential(PlatformDeclaration platform, @Nullable DataContainer container) {
    var credential = platform.credential();
    if (credential != null && container != null) {
      ProductSupport.mismatch(credential, container)
          .ifPresent(it ->
              findings.error(
                  "platform.credential-kind",
                  List.of("platforms", platform.name(), "credential"),
                  it.message(),
                  it.remedy()));
    }
  }

  private static SortedMap<String, SortedSet<String>> dependencies(EcosystemDeclaration ecosystem) {
    var dependencies = new TreeMap<String, SortedSet<String>>();
    ecosystem
        .platforms()
        .forEach((name, it) -> {
          var names = new TreeSet<String>();
          it.dependencies().forEach(dependency -> names.add(dependency.platform()));
          dependencies.put(name, names);
        });
    return dependencies;
  }
}
