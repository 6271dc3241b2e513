package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.endtoend.SpanCollector.Span;
import io.trueup.listener.engine.event.CloudEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * One trace for each merge, from the delivery to the last platform that realized it; the statements
 * in its containers name it.
 */
class TracesTest {

  private static final String TOKEN = "canary-collector-71ac";

  @Test
  void aMergeIsOneTraceOverDaemonsThatDie() {
    Site.play(
        "traces",
        site -> {
          try (var collector = new SpanCollector()) {
            new Story(site, collector).live();
          }
        });
  }

  private static Path traced(Site site, String endpoint) throws IOException {
    site.write("collector-headers", "Authorization: Bearer %s\n".formatted(TOKEN));
    var usual = Files.readString(site.polling());
    return site.write(
        "traced.yaml",
        usual
            + "tracing: {endpoint: \"%s\", headers: {file: collector-headers}, sql-comments: true}\n"
                .formatted(endpoint));
  }

  private record Story(Site site, SpanCollector collector) {

    void live() throws IOException, SQLException {
      keepStatements();
      var configuration = traced(site, collector.address());
      var daemon = site.serve(configuration);
      var model = new EvolvingModel(site, 23);
      model.begin();
      var jobs = new Jobs();
      jobs.settle(site, model.merges().getLast().commit());
      Jobs.nodes(site.client()).forEach(it -> jobs.run(site.client(), it));
      daemon.kill();
      site.serve(configuration);
      var first = parentOf(1).substring(3, 35);
      Await.until("the first merge's trace", () -> isWhole(collector.trace(first), "Live"));

      var trace = collector.trace(first);
      assertThat(trace)
          .containsKeys("merge northwind", "delivery", "verdict", "gate Live", "rollout Live")
          .containsKeys("platform Live", "realized Live", "step 1", "platform Mainframe");
      assertNesting(trace);
      assertThat(trace.values()).noneMatch(Span::hasFailed);
      assertThat(collector.authorizations).isNotEmpty().containsOnly("Bearer " + TOKEN);
      assertThat(statements()).isNotEmpty().allMatch(it -> it.startsWith(comment(parentOf(1))));
      nodeTime(model, jobs);
      statementsNameTheTracesOfTheirMerges();
      auditorsSeeTheTracesOfEvents();
      assertThat(site.logs()).doesNotContain(TOKEN);
    }

    /** The second one changes tables of nodes whose jobs have run. */
    private void nodeTime(EvolvingModel model, Jobs jobs) {
      for (var merge = 0; merge < 2; merge++) {
        var commit = model.pushGood().commit();
        site.client().deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET);
        jobs.settle(site, commit);
      }
      Await.until(
          "a span of node time",
          () -> collector.all().stream().anyMatch(it -> it.name().equals("node time")));
      var node = collector.all().stream().filter(it -> it.name().equals("node time")).findFirst();
      var rollout = node.orElseThrow().parent();
      Await.until(
          "the span of its rollout",
          () -> collector.all().stream().anyMatch(it -> it.id().equals(rollout)));
    }

    /** SQL computes what the daemon computes. */
    private void auditorsSeeTheTracesOfEvents() throws SQLException {
      var told = new TreeMap<Long, String>();
      events()
          .forEach(it ->
              told.put(it.path(CloudEvent.POSITION).asLong(), it.path("traceparent").asText()));
      var recorded = new TreeMap<Long, String>();
      try (var connection = site.state.connect();
          var statement = connection.createStatement();
          var rows =
              statement.executeQuery(
                  "SELECT position, coalesce(trace, '') FROM audit.event WHERE position <= "
                      + told.lastKey())) {
        while (rows.next()) {
          recorded.put(rows.getLong(1), rows.getString(2));
        }
      }

      assertThat(recorded).isEqualTo(told);
      assertThat(events())
          .filteredOn(it -> !it.path("type").asText().contains("action.recorded"))
          .allMatch(it -> it.path("traceparent").asText().length() == 55);
    }

    private List<JsonNode> events() {
      var page = site.client().read("/api/v1/events?after=0&limit=1000").body();
      return StreamSupport.stream(page.path("events").spliterator(), false).toList();
    }

    private static boolean isWhole(Map<String, Span> trace, String platform) {
      return trace.containsKey("realized " + platform) && trace.containsKey("realized Mainframe");
    }

    private static Span span(Map<String, Span> trace, String name) {
      return Objects.requireNonNull(trace.get(name), name);
    }

    private static void assertNesting(Map<String, Span> trace) {
      var root = span(trace, "merge northwind");
      assertThat(root.parent()).isEmpty();
      assertThat(span(trace, "verdict").parent()).isEqualTo(root.id());
      assertThat(span(trace, "platform Live").parent()).isEqualTo(root.id());
      assertThat(span(trace, "gate Live").parent()).isEqualTo(span(trace, "platform Live").id());
      assertThat(span(trace, "rollout Live").parent()).isEqualTo(span(trace, "platform Live").id());
      assertThat(span(trace, "gate Live").end())
          .isLessThanOrEqualTo(span(trace, "rollout Live").end());
      assertThat(trace.values()).allMatch(it -> it.start() <= it.end());
    }

    /** The {@code traceparent} of the merge, as its event names it. */
    private String parentOf(long version) {
      return Objects.requireNonNull(parents().get(version), () -> "No event of it: " + events());
    }

    /** The {@code traceparent} of each merge by its version. */
    private Map<Long, String> parents() {
      var parents = new TreeMap<Long, String>();
      events().stream()
          .filter(it -> it.path("type").asText().equals("io.trueup.merge.judged.v1"))
          .forEach(it ->
              parents.put(
                  it.path("data").path("version").asLong(), it.path("traceparent").asText()));
      return parents;
    }

    private static String comment(String parent) {
      return "/*traceparent='%s'*/ ".formatted(parent);
    }

    /** A trigger of the warehouse keeps each statement that changes it, as it was sent. */
    private void keepStatements() throws SQLException {
      try (var connection = site.warehouse.connect();
          var statement = connection.createStatement()) {
        statement.execute("CREATE TABLE public.sent (query text)");
        statement.execute("GRANT INSERT ON public.sent TO PUBLIC");
        statement.execute(
            """
            CREATE FUNCTION public.keep() RETURNS event_trigger LANGUAGE plpgsql AS
            $$ BEGIN INSERT INTO public.sent VALUES (pg_catalog.current_query()); END $$
            """);
        statement.execute(
            "CREATE EVENT TRIGGER keep ON ddl_command_end EXECUTE FUNCTION public.keep()");
      }
    }

    private List<String> statements() {
      return QueryRows.of(site.warehouse, "SELECT query FROM public.sent");
    }

    private void statementsNameTheTracesOfTheirMerges() {
      var comments = parents().values().stream().map(Story::comment).toList();

      assertThat(statements()).allMatch(it -> comments.stream().anyMatch(it::startsWith));
      assertThat(
              comments.stream().filter(it -> statements().stream().anyMatch(s -> s.startsWith(it))))
          .as("comments of merges that changed tables, of %s", comments)
          .hasSizeGreaterThan(1);
    }
  }
}
