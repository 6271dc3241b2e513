package io.trueup.model.ecosystem;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the model says about the moves of one platform, and by what operators select it.
 *
 * @param policy when it follows
 * @param dependencies the platforms that must follow before it, by name
 * @param provider name of the group of platforms that share services with it; null for none
 * @param tags of its documentation
 * @param locations where its container is, as places of vendors; empty when the model does not say
 */
public record RolloutTerms(
    RolloutPolicy policy,
    List<PlatformDependency> dependencies,
    @Nullable String provider,
    SortedSet<String> tags,
    SortedSet<String> locations) {

  public RolloutTerms {
    dependencies = List.copyOf(dependencies);
    tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
    locations = Collections.unmodifiableSortedSet(new TreeSet<>(locations));
  }

  /** The terms of a platform whose locations are not known. */
  public RolloutTerms(
      RolloutPolicy policy,
      List<PlatformDependency> dependencies,
      @Nullable String provider,
      SortedSet<String> tags) {
    this(policy, dependencies, provider, tags, Collections.emptySortedSet());
  }

  /** The same terms of a platform in a container. */
  public RolloutTerms in(@Nullable DataContainer container) {
    return container == null || container.locations().isEmpty()
        ? this
        : new RolloutTerms(
            policy, dependencies, provider, tags, new TreeSet<>(container.locations()));
  }

  /** The terms of a platform without dependencies, provider and tags. */
  public static RolloutTerms of(RolloutPolicy policy) {
    return new RolloutTerms(policy, List.of(), null, Collections.emptySortedSet());
  }
}
