package io.trueup.model.verdict;

import io.trueup.model.ecosystem.AllowForbid;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.StoragePolicy;
import io.trueup.model.ecosystem.Vendor;
import io.trueup.model.ecosystem.ZonePolicies;
import java.util.List;
import java.util.TreeSet;

/** Holds what data reaches against a zone's policies. */
final class PolicyCheck {

  private final Lookup lookup;
  private final RuleFindings findings;

  PolicyCheck(Lookup lookup, RuleFindings findings) {
    this.lookup = lookup;
    this.findings = findings;
  }

  /**
   * Data that a zone's policies hold for.
   *
   * @param zone whose policies
   * @param what such as {@code data of store 'S'}
   * @param path where a problem with it stands
   */
  record Governed(String zone, ZonePolicies policies, String what, List<String> path) {}

  /**
   * A container that data reaches.
   *
   * @param way what the container is to the data, such as {@code the container of workspace 'W'}
   */
  record Reached(DataContainer container, String way) {

    String text() {
      return "it reaches container '%s', %s".formatted(container.qualifiedName(), way);
    }
  }

  /** That data may lie where a container lies. */
  void places(Governed data, Reached reached) {
    var policies = data.policies();
    var locations = reached.container().locations();
    if (locations.isEmpty()) {
      unplaced(data, reached);
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

  /** Where only some places are allowed, a container must say where it lies. */
  private void unplaced(Governed data, Reached reached) {
    var policies = data.policies();
    if (policies.location().allow() != null
        || policies.vendor().allow() != null
        || policies.vendorKind().allow() != null) {
      findings.error(
          "policy.location",
          data.path(),
          "Zone '%s' allows %s in some places only, and %s, which does not say where it lies"
              .formatted(data.zone(), data.what(), reached.text()),
          "Add 'locations' to the container");
    }
  }

  /**
   * That data may be carried by a platform.
   *
   * @param way how it comes there
   */
  void platform(Governed data, String platform, String way) {
    if (!data.policies().platform().allows(platform)) {
      refuse("policy.platform", data, "on platform '%s'".formatted(platform), way);
    }
  }

  /** That data may be stored in a container. */
  void storage(Governed data, StoragePolicy policy, Reached reached) {
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
          "Storage policy '%s' of zone '%s' wants %s encrypted: %s, which says nothing of encryption"
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
    return "Keep the data away from there, or have the owner of zone '%s' allow it"
        .formatted(data.zone());
  }

  private static boolean isAnything(AllowForbid policy) {
    return policy.allow() == null && policy.forbid().isEmpty();
  }
}
