package io.trueup.model.ecosystem;

import java.util.Collections;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A vendor that runs locations of data.
 *
 * @param name unique in the ecosystem
 * @param cloud the kind of vendor
 * @param locations all its locations, as {@code Vendor/loc1/loc2}, with the vendor itself
 * @param documentation only a description
 */
public record Vendor(
    String name, Cloud cloud, SortedSet<String> locations, Documentation documentation) {

  /** The kinds of vendors. */
  public enum Cloud {
    /** The company's own. */
    PRIVATE,
    AWS,
    AZURE,
    GCP,
    ORACLE,
    IBM,
    ALIBABA,
    OTHER;

    /** The text form in documents. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Vendor {
    locations = Collections.unmodifiableSortedSet(new TreeSet<>(locations));
  }

  /** The vendor in a location. */
  public static String of(String location) {
    var slash = location.indexOf('/');
    return slash < 0 ? location : location.substring(0, slash);
  }
}
