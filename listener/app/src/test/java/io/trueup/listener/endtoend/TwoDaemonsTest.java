package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.gitserver.Fault;
import io.trueup.listener.gitserver.GitRequest;
import io.trueup.listener.lab.demo.DaemonClient;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Two daemons over one Postgres share the work, and one goes on when the other dies. */
class TwoDaemonsTest {

  @Test
  void handleEachMergeOnceAndSurviveEachOther() {
    Site.play("two-daemons", site -> new Pair(site).live());
  }

  /** Two daemons with data folders of their own. */
  private static final class Pair {

    private final Site site;
    private final EvolvingModel model;
    private final DaemonProcess one;
    private final DaemonProcess other;
    private final TreeSet<String> acknowledged = new TreeSet<>();

    Pair(Site site) {
      this.site = site;
      model = new EvolvingModel(site, 11);
      one = site.serve(site.polling());
      model.begin();
      other =
          site.start(
              site.configuration(
                  "other.yaml", "other", site.state.jdbcUrl(), site.usualSource("poll-every: 2s")));
      Await.until("the other daemon to be ready", other::isReady);
    }

    void live() throws IOException {
      share();
      freezeOne();
      killOne();
      WarehouseCatalog.assertIs(site, model.newestGood());
      AuditStory.assertCleanLogs(site);
    }

    private void share() {
      try (var toOne = site.clientOf(one);
          var toOther = site.clientOf(other)) {
        for (var i = 0; i < 5; i++) {
          var commit = model.push().commit();
          announce(toOne, commit);
          announce(toOther, commit);
        }
        announce(toOther, model.pushGood().commit());
      }
      settle();
      assertThat(one.isAlive() && other.isAlive()).as("both alive").isTrue();
    }

    /**
     * Freezes the daemon that fetches, while it holds the source's lease. When it wakes up, the
     * other daemon has done its work, and it must not do it again.
     */
    private void freezeOne() throws IOException {
      var frozen = fetching(new Fault.Delay(Duration.ofSeconds(2)));
      frozen.freeze();
      site.talkTo(notThe(frozen));
      settle();
      frozen.thaw();
      Await.until(
          "the thawed daemon to see that it is late",
          () -> frozen.log().contains("Nothing was written. The other process goes on"));
      try (var client = site.clientOf(notThe(frozen))) {
        announce(client, model.pushGood().commit());
      }
      settle();
    }

    /** Kills the daemon that fetches, while it holds the source's lease. */
    private void killOne() throws IOException {
      var dead = fetching(new Fault.Hang(0));
      dead.kill();
      site.talkTo(notThe(dead));
      settle();
      announce(site.client(), model.pushGood().commit());
      settle();
    }

    private DaemonProcess fetching(Fault fault) throws IOException {
      var fetches = site.git.requestCount(GitRequest.FETCH);
      site.git.injectFault(GitRequest.FETCH, fault);
      try (var client = site.clientOf(one)) {
        announce(client, model.pushGood().commit());
      }
      Await.until("a daemon to fetch", () -> site.git.requestCount(GitRequest.FETCH) > fetches);
      return holder().equals(instance("data")) ? one : other;
    }

    private DaemonProcess notThe(DaemonProcess daemon) {
      return daemon == one ? other : one;
    }

    private void settle() {
      new Jobs().settle(site, model.merges().getLast().commit());
      AuditStory.assertRecords(site, model.merges(), acknowledged);
    }

    private void announce(DaemonClient client, String commit) {
      var reply = client.deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET);
      assertThat(reply.status()).as("%s", reply.body()).isEqualTo(202);
      acknowledged.add(commit);
    }

    private String holder() {
      return QueryRows.one(
          site.state,
          "SELECT holder FROM trueup.lease WHERE resource LIKE 'source:%' AND expires_at > now()");
    }

    private String instance(String dataFolder) throws IOException {
      return Files.readString(site.folder.resolve(dataFolder).resolve("instance")).strip();
    }
  }
}
