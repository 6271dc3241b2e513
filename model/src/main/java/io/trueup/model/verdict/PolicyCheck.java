package io.trueup.model.verdict;

import io.trueup.model.ecosystem.AllowForbid;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.StoragePolicy;
import io.trueup.model.ecosystem.Vendor;
import io.trueup.model.ecosystem.ZonePolicies;
import java.util.List;
import java.util.TreeSet;

/** Checks the platforms and containers that data reaches against a zone's policies. */
final class PolicyCheck {

  private final Lookup lookup;
  private final RuleFindings findings;

  PolicyCheck(Lookup lookup, RuleFindings findings) {
    this.lookup = lookup;
    this.findings = findings;
  }

  /**
   * Data to which a zone's policies apply.
   *
   * @param zone the zone of the policies
   * @param what such as {@code data of store 'S'}
   * @param path the place for problems
   */
  record Governed(String zone, ZonePolicies policies, String what, List<String> path) {}

  /**
   * A container that data reaches.
   *
   * @param way how the data relates to the container, such as {@code the container of workspace
   *     'W'}
   */
  record Reached(DataContainer container, String way) {

    String text() {
      return "it reaches container '%s', %s".formatted(container.qualifiedName(), way);
    }
  }

  /** Checks that data may be at a container's locations. */
  void checkLocations(Governed data, Reached reached) {
    var policies = data.policies();
    var locations = reached.container().locations();
    if (locations.isEmpty()) {
      checkDeclaresLocation(data, reached);
    }
    for (var location : locations) {
      if (!policies.location().allowsPlace(location)) {
        refuse("policy.location", data, "at location '%s'".formatted(location), reached.text());
      }
    }
    var vendors = new TreeSet<>(locations.stream().map(Vendor::of).toList());
    for (var vendor : vendors) {
      if (!policies.vendor().allows(vendor)) {
        refuse("policy.vendor", data, "with vendor '%s'".formatted(vendor), reached.text());
      }
      var declared = isAnything(policies.vendorKind()) ? null : lookup.vendor(vendor);
      if (declared != null && !policies.vendorKind().allows(declared.cloud().text())) {
        refuse(
            "policy.vendor-kind",
            data,
            "with vendors of kind '%s' such as '%s'".formatted(declared.cloud().text(), vendor),
            reached.text());
      }
    }
  }

  /** A policy that allows only some places requires the container to declare its locations. */
  private void checkDeclaresLocation(Governed data, Reached reached) {
    var policies = data.policies();
    if (policies.location().allow() != null
        || policies.vendor().allow() != null
        || policies.vendorKind().allow() != null) {
      findings.error(
          "policy.location",
          data.path(),
          "Zone '%s' allows %s only in some places: %s, which declares no location"
              .formatted(data.zone(), data.what(), reached.text()),
          "Add 'locations' to the container");
    }
  }

  /**
   * Checks that a platform may carry data.
   *
   * @param way how the data gets there
   */
  void checkPlatform(Governed data, String platform, String way) {
    if (!data.policies().platform().allows(platform)) {
      refuse("policy.platform", data, "on platform '%s'".formatted(platform), way);
    }
  }

  /** Checks that a container may store data. */
  void checkStorage(Governed data, StoragePolicy policy, Reached reached) {
    var type = reached.container().type().text();
    if (!policy.containers().allows(type)) {
      findings.error(
          "policy.storage",
          data.path(),
          "Storage policy '%s' of zone '%s' does not allow %s in containers of type '%s': %s"
              .formatted(policy.name(), data.zone(), data.what(), type, reached.text()),
          remedy(data));
    }
    if (policy.encryption() == StoragePolicy.Encryption.REQUIRED
        && reached.container().encryption() == null) {
      findings.error(
          "policy.encryption",
          data.path(),
          "Storage policy '%s' of zone '%s' requires encryption of %s: %s, which declares none"
              .formatted(policy.name(), data.zone(), data.what(), reached.text()),
          "Add 'encryption' to the container, or use another");
    }
  }

  private void refuse(String rule, Governed data, String where, String way) {
    findings.error(
        rule,
        data.path(),
        "Zone '%s' does not allow %s %s: %s".formatted(data.zone(), data.what(), where, way),
        remedy(data));
  }

  private static String remedy(Governed data) {
    return "Keep the data away from there, or ask the owner of zone '%s' to allow it"
        .formatted(data.zone());
  }

  private static boolean isAnything(AllowForbid policy) {
    return policy.allow() == null && policy.forbid().isEmpty();
  }
}
