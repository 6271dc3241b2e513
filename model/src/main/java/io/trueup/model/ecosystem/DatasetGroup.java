package io.trueup.model.ecosystem;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Datasets that a workspace wants with the same requirements.
 *
 * @param name unique in its workspace
 * @param requires null when it declares none; an assigned group must declare them
 * @param sinks sorted
 */
public record DatasetGroup(
    String name,
    @Nullable Requirements requires,
    List<DatasetSink> sinks,
    Documentation documentation) {

  /**
   * The requirements for the platform that a group is assigned to; each null when there is none.
   *
   * @param history that the platform must keep
   * @param latency {@code seconds}, {@code minutes}, {@code hours} or {@code days}
   * @param retention how long to keep data, such as {@code 7 years}
   * @param regulator that demands it
   */
  public record Requirements(
      @Nullable History history,
      @Nullable String latency,
      @Nullable String retention,
      @Nullable String regulator) {}

  public DatasetGroup {
    sinks = sinks.stream().sorted().distinct().toList();
  }

  /** Whether the group wants a dataset. */
  public boolean wants(String store, String dataset) {
    var at = Collections.binarySearch(sinks, new DatasetSink(store, dataset, false));
    if (at >= 0) {
      return true;
    }
    var next = -at - 1;
    return next < sinks.size()
        && sinks.get(next).store().equals(store)
        && sinks.get(next).dataset().equals(dataset);
  }

  /** The required history; null when there is no requirement. */
  public @Nullable History history() {
    return requires == null ? null : requires.history();
  }
}
