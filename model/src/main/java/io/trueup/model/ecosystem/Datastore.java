package io.trueup.model.ecosystem;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A store: datasets that are captured in one way.
 *
 * @param name unique in the ecosystem
 * @param team {@code zone/team}
 * @param capture how its data is captured
 * @param datasets by name
 */
public record Datastore(String name, String team, Capture capture, List<Dataset> datasets) {

  public Datastore {
    datasets = datasets.stream().sorted(Comparator.comparing(Dataset::name)).toList();
  }

  /** The dataset of that name. */
  public Optional<Dataset> dataset(String datasetName) {
    var low = 0;
    var high = datasets.size() - 1;
    while (low <= high) {
      var middle = (low + high) >>> 1;
      var order = datasets.get(middle).name().compareTo(datasetName);
      if (order == 0) {
        return Optional.of(datasets.get(middle));
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Optional.empty();
  }
}
