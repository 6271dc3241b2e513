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
 * A zone's policies do not contradict themselves, and name what there is. That they name what there
 * is not is a warning: vendors and platforms are the ecosystem's owner's and policies the zone's,
 * so that as an error neither could go first; and a zone may well forbid a vendor before it comes.
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

  void judge() {
    for (var vendor : named(policies.vendor())) {
      if (lookup.vendor(vendor) == null) {
        findings.doubtful(
            "policy.vendor-unknown",
            path("vendor", policies.vendor(), vendor),
            "The policies of zone '%s' name vendor '%s', which does not exist"
                .formatted(zone, vendor),
            new Suggestion(vendor, it -> it.declaration().vendors().keySet()),
            "Have it declared under 'vendors' of the ecosystem, or remove it");
      }
    }
    for (var location : named(policies.location())) {
      if (!lookup.hasLocation(location)) {
        findings.doubtful(
            "policy.location-unknown",
            path("location", policies.location(), location),
            "The policies of zone '%s' name location '%s', which is none of the vendors' locations"
                .formatted(zone, location),
            new Suggestion(location, DocumentReferences::locations),
            "Have it declared under 'vendors' of the ecosystem, or remove it");
      }
    }
    for (var platform : named(policies.platform())) {
      if (lookup.platform(platform) == null) {
        findings.doubtful(
            "policy.platform-unknown",
            path("platform", policies.platform(), platform),
            "The policies of zone '%s' name platform '%s', which does not exist"
                .formatted(zone, platform),
            new Suggestion(platform, it -> it.platforms().keySet()),
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

  /** What is allowed within what is forbidden; the same word in both lists its document tells. */
  private void contradictions() {
    var location = policies.location();
    for (var place : allowed(location)) {
      for (var end = place.lastIndexOf('/'); end > 0; end = place.lastIndexOf('/', end - 1)) {
        if (location.forbid().contains(place.substring(0, end))) {
          contradiction(
              "location",
              place,
              "location '%s', which lies in '%s'".formatted(place, place.substring(0, end)));
          break;
        }
      }
      if (policies.vendor().forbid().contains(Vendor.of(place))) {
        contradiction(
            "location",
            place,
            "location '%s', which is of vendor '%s'".formatted(place, Vendor.of(place)));
      }
    }
    for (var name : allowed(policies.vendor())) {
      var vendor = lookup.vendor(name);
      if (vendor != null && policies.vendorKind().forbid().contains(vendor.cloud().text())) {
        contradiction(
            "vendor",
            name,
            "vendor '%s', which is of kind '%s'".formatted(name, vendor.cloud().text()));
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
        "Zone '%s' allows %s and forbids that".formatted(zone, what),
        "Remove one of the two: what is forbidden is never allowed");
  }
}
