package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.gitserver.Fault;
import io.trueup.listener.gitserver.GitRequest;
import io.trueup.listener.lab.demo.DaemonClient;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Two daemons over one Postgres share the work, and one goes on when the other dies. */
class TwoDaemonsTest {

  /** A lease and a sweep, and what a machine under load may need: far less than a test waits. */
  private static final int SECONDS_TO_GO_ON = 2 + 1 + 20;

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
      recordClaims();
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
      var since = clock();
      site.talkTo(notThe(frozen));
      settle();
      assertOtherClaimsInTime(frozen, since);
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
      var since = clock();
      site.talkTo(notThe(dead));
      settle();
      assertOtherClaimsInTime(dead, since);
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
      return holder().equals(instance(one)) ? one : other;
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

    private String instance(DaemonProcess daemon) throws IOException {
      var dataFolder = daemon == one ? "data" : "other";
      return Files.readString(site.folder.resolve(dataFolder).resolve("instance")).strip();
    }

    /** A trigger records claims: the row of a lease says until when it is held, not since when. */
    private void recordClaims() {
      try (var connection = site.state.connect();
          var statement = connection.createStatement()) {
        statement.execute("CREATE TABLE public.claim (resource text, holder text, at timestamptz)");
        statement.execute("GRANT INSERT ON public.claim TO PUBLIC");
        statement.execute(
            """
            CREATE FUNCTION public.record_claim() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN
              INSERT INTO public.claim VALUES (new.resource, new.holder, clock_timestamp());
              RETURN NULL;
            END $$
            """);
        statement.execute(
            """
            CREATE TRIGGER record_claim AFTER UPDATE ON trueup.lease FOR EACH ROW
              WHEN (new.token > old.token) EXECUTE FUNCTION public.record_claim()
            """);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    /** By the database's clock, which leases go by. */
    private String clock() {
      return QueryRows.one(site.state, "SELECT clock_timestamp()");
    }

    /** Of the source whose lease a daemon held when it was frozen or killed. */
    private void assertOtherClaimsInTime(DaemonProcess gone, String since) throws IOException {
      var waited =
          QueryRows.one(
              site.state,
              """
              SELECT extract(epoch FROM min(at) - '%s')
                FROM public.claim
               WHERE resource LIKE 'source:%%'
                 AND holder <> '%s'
                 AND at > '%s'
              """
                  .formatted(since, instance(gone), since));
      assertThat(new BigDecimal(waited))
          .as("seconds from a daemon's end to the other's claim")
          .isBetween(BigDecimal.ZERO, BigDecimal.valueOf(SECONDS_TO_GO_ON));
    }
  }
}
