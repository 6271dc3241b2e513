package io.trueup.listener.lab.bench;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/**
 * All measures at one time.
 *
 * @param second since the start
 * @param version the newest version at that time
 * @param values by measure's name, in the order of {@link SoakSampler#MEASURES}
 * @param tableBytes of the state database, by table, with indexes
 */
public record SoakSample(
    double second, long version, Map<String, Double> values, SortedMap<String, Long> tableBytes) {

  /** Copies its arguments and keeps the measures' order. */
  public SoakSample {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    tableBytes = Collections.unmodifiableSortedMap(tableBytes);
  }

  double value(String measure) {
    return values.getOrDefault(measure, Double.NaN);
  }

  /** The main values in one line, for people. */
  String line() {
    return String.format(
        Locale.ROOT,
        "merge p50 %.0f p99 %.0f ms, heap %.1f MB, %.0f threads, %.0f files, %.0f packs, %.0f pins,"
            + " mirror %.1f MB, state %.1f MB",
        value("merge.p50"),
        value("merge.p99"),
        value("heap"),
        value("threads"),
        value("open-files"),
        value("mirror.packs"),
        value("mirror.pins"),
        value("mirror.size"),
        value("state.size"));
  }
}
