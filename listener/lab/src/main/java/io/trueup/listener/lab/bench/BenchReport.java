package io.trueup.listener.lab.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The figures of a benchmark.
 *
 * @param machine facts by name
 * @param data facts by name
 * @param figures in the order of measurement
 */
public record BenchReport(
    Map<String, Object> machine, Map<String, Object> data, List<Figure> figures)
    implements Measured {

  private static final int NAME_WIDTH = 30;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** The report as text for people. */
  @Override
  public String text() {
    var text = new StringBuilder();
    facts("machine", machine, text);
    facts("data", data, text);
    text.append('\n');
    var widest = figures.stream().mapToInt(it -> it.what().length()).max().orElse(0);
    var longest = figures.stream().mapToInt(it -> it.name().length()).max().orElse(0);
    for (var figure : figures) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-"
                  + Math.max(NAME_WIDTH, longest)
                  + "s  %-"
                  + Math.max(1, widest)
                  + "s %12s %-3s  %s%n",
              figure.name(),
              figure.what(),
              number(figure.value()),
              Double.isNaN(figure.value()) ? "" : figure.unit(),
              ratio(figure.baseline())));
    }
    return text.toString();
  }

  private static void facts(String what, Map<String, Object> facts, StringBuilder text) {
    text.append(what).append(":\n");
    facts.forEach((name, value) -> text.append("  %-12s %s%n".formatted(name, value)));
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "not measured";
    }
    return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%,.1f", value);
  }

  private static String ratio(Figure.@org.jspecify.annotations.Nullable Ratio baseline) {
    return baseline == null
        ? ""
        : String.format(Locale.ROOT, "%.3f of %s", baseline.value(), baseline.of());
  }

  /** The report as JSON for programs. */
  @Override
  public String json() {
    var all = new LinkedHashMap<String, Object>();
    all.put("machine", machine);
    all.put("data", data);
    all.put("figures", figures);
    try {
      return JSON.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A report can always be written as JSON", e);
    }
  }
}
