package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * Daemons that serve all, that serve types, and that serve regions share one database: they join,
 * leave, die and pause, and work moves to those that serve it.
 */
class MoreDaemonsTest {

  private static final Duration SEVERAL_SWEEPS = Duration.ofSeconds(3);

  @Test
  void workMovesToTheDaemonsThatServeIt() {
    Site.play("more-daemons", site -> new Trio(site).live());
  }

  private static final class Trio {

    private final Site site;
    private final EvolvingModel model;
    private final TreeSet<String> acknowledged = new TreeSet<>();
    private DaemonProcess serving;

    Trio(Site site) {
      this.site = site;
      model = new EvolvingModel(site, 17);
      // It serves no platform: nothing is of this type.
      var _ = site.serve(serves("idle.yaml", "data", "types: [kafka]"));
      model.begin();
      serving = site.start(serves("serving.yaml", "serving", "types: [postgres, legacy]"));
      Await.until("the serving daemon to be ready", serving::isReady);
    }

    private Path serves(String file, String folder, String serves) {
      var usual =
          site.configuration(
              file, folder, site.state.jdbcUrl(), site.usualSource("poll-every: 1h"));
      return site.write(file, text(usual) + "serves: {" + serves + "}\n");
    }

    private static String text(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void live() throws Exception {
      join();
      leave();
      die();
      pause();
      WarehouseCatalog.assertIs(site, model.newestGood());
      AuditStory.assertCleanLogs(site);
    }

    /** Deliveries come to the daemon that moves no platform. */
    private void join() throws Exception {
      merge();
      assertThat(states()).containsExactly("live", "live");
      assertThat(fleet().path("unserved")).isEmpty();
    }

    /** The daemon that stops in order leaves no lease, and what it served waits, with a warning. */
    private void leave() throws Exception {
      serving.stop();
      assertThat(leases()).isZero();
      Await.until("the daemon to be seen as stopped", () -> states().contains("stopped"));
      announce(model.pushGood().commit());
      Await.until("the merge to be accepted", () -> accepted() == newest());
      assertThat(warnings())
          .hasSize(2)
          .last()
          .asString()
          .startsWith("No live daemon serves platforms of source 'northwind' with type 'postgres'");

      Await.pass(SEVERAL_SWEEPS);
      assertThat(behind()).as("platforms that the idle daemon leaves alone").isPositive();

      serving = site.start(serves("serving.yaml", "serving", "types: [postgres, legacy]"));
      Await.until("the warning to end", () -> warnings().isEmpty());
      settle();
    }

    private void die() throws Exception {
      serving.kill();
      announce(model.pushGood().commit());
      Await.until("the daemon to be gone", () -> states().contains("gone"));
      serving = site.start(serves("third.yaml", "third", "regions: [MyCorp]"));
      Await.until("a third daemon, which serves a region", serving::isReady);
      settle();
      assertThat(states()).containsExactlyInAnyOrder("live", "live", "gone");
    }

    /** The other daemon moves the platforms meanwhile, and the one that wakes up writes nothing. */
    private void pause() throws Exception {
      serving.freeze();
      var other = site.start(serves("fourth.yaml", "fourth", "types: [postgres, legacy]"));
      Await.until("another daemon to be ready", other::isReady);
      announce(model.pushGood().commit());
      Await.until("the frozen daemon to be gone", () -> gone() == 2);
      settle();
      serving.thaw();
      Await.until("the thawed daemon to report again", () -> gone() == 1);
      merge();
      AuditStory.assertRecords(site, model.merges(), acknowledged);
    }

    private void merge() {
      announce(model.pushGood().commit());
      settle();
    }

    private void settle() {
      new Jobs().settle(site, model.merges().getLast().commit());
    }

    private void announce(String commit) {
      var reply = site.client().deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET);
      assertThat(reply.status()).as("%s", reply.body()).isEqualTo(202);
      acknowledged.add(commit);
    }

    private JsonNode fleet() {
      return site.client().read("/api/v1/daemons").body();
    }

    private List<String> states() {
      return daemons().map(it -> it.path("state").asText()).toList();
    }

    private long gone() {
      return states().stream().filter("gone"::equals).count();
    }

    private Stream<JsonNode> daemons() {
      return StreamSupport.stream(fleet().path("daemons").spliterator(), false);
    }

    private List<String> warnings() {
      var warnings = site.client().read("/api/v1/status").body().path("warnings");
      return StreamSupport.stream(warnings.spliterator(), false).map(JsonNode::asText).toList();
    }

    private long leases() {
      return Long.parseLong(
          QueryRows.one(
              site.state,
              "SELECT count(*) FROM trueup.lease WHERE expires_at > now() AND holder IN"
                  + " (SELECT holder FROM trueup.daemon WHERE stopped_at IS NOT NULL)"));
    }

    private long behind() {
      return Long.parseLong(
          QueryRows.one(
              site.state,
              "SELECT count(*) FROM trueup.platform WHERE target_version < merged_version"));
    }

    private long accepted() {
      return Long.parseLong(
          QueryRows.one(site.state, "SELECT accepted FROM trueup.source WHERE id = 'northwind'"));
    }

    private long newest() {
      return Long.parseLong(QueryRows.one(site.state, "SELECT max(sequence) FROM trueup.version"));
    }
  }
}
