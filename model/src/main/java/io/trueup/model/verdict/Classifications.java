package io.trueup.model.verdict;

import io.trueup.model.ecosystem.AllowForbid;
import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.Dataset;
import java.util.List;
import java.util.Optional;

/** Reads the classifications of a dataset: of the whole, or column by column. */
final class Classifications {

  private Classifications() {}

  /** Whether neither a dataset nor any of its columns is classified. */
  static boolean areMissing(Dataset dataset) {
    return dataset.classifications().isEmpty()
        && dataset.columns().stream().allMatch(it -> it.classifications().isEmpty());
  }

  /** The columns that have no classification of their own, when their dataset has none. */
  static List<String> unclassified(Dataset dataset) {
    return dataset.classifications().isEmpty()
        ? dataset.columns().stream()
            .filter(it -> it.classifications().isEmpty())
            .map(Column::name)
            .toList()
        : List.of();
  }

  /**
   * Why a policy does not allow a dataset, as the end of a sentence after its name; empty when it
   * allows it. All of several classifications must be allowed. A policy with a list of allowed
   * classifications does not allow unclassified data.
   */
  static Optional<String> violation(Dataset dataset, AllowForbid policy) {
    if (policy.equals(AllowForbid.ANYTHING)) {
      return Optional.empty();
    }
    if (!dataset.classifications().isEmpty() || dataset.columns().isEmpty()) {
      return violation(dataset.classifications(), policy).map("which is "::concat);
    }
    for (var column : dataset.columns()) {
      var offence = violation(column.classifications(), policy);
      if (offence.isPresent()) {
        return Optional.of("whose column '%s' is %s".formatted(column.name(), offence.get()));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> violation(List<String> classifications, AllowForbid policy) {
    if (classifications.isEmpty()) {
      return policy.allow() == null ? Optional.empty() : Optional.of("not classified");
    }
    return classifications.stream()
        .filter(it -> !policy.allows(it))
        .findFirst()
        .map("classified as '%s'"::formatted);
  }
}
