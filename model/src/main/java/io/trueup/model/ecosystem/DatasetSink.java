package io.trueup.model.ecosystem;

/**
 * A dataset that a group wants: {@code store/dataset}.
 *
 * @param allowsDeprecated whether the group takes the dataset even when it is deprecated
 */
public record DatasetSink(String store, String dataset, boolean allowsDeprecated)
    implements Comparable<DatasetSink> {

  @Override
  public int compareTo(DatasetSink other) {
    var byStore = store.compareTo(other.store);
    if (byStore != 0) {
      return byStore;
    }
    var byDataset = dataset.compareTo(other.dataset);
    return byDataset != 0 ? byDataset : Boolean.compare(allowsDeprecated, other.allowsDeprecated);
  }

  /** {@code store/dataset}. */
  @Override
  public String toString() {
    return store + "/" + dataset;
  }
}
