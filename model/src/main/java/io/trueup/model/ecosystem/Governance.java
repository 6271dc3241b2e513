package io.trueup.model.ecosystem;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a store or a dataset says about who may use it, and how.
 *
 * @param classifications of a dataset as a whole; sorted
 * @param storagePolicies names of policies of its own zone that a dataset asks for; sorted
 * @param isDeprecated whether nobody should begin to use it
 * @param approved names of the workspaces that may use it; null when nobody needs an approval,
 *     empty when nobody is approved
 */
public record Governance(
    List<String> classifications,
    List<String> storagePolicies,
    boolean isDeprecated,
    @Nullable SortedSet<String> approved) {

  /** Nothing was said. */
  public static final Governance NONE = new Governance(List.of(), List.of(), false, null);

  public Governance {
    classifications = sorted(classifications);
    storagePolicies = sorted(storagePolicies);
    approved = approved == null ? null : Collections.unmodifiableSortedSet(new TreeSet<>(approved));
  }

  private static List<String> sorted(List<String> texts) {
    return texts.size() < 2 ? List.copyOf(texts) : texts.stream().sorted().distinct().toList();
  }
}
