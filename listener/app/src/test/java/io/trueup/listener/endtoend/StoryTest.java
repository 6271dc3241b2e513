package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.endtoend.Jobs.Node;
import io.trueup.listener.lab.demo.Demo;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The demo's story: narrated by the demo, and played by a daemon in its own process. */
class StoryTest {

  private static final Node LIVE = new Node("Live", "Ingest/Live/NW_Data");
  private static final Node FORENSIC = new Node("Forensic", "Ingest/Forensic/NW_Data");
  private static final Node SUPPLIERS = new Node("Forensic", "Ingest/Forensic/Depot/suppliers");
  private static final String VIEW = "live__productreporting.liveproducts__nw_data__customers";

  @Test
  void isNarratedByTheDemo() {
    var out = new ByteArrayOutputStream();
    var cache =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "trueup-postgres-binaries-" + System.getProperty("user.name"));
    Demo.play(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        false,
        Demo.Afterwards.STOP,
        new ProcessEnvironment(_ -> null, InstantSource.system(), "test", cache));

    var told = out.toString(StandardCharsets.UTF_8);
    assertThat(told.lines().toList().reversed().stream().limit(3).map(StoryTest::untimed).toList())
        .as("the end of\n%s", told)
        .containsExactly(
            "Mainframe | 3 | 3 | 3 | t", "Live | 3 | 3 | 3 | t", "Forensic | 3 | 3 | 3 | t");
  }

  private static String untimed(String line) {
    return line.replaceFirst("^\\s*(\\d+[.,]\\d+\\s*s?)?\\s*", "").strip();
  }

  @Test
  void isPlayedByADaemon() {
    Site.playFromNothing("story", site -> new Life(site).live());
  }

  /** The story, merge by merge. */
  private static final class Life {

    private final Site site;
    private final Jobs jobs = new Jobs();

    Life(Site site) {
      this.site = site;
    }

    void live() {
      site.copySample();
      var daemon = site.serve(site.configuration());
      firstMerge();
      addedColumn();
      onePlatformOnly();
      rejected();
      retired();
      assertThat(daemon.stop()).as("exit code after SIGTERM").isEqualTo(143);
      AuditStory.assertCleanLogs(site);
    }

    private void firstMerge() {
      merge("Declare the Northwind ecosystem", 1, "ACCEPTED");
      awaitPointers("Live", 1, 1, 1);
      awaitPointers("Forensic", 1, 1, 1);
      awaitPointers("Mainframe", 1, 1, 1);
      assertThat(columns(VIEW))
          .isEqualTo(
              "view: customer_id character varying(5), company_name character varying(40),"
                  + " contact_name character varying(30), city character varying(15),"
                  + " country character varying(15)");
      WarehouseCatalog.assertIs(site, site.clone.git("rev-parse", "HEAD"));
      assertThat(jobs.run(site.client(), LIVE).path("action").asText()).isEqualTo("RUN");
      assertThat(jobs.run(site.client(), FORENSIC).path("version").asLong()).isEqualTo(1);
      assertThat(jobs.run(site.client(), SUPPLIERS).path("action").asText()).isEqualTo("RUN");
    }

    private void addedColumn() {
      site.edit("usa/sales.yaml", "(15)\n  orders:", "(15)\n      fax: varchar(24)\n  orders:");
      merge("Keep the customers' fax numbers", 2, "ACCEPTED");
      assertThat(impact(2, "Mainframe")).isEqualTo("0 0 0");
      awaitPointers("Mainframe", 2, 2, 2);
      awaitPointers("Live", 2, 2, 1);
      assertThat(node(LIVE)).isEqualTo("AWAITING_NODE_TIME");
      assertThat(columns(VIEW)).doesNotContain("fax");

      var answer = jobs.run(site.client(), LIVE);
      assertThat(answer.path("action").asText()).isEqualTo("RECONCILE");
      assertThat(answer.path("version").asLong()).isEqualTo(2);
      assertThat(answer.path("statements").toString()).contains("ADD COLUMN").contains("fax");
      assertThat(columns(VIEW)).endsWith(", fax character varying(24)");
      awaitPointers("Live", 2, 2, 2);
      awaitPointers("Forensic", 2, 2, 1);
      assertThat(jobs.run(site.client(), FORENSIC).path("action").asText()).isEqualTo("RECONCILE");
      awaitPointers("Forensic", 2, 2, 2);
      assertThat(jobs.run(site.client(), LIVE).path("action").asText()).isEqualTo("RUN");
    }

    private void onePlatformOnly() {
      site.edit("workspaces/supply-chain.yaml", "Depot/suppliers, ", "");
      merge("Supply chain no longer looks at suppliers", 3, "ACCEPTED");
      assertThat(impact(3, "Live")).isEqualTo("0 0 0");
      assertThat(impact(3, "Mainframe")).isEqualTo("0 0 0");
      assertThat(impact(3, "Forensic")).isEqualTo("0 0 2");
      awaitPointers("Live", 3, 3, 3);
      awaitPointers("Mainframe", 3, 3, 3);
      awaitPointers("Forensic", 3, 3, 2);
      assertThat(node(SUPPLIERS)).isEqualTo("RETIRING");
      assertThat(
              QueryRows.one(
                  site.state,
                  "SELECT count(*) FROM trueup.rollout JOIN trueup.platform AS p ON p.id = platform"
                      + " WHERE p.name = 'Mainframe'"))
          .as("rollouts of the platform that only the first merge concerned")
          .isEqualTo("1");
    }

    private void rejected() {
      site.edit("workspaces/product-reporting.yaml", "NW_Data/customers", "NW_Data/customer");
      var version = merge("Report on customers by another name", 4, "REJECTED");
      var problem = version.path("problems").path(0);
      assertThat(
              "%s:%d:%d"
                  .formatted(
                      problem.path("file").asText(),
                      problem.path("line").asInt(),
                      problem.path("column").asInt()))
          .isEqualTo("workspaces/product-reporting.yaml:9:34");
      assertThat(problem.path("message").asText()).contains("NW_Data").contains("customer");
      awaitPointers("Live", 3, 3, 3);
      awaitPointers("Forensic", 3, 3, 2);
    }

    private void retired() {
      assertThat(jobs.run(site.client(), SUPPLIERS).path("action").asText()).isEqualTo("RETIRE");
      awaitPointers("Forensic", 3, 3, 3);
      assertThat(jobs.run(site.client(), SUPPLIERS).path("action").asText()).isEqualTo("RETIRE");
      assertThat(WarehouseCatalog.relations(site.warehouse))
          .as("nothing is ever dropped by itself")
          .containsKey("forensic.depot__suppliers_merge");
      WarehouseCatalog.assertIs(site, site.clone.git("rev-parse", "HEAD~1"));
      assertThat(
              QueryRows.of(
                  site.state,
                  """
                  SELECT platform, version, sender_delivery_id, subject
                    FROM audit.why
                   WHERE pointer = 'realized' AND valid_to IS NULL
                   ORDER BY platform
                  """))
          .as("why each platform is what it is")
          .allMatch(it -> it.contains("|3|merge-3|Supply chain no longer looks at suppliers"))
          .hasSize(3);
    }

    private JsonNode merge(String message, int version, String verdict) {
      var commit = site.clone.publish(message);
      var reply =
          site.client().deliverPush(Site.SOURCE, "merge-" + version, commit, Site.HOOK_SECRET);
      assertThat(reply.status()).as("answer to a delivery: %s", reply.body()).isEqualTo(202);
      var path = "/api/v1/versions/%s/%d".formatted(Site.SOURCE, version);
      Await.until(
          "version %d to be judged".formatted(version),
          () -> site.client().read(path).status() == 200);
      var view = site.client().read(path).body();
      assertThat(view.path("commit").asText()).isEqualTo(commit);
      assertThat(view.path("verdict").asText()).as("%s", view).isEqualTo(verdict);
      return view;
    }

    private void awaitPointers(String platform, long merged, long target, long realized) {
      var expected = "%d %d %d".formatted(merged, target, realized);
      Await.until(
          "platform %s to be at %s".formatted(platform, expected),
          () -> {
            var view = site.client().read("/api/v1/platforms/" + platform).body().path("platform");
            var rollout = view.path("rollout").path("state").asText();
            return !rollout.equals("EXECUTING")
                && "%d %d %d"
                    .formatted(
                        pointer(view, "merged"), pointer(view, "target"), pointer(view, "realized"))
                    .equals(expected);
          });
    }

    private static long pointer(JsonNode view, String name) {
      return view.path(name).path("version").asLong();
    }

    private String impact(int version, String platform) {
      var view =
          site.client().read("/api/v1/versions/%s/%d".formatted(Site.SOURCE, version)).body();
      return StreamSupport.stream(view.path("impacts").spliterator(), false)
          .filter(it -> it.path("platform").asText().equals(platform))
          .map(it ->
              "%d %d %d"
                  .formatted(
                      it.path("added").asInt(),
                      it.path("changed").asInt(),
                      it.path("removed").asInt()))
          .findFirst()
          .orElseThrow();
    }

    private String node(Node node) {
      var page = site.client().read("/api/v1/nodes?limit=1000&platform=" + node.platform()).body();
      return StreamSupport.stream(page.path("nodes").spliterator(), false)
          .filter(it -> it.path("node").asText().equals(node.key()))
          .map(it -> it.path("state").asText())
          .findFirst()
          .orElseThrow();
    }

    private String columns(String relation) {
      return String.valueOf(WarehouseCatalog.relations(site.warehouse).get(relation));
    }
  }
}
