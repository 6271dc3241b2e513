package io.trueup.listener.daemon.question;

import io.trueup.model.ecosystem.EcosystemDeclaration;
import io.trueup.model.ecosystem.Vendor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ecosystem's own declaration.
 *
 * @param owner the branch whose merges may change it, {@code host/owner/name@branch}
 * @param live the branch that is followed
 * @param zones the declared zones with their owners, by name
 * @param platforms names of the platforms
 */
public record EcosystemAnswer(
    String name,
    @Nullable String description,
    String owner,
    String live,
    List<VendorAnswer> vendors,
    List<OwnedName> zones,
    List<String> platforms) {

  /**
   * A vendor.
   *
   * @param locations each as {@code Vendor/place/place}, with the vendor itself
   */
  public record VendorAnswer(
      String name, String cloud, @Nullable String description, List<String> locations) {

    private static VendorAnswer of(Vendor vendor) {
      return new VendorAnswer(
          vendor.name(),
          vendor.cloud().text(),
          vendor.documentation().description(),
          List.copyOf(vendor.locations()));
    }
  }

  /**
   * The name of something that is declared with its owner.
   *
   * @param owner {@code host/owner/name@branch}
   */
  public record OwnedName(String name, String owner) {}

  static EcosystemAnswer of(EcosystemDeclaration declaration) {
    return new EcosystemAnswer(
        declaration.name(),
        declaration.documentation().description(),
        declaration.owner().toString(),
        declaration.live().toString(),
        declaration.vendors().values().stream().map(VendorAnswer::of).toList(),
        declaration.zones().entrySet().stream()
            .map(it -> new OwnedName(it.getKey(), it.getValue().toString()))
            .toList(),
        List.copyOf(declaration.platforms().keySet()));
  }
}
