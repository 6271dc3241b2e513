package io.trueup.model.ecosystem;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a store or dataset for its use.
 *
 * @param classifications of a dataset as a whole; sorted
 * @param storagePolicies names of policies of its zone that a dataset requires; sorted
 * @param isDeprecated whether new users should avoid it
 * @param approved names of the workspaces that may use it; null when no approval is needed, empty
 *     when no workspace may use it
 */
public record Governance(
    List<String> classifications,
    List<String> storagePolicies,
    boolean isDeprecated,
    @Nullable SortedSet<String> approved) {

  /** No rules. */
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
