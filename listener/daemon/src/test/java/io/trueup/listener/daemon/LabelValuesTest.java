package io.trueup.listener.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.hooks.HookVerdict;
import io.trueup.statestore.RunningDaemon;
import io.trueup.statestore.Subscription;
import io.trueup.statestore.control.GateKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The values of labels that alert rules and dashboards ask for, and those that {@code
 * docs/metrics.md} lists, are values that the daemon gives. A misspelt one would never match, and
 * nothing would say so.
 */
class LabelValuesTest {

  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern SELECTOR = Pattern.compile("([a-z_]+)\\{([^{}]+)}");
  private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(?:=~|!~|!=|=)\"([^\"]*)\"");
  private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)(?:\\{[a-z_,]+})?` \\|(.*)");
  private static final Pattern VALUE = Pattern.compile("`([a-z_-]+)`");

  private static final Map<String, Set<String>> ENUMS =
      Map.of(
          "trueup_webhook_deliveries_total.verdict",
          words(HookVerdict.values(), LabelValuesTest::lower),
          "trueup_daemons.state",
          words(RunningDaemon.State.values(), LabelValuesTest::lower),
          "trueup_subscriptions.state",
          words(Subscription.State.values(), Subscription.State::text),
          "trueup_platform_waiting.kind",
          words(GateKind.values(), GateKind::text));

  /** Labels whose values are names or numbers from outside. */
  private static final Set<String> OPEN =
      Set.of("api_requests_seconds_count.status", "trueup_events_lag_seconds.reader");

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static <T> Set<String> words(T[] values, Function<T, String> word) {
    return Stream.of(values).map(word).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The meaning of each metric, by its name. */
  private static Map<String, String> described() throws IOException {
    var rows = new TreeMap<String, String>();
    try (var lines = Files.lines(ROOT.resolve("docs/metrics.md"))) {
      lines
          .map(ROW::matcher)
          .filter(it -> it.matches())
          .forEach(it -> rows.put(it.group(1), it.group(2)));
    }
    return rows;
  }

  private static Set<String> listed(String metric) throws IOException {
    return VALUE
        .matcher(described().getOrDefault(metric, ""))
        .results()
        .map(it -> it.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Path> files() throws IOException {
    var files = new ArrayList<Path>();
    try (var boards = Files.list(ROOT.resolve("deploy/grafana"))) {
      boards.filter(it -> it.toString().endsWith(".json")).sorted().forEach(files::add);
    }
    files.add(ROOT.resolve("deploy/prometheus/rules.yaml"));
    return files;
  }

  /** Each value that is asked for, as {@code metric.label.value}; not those of variables. */
  private static Set<String> asked() throws IOException {
    var asked = new TreeSet<String>();
    for (var file : files()) {
      var text = Files.readString(file).replace("\\\"", "\"");
      SELECTOR.matcher(text).results().forEach(it -> asked.addAll(values(it)));
    }
    return asked;
  }

  private static List<String> values(MatchResult selector) {
    return MATCHER
        .matcher(selector.group(2))
        .results()
        .filter(it -> !it.group(2).startsWith("$"))
        .flatMap(it ->
            Stream.of(it.group(2).split("\\|", -1))
                .map(value -> "%s.%s.%s".formatted(selector.group(1), it.group(1), value)))
        .toList();
  }

  @Test
  void rulesAndDashboardsAskForValuesThatExist() throws IOException {
    var asked = asked();

    assertThat(asked)
        .contains(
            "trueup_webhook_deliveries_total.verdict.shed",
            "trueup_subscriptions.state.suspended",
            "kafka_records_total.outcome.dead-letter");
    for (var each : asked) {
      var label = each.substring(0, each.indexOf('.', each.indexOf('.') + 1));
      if (!OPEN.contains(label)) {
        var metric = label.substring(0, label.indexOf('.'));
        assertThat(ENUMS.getOrDefault(label, listed(metric)))
            .as("values of %s", label)
            .contains(each.substring(label.length() + 1));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trueup_webhook_deliveries_total.verdict",
        "trueup_daemons.state",
        "trueup_subscriptions.state"
      })
  void theTableListsAllValues(String label) throws IOException {
    var listed = listed(label.substring(0, label.indexOf('.')));
    listed.removeAll(Set.of("-", "repository-id"));

    assertThat(listed).isEqualTo(ENUMS.get(label));
  }
}
