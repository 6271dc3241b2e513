package io.trueup.model.ecosystem;

/** A dataset that a group wants: {@code store/dataset}. */
public record DatasetSink(String store, String dataset) implements Comparable<DatasetSink> {

  @Override
  public int compareTo(DatasetSink other) {
    var byStore = store.compareTo(other.store);
    return byStore != 0 ? byStore : dataset.compareTo(other.dataset);
  }

  @Override
  public String toString() {
    return store + "/" + dataset;
  }
}
