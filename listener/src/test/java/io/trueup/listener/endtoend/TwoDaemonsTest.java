package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.demo.DaemonClient;
import io.trueup.listener.gitserver.Fault;
import io.trueup.listener.gitserver.GitRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Two daemons over one Postgres share the work, and one goes on when the other dies. */
class TwoDaemonsTest {

  @Test
  void handleEachMergeOnceAndSurviveEachOther() {
    Site.play("two-daemons", TwoDaemonsTest::share);
  }

  private static void share(Site site) throws IOException {
    var model = new EvolvingModel(site, 11);
    var one = site.serve(site.configuration());
    model.begin();
    var other =
        site.start(
            site.configuration("other.yaml", "other", site.state.jdbcUrl(), site.usualSource()));
    Await.until("the other daemon to be ready", other::isReady);
    var acknowledged = new TreeSet<String>();
    try (var toOne = site.clientOf(one);
        var toOther = site.clientOf(other)) {
      for (var i = 0; i < 10; i++) {
        var commit = model.push().commit();
        acknowledged.add(announce(toOne, commit));
        acknowledged.add(announce(toOther, commit));
      }
      var last = model.pushGood().commit();
      acknowledged.add(announce(toOther, last));
      new Jobs().settle(site, last);
      assertThat(one.isAlive() && other.isAlive()).as("both alive").isTrue();
      AuditStory.assertTells(site, model.merges(), acknowledged);

      // Whoever fetches now hangs with the source's lease in its hands, and dies so.
      site.git.next(GitRequest.FETCH, new Fault.Hang(0));
      var orphan = model.pushGood().commit();
      acknowledged.add(announce(toOne, orphan));
      Await.until("a daemon to hold the source", () -> !holder(site).isEmpty());
      var isOne = holder(site).equals(instance(site, "data"));
      (isOne ? one : other).kill();
      site.talkTo(isOne ? other : one);
      new Jobs().settle(site, orphan);

      var after = model.pushGood().commit();
      acknowledged.add(announce(isOne ? toOther : toOne, after));
      new Jobs().settle(site, after);
      AuditStory.assertTells(site, model.merges(), acknowledged);
      WarehouseCatalog.assertIs(site, model.newestGood());
      AuditStory.assertCleanLogs(site);
    }
  }

  private static String announce(DaemonClient client, String commit) {
    var reply = client.deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET);
    assertThat(reply.status()).as("%s", reply.body()).isEqualTo(202);
    return commit;
  }

  private static String holder(Site site) {
    return String.join(
        "",
        Rows.of(
            site.state,
            "SELECT holder FROM trueup.lease WHERE resource LIKE 'source:%' AND expires_at > now()"));
  }

  private static String instance(Site site, String dataFolder) throws IOException {
    return Files.readString(site.folder.resolve(dataFolder).resolve("instance")).strip();
  }
}
