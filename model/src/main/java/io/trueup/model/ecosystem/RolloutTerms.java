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
 */
public record RolloutTerms(
    RolloutPolicy policy,
    List<PlatformDependency> dependencies,
    @Nullable String provider,
    SortedSet<String> tags) {

  public RolloutTerms {
    dependencies = List.copyOf(dependencies);
    tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
  }

  /** The terms of a platform without dependencies, provider and tags. */
  public static RolloutTerms of(RolloutPolicy policy) {
    return new RolloutTerms(policy, List.of(), null, Collections.emptySortedSet());
  }
}
