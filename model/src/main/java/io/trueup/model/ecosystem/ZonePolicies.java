package io.trueup.model.ecosystem;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a zone's data may be, and where it may go. The policies of the zone that a dataset comes
 * from and of the zone that a workspace lies in both hold for whatever the data reaches.
 *
 * @param classification of data
 * @param vendor of places, by the vendor's name
 * @param vendorKind of places, by {@link Vendor.Cloud#text()}
 * @param location of places, as {@code Vendor/loc1/loc2}; what is said of a place is said of all
 *     within it
 * @param platform that may carry the data, by name
 * @param storage by name
 */
public record ZonePolicies(
    AllowForbid classification,
    AllowForbid vendor,
    AllowForbid vendorKind,
    AllowForbid location,
    AllowForbid platform,
    SortedMap<String, StoragePolicy> storage) {

  /** No policy at all. */
  public static final ZonePolicies NONE =
      new ZonePolicies(
          AllowForbid.ANYTHING,
          AllowForbid.ANYTHING,
          AllowForbid.ANYTHING,
          AllowForbid.ANYTHING,
          AllowForbid.ANYTHING,
          new TreeMap<>());

  public ZonePolicies {
    storage = Collections.unmodifiableSortedMap(new TreeMap<>(storage));
  }
}
