package io.trueup.model.verdict;

import io.trueup.model.ecosystem.AllowForbid;
import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.Dataset;
import java.util.List;
import java.util.Optional;

/** What a dataset is classified as: as a whole, or column by column. */
final class Classifications {

  private Classifications() {}

  /** Whether nothing at all of a dataset is classified. */
  static boolean areMissing(Dataset dataset) {
    return dataset.classifications().isEmpty()
        && dataset.columns().stream().allMatch(it -> it.classifications().isEmpty());
  }

  /** The columns that are classified neither by themselves nor with their dataset. */
  static List<String> unclassified(Dataset dataset) {
    return dataset.classifications().isEmpty()
        ? dataset.columns().stream()
            .filter(it -> it.classifications().isEmpty())
            .map(Column::name)
            .toList()
        : List.of();
  }

  /**
   * Why a dataset is not allowed, to be put after its name; empty when it is. Each of several
   * classifications must be allowed, for all of them hold; where only some are allowed, what is not
   * classified is not.
   */
  static Optional<String> offence(Dataset dataset, AllowForbid policy) {
    if (policy.equals(AllowForbid.ANYTHING)) {
      return Optional.empty();
    }
    if (!dataset.classifications().isEmpty() || dataset.columns().isEmpty()) {
      return offence(dataset.classifications(), policy).map("which is "::concat);
    }
    for (var column : dataset.columns()) {
      var offence = offence(column.classifications(), policy);
      if (offence.isPresent()) {
        return Optional.of("whose column '%s' is %s".formatted(column.name(), offence.get()));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> offence(List<String> classifications, AllowForbid policy) {
    if (classifications.isEmpty()) {
      return policy.allow() == null ? Optional.empty() : Optional.of("not classified");
    }
    return classifications.stream()
        .filter(it -> !policy.allows(it))
        .findFirst()
        .map("classified as '%s'"::formatted);
  }
}
