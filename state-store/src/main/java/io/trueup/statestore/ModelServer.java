package io.trueup.statestore;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A model server, as it reported last.
 *
 * @param token the name of the token that it reports with
 * @param reportedAt when it reported last
 * @param isLive whether it reported recently enough to count
 */
public record ModelServer(Report report, String token, Instant reportedAt, boolean isLive) {

  /**
   * What a model server says about itself.
   *
   * @param instance its name, which no other live one has
   * @param address where it answers
   * @param program the version of its program
   * @param prepared the versions that it has open, for each source that it serves
   * @param isDraining whether it is about to stop
   * @param heapUsed bytes
   * @param heapMost bytes
   */
  public record Report(
      String instance,
      String address,
      String program,
      SortedMap<SourceId, SortedSet<Long>> prepared,
      boolean isDraining,
      long heapUsed,
      long heapMost,
      Instant startedAt) {

    public Report {
      var copy = new TreeMap<SourceId, SortedSet<Long>>();
      for (Map.Entry<SourceId, SortedSet<Long>> entry : prepared.entrySet()) {
        copy.put(
            entry.getKey(), Collections.unmodifiableSortedSet(new TreeSet<>(entry.getValue())));
      }
      prepared = Collections.unmodifiableSortedMap(copy);
    }
  }

  /** Whether a version of a source must wait for it: it lives, serves the source and stays. */
  public boolean counts(SourceId source) {
    return isLive && !report.isDraining() && report.prepared().containsKey(source);
  }

  /** Whether it has a version open. */
  public boolean hasPrepared(SourceId source, long version) {
    return report.prepared().getOrDefault(source, Collections.emptySortedSet()).contains(version);
  }
}
