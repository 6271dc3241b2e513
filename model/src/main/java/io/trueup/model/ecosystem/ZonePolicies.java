package io.trueup.model.ecosystem;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A zone's policies for the classification and the locations of data. Both the policies of a
 * dataset's zone and of a workspace's zone apply to everything that the data reaches.
 *
 * @param classification of data
 * @param vendor of places, by the vendor's name
 * @param vendorKind of places, by {@link Vendor.Cloud#text()}
 * @param location of places, as {@code Vendor/loc1/loc2}; an entry covers all places within it
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

  /** No policies. */
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
