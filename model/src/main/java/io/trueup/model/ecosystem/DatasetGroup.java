package io.trueup.model.ecosystem;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group of datasets that a workspace wants under the same requirements.
 *
 * @param name unique in its workspace
 * @param requires null when it says nothing, which an assigned group must
 * @param sinks sorted
 */
public record DatasetGroup(
    String name,
    @Nullable Requirements requires,
    List<DatasetSink> sinks,
    Documentation documentation) {

  /**
   * What a group asks of the platform that it is assigned to; each null when it does not care.
   *
   * @param history what is kept of the past
   * @param latency {@code seconds}, {@code minutes}, {@code hours} or {@code days}
   * @param retention for how long data must be kept, such as {@code 7 years}
   * @param regulator who demands it
   */
  public record Requirements(
      @Nullable History history,
      @Nullable String latency,
      @Nullable String retention,
      @Nullable String regulator) {}

  public DatasetGroup {
    sinks = sinks.stream().sorted().distinct().toList();
  }

  /** Whether it wants a dataset. */
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

  /** What it requires of the past; null when it does not care. */
  public @Nullable History history() {
    return requires == null ? null : requires.history();
  }
}
