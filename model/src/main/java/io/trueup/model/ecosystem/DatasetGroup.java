package io.trueup.model.ecosystem;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group of datasets that a workspace wants under the same requirements.
 *
 * @param name unique in its workspace
 * @param history what it requires of the past; null when it does not care
 * @param latency {@code seconds}, {@code minutes}, {@code hours} or {@code days}; null when it does
 *     not care
 * @param sinks sorted
 */
public record DatasetGroup(
    String name, @Nullable History history, @Nullable String latency, List<DatasetSink> sinks) {

  public DatasetGroup {
    sinks = sinks.stream().sorted().distinct().toList();
  }
}
