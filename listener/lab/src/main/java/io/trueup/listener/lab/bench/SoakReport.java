package io.trueup.listener.lab.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The measures of a soak.
 *
 * @param machine facts by name
 * @param data facts by name
 * @param samples in chronological order
 */
public record SoakReport(
    Map<String, Object> machine, Map<String, Object> data, List<SoakSample> samples)
    implements Measured {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final double SECONDS_AN_HOUR = 3600;

  /** Copies its arguments and keeps their order. */
  public SoakReport {
    machine = Collections.unmodifiableMap(new LinkedHashMap<>(machine));
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    samples = List.copyOf(samples);
  }

  /**
   * The growth of a table of the state database.
   *
   * @param perVersion bytes per version, with the runs of that time
   */
  record Growth(String table, long first, long last, double perVersion, double perHour) {}

  /** Whether all checked measures stayed flat. */
  public boolean isFlat() {
    return verdicts().stream().allMatch(GrowthCheck.Comparison::isFlat);
  }

  @Override
  public boolean isGood() {
    return isFlat();
  }

  List<GrowthCheck.Comparison> verdicts() {
    return SoakSampler.MEASURES.stream()
        .map(measure ->
            GrowthCheck.compare(
                measure, samples.stream().map(it -> it.value(measure.name())).toList()))
        .toList();
  }

  GrowthCheck.Comparison verdict(String measure) {
    return verdicts().stream()
        .filter(it -> it.measure().name().equals(measure))
        .findFirst()
        .orElseThrow();
  }

  /** The tables that grew, the fastest first. */
  List<Growth> growth() {
    var first = samples.getFirst();
    var last = samples.getLast();
    var growth = new ArrayList<Growth>();
    last.tableBytes()
        .forEach((table, bytes) -> {
          var before = first.tableBytes().getOrDefault(table, 0L);
          var more = (double) (bytes - before);
          growth.add(
              new Growth(
                  table,
                  before,
                  bytes,
                  more / Math.max(1, last.version() - first.version()),
                  more * SECONDS_AN_HOUR / (last.second() - first.second())));
        });
    growth.sort((one, other) -> Double.compare(other.perHour(), one.perHour()));
    return growth;
  }

  /** The report as text for people. */
  @Override
  public String text() {
    var text = new StringBuilder();
    row(text, "measure", "first half", "second", "at most", "");
    for (var verdict : verdicts()) {
      row(
          text,
          verdict.measure().name(),
          number(verdict.early()),
          number(verdict.late()),
          number(verdict.allowed()),
          verdict.measure().unit() + (verdict.isFlat() ? "" : " NOT FLAT"));
    }
    text.append('\n');
    row(text, "state table", "first kB", "last kB", "B/version", "kB/hour");
    for (var table : growth()) {
      row(
          text,
          table.table(),
          number(table.first() / 1e3),
          number(table.last() / 1e3),
          number(table.perVersion()),
          number(table.perHour() / 1e3));
    }
    text.append('\n');
    data.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    machine.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    return text.append('\n').append(conclusion()).toString();
  }

  private static void row(
      StringBuilder text, String name, String first, String second, String third, String last) {
    var row = "%-24s %12s %12s %12s  %s".formatted(name, first, second, third, last);
    text.append(row.stripTrailing()).append('\n');
  }

  private String conclusion() {
    var growing =
        verdicts().stream().filter(it -> !it.isFlat()).map(it -> it.measure().name()).toList();
    return growing.isEmpty() ? "Everything is flat" : "Not flat: " + String.join(", ", growing);
  }

  private static String number(@Nullable Double value) {
    return value == null
        ? ""
        : String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%,.1f", value);
  }

  private static Map<String, Object> fields(GrowthCheck.Comparison verdict) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("name", verdict.measure().name());
    fields.put("what", verdict.measure().what());
    fields.put("unit", verdict.measure().unit());
    fields.put("firstHalf", verdict.early());
    fields.put("secondHalf", verdict.late());
    var allowed = verdict.allowed();
    if (allowed != null) {
      fields.put("atMost", allowed);
    }
    fields.put("flat", verdict.isFlat());
    return fields;
  }

  /** The report as JSON for programs. */
  @Override
  public String json() {
    var all = new LinkedHashMap<String, Object>();
    all.put("machine", machine);
    all.put("data", data);
    all.put("flat", isFlat());
    all.put("measures", verdicts().stream().map(SoakReport::fields).toList());
    all.put("tables", growth());
    all.put("samples", samples);
    try {
      return JSON.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A report can always be written as JSON", e);
    }
  }
}
