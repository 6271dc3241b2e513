package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A daemon that has worked gives the metrics that {@code docs/metrics.md} lists and no others, and
 * the dashboards and alert rules in {@code deploy} use only metrics and labels that it gives.
 */
class MetricsTest {

  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) \\S+");
  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");
  private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)(?:\\{([a-z_,]+)})?` \\|.*");
  private static final Pattern TOKEN =
      Pattern.compile("\"[^\"]*\"|\\[[0-9a-z_$]+]|[a-zA-Z_:$][a-zA-Z0-9_:]*");

  /** The words of PromQL that the expressions use. */
  private static final Set<String> WORDS =
      Set.of(
          "sum",
          "max",
          "min",
          "count",
          "by",
          "without",
          "rate",
          "increase",
          "time",
          "and",
          "or",
          "unless",
          "on",
          "clamp_min",
          "changes",
          "absent",
          "topk",
          "offset",
          "delta",
          "bool");

  @Test
  void theMetricsOfADaemonAreThoseThatAreDescribedAndUsed() {
    Site.play(
        "metrics",
        site -> {
          String scrape;
          try (var linked = LinkedServices.start()) {
            scrape = new Scene(site, linked).scrape();
          }

          var given = families(scrape);
          if (Boolean.getBoolean("trueup.write")) {
            given.forEach((name, labels) -> System.out.println(name + " " + labels));
          }
          assertThat(described()).isEqualTo(given);
          var samples = samples(scrape);
          for (var use : uses().entrySet()) {
            for (var expression : use.getValue()) {
              check(use.getKey(), expression, samples);
            }
          }
        });
  }

  /** Each metric with its labels; the maximum of a timer belongs to the timer. */
  private static Map<String, Set<String>> families(String scrape) {
    var samples = samples(scrape);
    var families = new TreeMap<String, Set<String>>();
    scrape
        .lines()
        .map(TYPE::matcher)
        .filter(Matcher::matches)
        .map(it -> it.group(1))
        .filter(it -> !it.endsWith("_max") || !samples.containsKey(stem(it) + "_count"))
        .forEach(it -> {
          var counted = samples.get(it + "_count");
          families.put(it, counted == null ? samples.getOrDefault(it, Set.of()) : counted);
        });
    return families;
  }

  private static String stem(String name) {
    return name.substring(0, name.length() - "_max".length());
  }

  private static Map<String, Set<String>> samples(String scrape) {
    var samples = new TreeMap<String, Set<String>>();
    scrape
        .lines()
        .filter(it -> !it.startsWith("#"))
        .map(SAMPLE::matcher)
        .filter(Matcher::matches)
        .forEach(it -> {
          var labels = new TreeSet<String>();
          LABEL
              .matcher(it.group(2) == null ? "" : it.group(2))
              .results()
              .forEach(label -> labels.add(label.group(1)));
          samples.computeIfAbsent(it.group(1), _ -> new TreeSet<>()).addAll(labels);
        });
    return samples;
  }

  private static Map<String, Set<String>> described() throws IOException {
    var described = new TreeMap<String, Set<String>>();
    try (var lines = Files.lines(ROOT.resolve("docs/metrics.md"))) {
      lines
          .map(ROW::matcher)
          .filter(Matcher::matches)
          .forEach(it ->
              described.put(
                  it.group(1),
                  it.group(2) == null
                      ? Set.of()
                      : new TreeSet<>(List.of(it.group(2).split(",", -1)))));
    }
    return described;
  }

  /** Every expression of the dashboards and rules, by where it is. */
  private static Map<String, List<String>> uses() throws IOException {
    var uses = new TreeMap<String, List<String>>();
    try (var files = Files.list(ROOT.resolve("deploy/grafana"))) {
      for (var file : files.filter(it -> it.toString().endsWith(".json")).sorted().toList()) {
        var board = new ObjectMapper().readTree(file.toFile());
        assertThat(board.path("title").asText()).as("%s", file).startsWith("Trueup: ");
        uses.put(file.getFileName().toString(), expressions(board));
      }
    }
    assertThat(uses).hasSize(2);
    uses.put("rules.yaml", rules());
    return uses;
  }

  private static List<String> expressions(JsonNode board) {
    return Stream.concat(
            board.findValues("expr").stream().map(JsonNode::asText),
            Stream.of(board.path("templating").findValues("query"))
                .flatMap(List::stream)
                .map(JsonNode::asText)
                .filter(it -> it.startsWith("label_values("))
                .map(it -> it.replaceAll("label_values\\((.*), *([a-z]+)\\)", "sum by ($2) ($1)")))
        .toList();
  }

  private static List<?> list(Map<?, ?> of, String key) {
    return Objects.requireNonNull((List<?>) of.get(key));
  }

  /** The rules' expressions; each rule leads to a heading of a page. */
  private static List<String> rules() throws IOException {
    var file = Files.readString(ROOT.resolve("deploy/prometheus/rules.yaml"));
    var rules = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(file);
    var expressions = new ArrayList<String>();
    for (var group : list(rules, "groups")) {
      for (var it : list((Map<?, ?>) group, "rules")) {
        var rule = (Map<?, ?>) it;
        var annotations = Objects.requireNonNull((Map<?, ?>) rule.get("annotations"));
        assertThat(annotations.get("summary")).as("%s", rule.get("alert")).isNotNull();
        requireHeading(String.valueOf(annotations.get("runbook_url")));
        expressions.add(String.valueOf(rule.get("expr")));
      }
    }
    return expressions;
  }

  private static void requireHeading(String link) throws IOException {
    var found = Pattern.compile(".*/docs/([a-z-]+\\.md)#([a-z0-9-]+)").matcher(link);
    assertThat(found.matches()).as(link).isTrue();
    try (var lines = Files.lines(ROOT.resolve("docs").resolve(found.group(1)))) {
      assertThat(
              lines
                  .filter(it -> it.startsWith("#"))
                  .map(it -> it.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
                  .map(it -> it.replaceAll("[^a-z0-9 -]", "").replace(' ', '-')))
          .as(link)
          .contains(found.group(2));
    }
  }

  /** Every word of an expression is PromQL's, a metric of the daemon, or a label of its metrics. */
  private static void check(String where, String expression, Map<String, Set<String>> samples) {
    var labels = new TreeSet<String>();
    var used = new ArrayList<String>();
    var words = new ArrayList<String>();
    TOKEN.matcher(expression).results().forEach(it -> words.add(it.group()));
    for (var word : words) {
      if (word.startsWith("\"") || word.startsWith("[") || word.startsWith("$")) {
        continue;
      }
      if (samples.containsKey(word)) {
        used.add(word);
        labels.addAll(samples.getOrDefault(word, Set.of()));
      }
    }
    assertThat(used).as("metrics in '%s' of %s", expression, where).isNotEmpty();
    assertThat(words)
        .as("words in '%s' of %s", expression, where)
        .allMatch(it ->
            it.startsWith("\"")
                || it.startsWith("[")
                || it.startsWith("$")
                || WORDS.contains(it)
                || samples.containsKey(it)
                || labels.contains(it));
  }

  /** A daemon that has done some of everything. */
  private static final class Scene {

    private final Site site;
    private final LinkedServices linked;

    Scene(Site site, LinkedServices linked) {
      this.site = site;
      this.linked = linked;
    }

    String scrape() throws Exception {
      site.serve(linked.configuration(site));
      var model = new EvolvingModel(site, 23);
      model.begin();
      var jobs = new Jobs();
      jobs.settle(site, model.merges().getLast().commit());
      Jobs.nodes(site.client()).forEach(it -> jobs.run(site.client(), it));
      site.edit(
          "ecosystem.yaml", "rollout: {on: merge}", "rollout: {on: merge, drift: {check: 1m}}");
      // The second one changes tables of nodes whose jobs have run.
      for (var merge = 0; merge < 2; merge++) {
        announce(model.pushGood().commit());
        jobs.settle(site, model.merges().getLast().commit());
      }
      Await.until("drift to be checked", () -> text().contains("drift_check_age_seconds{"));
      ask();
      report();
      operate();
      sendNonsense();
      announce(model.pushGood().commit());
      Await.until("the paused platform to wait", this::waits);
      for (var late : LinkedServices.METRICS) {
        Await.until(late, () -> text().contains(late + "{"));
      }
      return text();
    }

    private void announce(String commit) {
      var reply = site.client().deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET);
      assertThat(reply.status()).as("%s", reply.body()).isEqualTo(202);
    }

    private void ask() {
      var node = Jobs.nodes(site.client()).getFirst();
      site.client()
          .read(
              "/api/v1/platforms/northwind/%s/nodes/%s/currency"
                  .formatted(node.platform(), node.key().replace("/", "%2F")));
    }

    private void report() {
      try (var operator = new ApiCaller(URI.create(site.address()), token())) {
        var answer =
            operator.send(
                "PUT",
                "/api/v1/model-servers/model-1",
                """
                {"address": "http://model-1:8081", "program": "1.2.3",
                 "prepared": {"northwind": [1]}, "draining": false, "heapUsed": 1, "heapMost": 2,
                 "startedAt": "2026-03-01T11:00:00Z"}
                """);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      }
    }

    private void operate() {
      OperatorShell.run(site, 0, "pause", "northwind/Live", "--reason", "look");
      // A window that shuts again by itself.
      OperatorShell.run(
          site,
          0,
          "windows add Freeze --deny --select platform=Mainframe --length 1d --zone UTC --reason x"
              .split(" "));
      OperatorShell.run(site, 0, "hold", "northwind/Forensic", "--reason", "look");
    }

    private void sendNonsense() {
      var address = URI.create(site.address());
      try (var socket = new Socket(address.getHost(), address.getPort())) {
        socket.getOutputStream().write("NONSENSE\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        var _ = socket.getInputStream().readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private boolean waits() {
      return text().contains("trueup_platform_waiting{");
    }

    private String token() {
      try {
        return Files.readString(site.folder.resolve("data").resolve("operator.token")).strip();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private String text() {
      try (var anyone = new ApiCaller(URI.create(site.address()), "none")) {
        return anyone.get("/metrics").text();
      }
    }
  }
}
