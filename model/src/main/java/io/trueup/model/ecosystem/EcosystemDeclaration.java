package io.trueup.model.ecosystem;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The ecosystem's own document, which its owner controls.
 *
 * @param owner the source whose pull requests may change it
 * @param live the branch that is followed
 * @param vendors by name
 * @param zones the declared zones with their owners
 * @param platforms by name
 */
public record EcosystemDeclaration(
    String name,
    RepositoryBranch owner,
    RepositoryBranch live,
    SortedMap<String, Vendor> vendors,
    SortedMap<String, RepositoryBranch> zones,
    SortedMap<String, PlatformDeclaration> platforms,
    Documentation documentation) {

  public EcosystemDeclaration {
    vendors = Collections.unmodifiableSortedMap(new TreeMap<>(vendors));
    zones = Collections.unmodifiableSortedMap(new TreeMap<>(zones));
    platforms = Collections.unmodifiableSortedMap(new TreeMap<>(platforms));
  }

  /** Whether a vendor has a location, {@code Vendor/loc1/loc2}. */
  public boolean hasLocation(String location) {
    var vendor = vendors.get(Vendor.of(location));
    return vendor != null && vendor.locations().contains(location);
  }
}
