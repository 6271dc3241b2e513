package io.trueup.statestore;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The work that a daemon takes: all that matches each of these.
 *
 * @param sources the sources that it serves
 * @param types the types of platforms; empty for all
 * @param providers the groups of platforms that share services; empty for all. A platform without
 *     one matches
 * @param regions places of vendors such as {@code MyCorp/USA}, each with all places within it;
 *     empty for all. A platform matches of which any location is in one of them, and one of which
 *     the model gives no location
 */
public record ServedWork(
    SortedSet<SourceId> sources,
    SortedSet<String> types,
    SortedSet<String> providers,
    SortedSet<String> regions) {

  public ServedWork {
    sources = sorted(sources);
    types = sorted(types);
    providers = sorted(providers);
    regions = sorted(regions);
  }

  /** All work of these sources. */
  public static ServedWork allOf(Collection<SourceId> sources) {
    return new ServedWork(
        new TreeSet<>(sources),
        Collections.emptySortedSet(),
        Collections.emptySortedSet(),
        Collections.emptySortedSet());
  }

  private static <T extends Comparable<T>> SortedSet<T> sorted(Collection<T> values) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(values));
  }

  /** Whether a source is served. */
  public boolean serves(SourceId source) {
    return sources.contains(source);
  }

  /** Whether a platform is served. */
  public boolean serves(PlatformState platform) {
    return serves(platform.id().source()) && servesKind(platform);
  }

  private boolean servesKind(PlatformState platform) {
    var terms = platform.terms();
    return (types.isEmpty() || types.contains(platform.type()))
        && (providers.isEmpty() || terms.provider() == null || providers.contains(terms.provider()))
        && (regions.isEmpty()
            || terms.locations().isEmpty()
            || terms.locations().stream().anyMatch(this::isInRegion));
  }

  private boolean isInRegion(String location) {
    return regions.stream()
        .anyMatch(region -> location.equals(region) || location.startsWith(region + "/"));
  }

  /** Whether every platform of the served sources is served. */
  public boolean servesAllPlatforms() {
    return types.isEmpty() && providers.isEmpty() && regions.isEmpty();
  }
}
