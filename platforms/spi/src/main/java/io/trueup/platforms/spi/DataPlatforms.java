package io.trueup.platforms.spi;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The types of data platform on this daemon's class path, by name. Immutable. */
public final class DataPlatforms {

  private final SortedMap<String, DataPlatform> byType;

  private DataPlatforms(SortedMap<String, DataPlatform> byType) {
    this.byType = Collections.unmodifiableSortedMap(byType);
  }

  /**
   * Finds all types with {@link ServiceLoader}.
   *
   * @throws IllegalStateException when two of them have one name
   */
  public static DataPlatforms load() {
    return of(
        ServiceLoader.load(DataPlatform.class).stream().map(ServiceLoader.Provider::get).toList());
  }

  /**
   * The given types.
   *
   * @throws IllegalStateException when two of them have one name
   */
  public static DataPlatforms of(Collection<DataPlatform> platforms) {
    var byType = new TreeMap<String, DataPlatform>();
    for (var platform : platforms) {
      var other = byType.putIfAbsent(platform.type(), platform);
      if (other != null) {
        throw new IllegalStateException(
            "Cannot tell two data platforms of type '%s' apart: %s and %s. Remove one of them from the class path"
                .formatted(
                    platform.type(), other.getClass().getName(), platform.getClass().getName()));
      }
    }
    return new DataPlatforms(byType);
  }

  /** The names of all types. */
  public SortedSet<String> types() {
    return new TreeSet<>(byType.keySet());
  }

  /** The type of that name; empty when there is none, which is an error of the model. */
  public Optional<DataPlatform> find(String type) {
    return Optional.ofNullable(byType.get(type));
  }

  /**
   * The type of that name.
   *
   * @throws IllegalArgumentException with a sentence that lists the known types when there is none
   */
  public DataPlatform require(String type) {
    return find(type).orElseThrow(() -> new IllegalArgumentException(unknown(type)));
  }

  /** A sentence for the author of a model that asks for an unknown type. */
  public String unknown(String type) {
    return "There is no data platform of type '%s'; known are %s"
        .formatted(type, String.join(", ", byType.keySet()));
  }
}
