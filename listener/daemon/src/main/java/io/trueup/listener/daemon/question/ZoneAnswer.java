package io.trueup.listener.daemon.question;

import io.trueup.listener.daemon.question.EcosystemAnswer.OwnedName;
import io.trueup.model.ecosystem.GovernanceZone;
import io.trueup.model.ecosystem.StoragePolicy;
import io.trueup.model.ecosystem.ZonePolicies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A governance zone.
 *
 * @param teams the declared teams with their owners, by their name within the zone
 */
public record ZoneAnswer(
    String name, @Nullable String description, List<OwnedName> teams, PoliciesAnswer policies) {

  /**
   * The policies of a zone.
   *
   * @param classification of data
   * @param vendor of places, by the vendor's name
   * @param vendorKind of places, by the vendor's cloud
   * @param location of places, each as {@code Vendor/place/place}
   * @param platform that may carry the data
   */
  public record PoliciesAnswer(
      AllowForbidAnswer classification,
      AllowForbidAnswer vendor,
      AllowForbidAnswer vendorKind,
      AllowForbidAnswer location,
      AllowForbidAnswer platform,
      List<StorageAnswer> storage) {

    private static PoliciesAnswer of(ZonePolicies policies) {
      return new PoliciesAnswer(
          AllowForbidAnswer.of(policies.classification()),
          AllowForbidAnswer.of(policies.vendor()),
          AllowForbidAnswer.of(policies.vendorKind()),
          AllowForbidAnswer.of(policies.location()),
          AllowForbidAnswer.of(policies.platform()),
          policies.storage().values().stream().map(StorageAnswer::of).toList());
    }
  }

  /**
   * A rule for the containers of a zone's data.
   *
   * @param mandatory whether it applies to datasets that do not name it
   * @param containers types of containers
   * @param encryption {@code any} or {@code required}
   */
  public record StorageAnswer(
      String name,
      @Nullable String description,
      boolean mandatory,
      boolean deprecated,
      AllowForbidAnswer containers,
      String encryption) {

    private static StorageAnswer of(StoragePolicy policy) {
      return new StorageAnswer(
          policy.name(),
          policy.documentation().description(),
          policy.isMandatory(),
          policy.isDeprecated(),
          AllowForbidAnswer.of(policy.containers()),
          policy.encryption().text());
    }
  }

  static ZoneAnswer of(GovernanceZone zone) {
    return new ZoneAnswer(
        zone.name(),
        zone.documentation().description(),
        zone.teams().entrySet().stream()
            .map(it -> new OwnedName(it.getKey(), it.getValue().toString()))
            .toList(),
        PoliciesAnswer.of(zone.policies()));
  }
}
