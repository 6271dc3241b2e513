package io.trueup.model.verdict;

import io.trueup.model.ecosystem.AllowForbid;
import io.trueup.model.ecosystem.GovernanceZone;
import io.trueup.model.ecosystem.Vendor;
import io.trueup.model.ecosystem.ZonePolicies;
import io.trueup.model.verdict.Finding.Suggestion;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The rules for a zone's policies: they do not contradict themselves, and the names in them exist.
 * A name that does not exist is only a warning: the ecosystem's owner declares vendors and
 * platforms and the zone's owner the policies, so with an error neither could go first, and a zone
 * may forbid a vendor in advance.
 */
final class ZonePolicyRules {

  private final Lookup lookup;
  private final RuleFindings findings;
  private final String zone;
  private final ZonePolicies policies;

  ZonePolicyRules(Lookup lookup, RuleFindings findings, GovernanceZone zone) {
    this.lookup = lookup;
    this.findings = findings;
    this.zone = zone.name();
    this.policies = zone.policies();
  }

  void check() {
    for (var vendor : named(policies.vendor())) {
      if (lookup.vendor(vendor) == null) {
        findings.unknownNameWarning(
            "policy.vendor-unknown",
            path("vendor", policies.vendor(), vendor),
            "The policies of zone '%s' name vendor '%s', which does not exist"
                .formatted(zone, vendor),
            new Suggestion(vendor, KnownNames.VENDORS),
            "Have it declared under 'vendors' of the ecosystem, or remove it");
      }
    }
    for (var location : named(policies.location())) {
      if (!lookup.hasLocation(location)) {
        findings.unknownNameWarning(
            "policy.location-unknown",
            path("location", policies.location(), location),
            "The policies of zone '%s' name location '%s', which no vendor has"
                .formatted(zone, location),
            new Suggestion(location, KnownNames.LOCATIONS),
            "Have it declared under 'vendors' of the ecosystem, or remove it");
      }
    }
    for (var platform : named(policies.platform())) {
      if (lookup.platform(platform) == null) {
        findings.unknownNameWarning(
            "policy.platform-unknown",
            path("platform", policies.platform(), platform),
            "The policies of zone '%s' name platform '%s', which does not exist"
                .formatted(zone, platform),
            new Suggestion(platform, KnownNames.PLATFORMS),
            "Have it declared under 'platforms' of the ecosystem, or remove it");
      }
    }
    contradictions();
  }

  private static SortedSet<String> named(AllowForbid policy) {
    var named = new TreeSet<>(policy.forbid());
    if (policy.allow() != null) {
      named.addAll(policy.allow());
    }
    return named;
  }

  private static List<String> path(String policy, AllowForbid words, String word) {
    var list = words.forbid().contains(word) ? "forbid" : "allow";
    return List.of("policies", policy, list, word);
  }

  /**
   * Reports allowed things within forbidden ones; reading the document reports a word in both
   * lists.
   */
  private void contradictions() {
    var location = policies.location();
    for (var place : allowed(location)) {
      for (var end = place.lastIndexOf('/'); end > 0; end = place.lastIndexOf('/', end - 1)) {
        if (location.forbid().contains(place.substring(0, end))) {
          contradiction(
              "location",
              place,
              "location '%s' and forbids '%s', which contains it"
                  .formatted(place, place.substring(0, end)));
          break;
        }
      }
      if (policies.vendor().forbid().contains(Vendor.of(place))) {
        contradiction(
            "location",
            place,
            "location '%s' and forbids vendor '%s', which runs it"
                .formatted(place, Vendor.of(place)));
      }
    }
    for (var name : allowed(policies.vendor())) {
      var vendor = lookup.vendor(name);
      if (vendor != null && policies.vendorKind().forbid().contains(vendor.cloud().text())) {
        contradiction(
            "vendor",
            name,
            "vendor '%s' and forbids vendors of its kind '%s'"
                .formatted(name, vendor.cloud().text()));
      }
    }
  }

  private static SortedSet<String> allowed(AllowForbid policy) {
    return policy.allow() == null ? new TreeSet<>() : policy.allow();
  }

  private void contradiction(String policy, String word, String what) {
    findings.error(
        "policy.contradiction",
        List.of("policies", policy, "allow", word),
        "Zone '%s' allows %s".formatted(zone, what),
        "Remove one of the two: where both match, forbidding wins");
  }
}
