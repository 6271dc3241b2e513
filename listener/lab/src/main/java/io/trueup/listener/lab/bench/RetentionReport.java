package io.trueup.listener.lab.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a year takes.
 *
 * @param factor of the load that was written; all figures are extrapolated by it
 * @param machine facts by name
 */
public record RetentionReport(
    double factor, Map<String, Object> machine, List<TableYear> tables, List<Pass> passes)
    implements Measured {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public RetentionReport {
    machine = Map.copyOf(machine);
    tables = List.copyOf(tables);
    passes = List.copyOf(passes);
  }

  /**
   * A table.
   *
   * @param bytesPerRow with indexes
   * @param bytesWithoutRules that a year adds without any rule
   * @param bytesWithRules that it takes after two years with the default rules
   */
  public record TableYear(
      String table,
      long rowsPerYear,
      double bytesPerRow,
      double bytesWithoutRules,
      double bytesWithRules) {}

  /**
   * A pass, without the pauses between its batches.
   *
   * @param longestBatch milliseconds
   */
  public record Pass(String what, long rows, double seconds, double longestBatch) {

    /** Seconds for a million rows. */
    public double secondsPerMillion() {
      return rows == 0 ? 0 : seconds * 1e6 / rows;
    }
  }

  /** For programs. */
  @Override
  public String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Every report can be written", e);
    }
  }

  /** For people. */
  @Override
  public String text() {
    var text = new StringBuilder();
    text.append(
        "Extrapolated from a month at %s of the load, of 10,000 jobs an hour and a hundred merges a day%n"
            .formatted(factor));
    text.append(
        line("table", "rows a year", "bytes a row", "GB a year, no rules", "GB at 2 years"));
    for (var each : tables) {
      text.append(
          line(
              each.table(),
              "%,d".formatted(each.rowsPerYear()),
              "%.0f".formatted(each.bytesPerRow()),
              gigabytes(each.bytesWithoutRules()),
              gigabytes(each.bytesWithRules())));
    }
    text.append(
        line(
            "all",
            "",
            "",
            gigabytes(tables.stream().mapToDouble(TableYear::bytesWithoutRules).sum()),
            gigabytes(tables.stream().mapToDouble(TableYear::bytesWithRules).sum())));
    for (var pass : passes) {
      text.append(
          String.format(
              Locale.ROOT,
              "%,d %s in %.1f s, %.1f s a million; the longest batch took %.0f ms%n",
              pass.rows(),
              pass.what(),
              pass.seconds(),
              pass.secondsPerMillion(),
              pass.longestBatch()));
    }
    return text.toString();
  }

  private static String gigabytes(double bytes) {
    return String.format(Locale.ROOT, "%.2f", bytes / 1e9);
  }

  private static String line(String table, String rows, String perRow, String none, String with) {
    return String.format(
        Locale.ROOT, "%-18s %12s %12s %20s %14s%n", table, rows, perRow, none, with);
  }
}
