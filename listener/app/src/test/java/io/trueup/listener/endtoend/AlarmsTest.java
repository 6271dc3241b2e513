package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Of two daemons over one Postgres, the one that waits for a platform to be allowed to move is
 * killed. The sweep is too rare to help.
 */
class AlarmsTest {

  /** Its second merge changes platform Live. */
  private static final long SEED = 7;

  @Test
  void aDaemonLooksWhenAnotherOneThatWaitedIsDead() {
    Site.play(
        "alarms",
        site -> {
          var one = site.serve(rarelySweeping(site, "trueup.yaml", "data"));
          var model = new EvolvingModel(site, SEED);
          model.begin();
          Await.until("the first rollout", () -> target(site).equals("1"));
          var other = site.start(rarelySweeping(site, "other.yaml", "other"));
          Await.until("the other daemon to be ready", other::isReady);
          OperatorShell.run(
              site, 0, "pause", "Live", "--until", "20s", "--reason", "the quarter ends");

          deliver(site, one, model.pushGood().commit());
          Await.until("the clock to be set", () -> triggers(site).equals("1"));
          one.kill();

          Await.until("the second rollout", () -> target(site).equals("2"));
          assertThat(other.log())
              .contains("Platform 'northwind/Live' moves from version 1 to 2")
              .doesNotContain("Alarms do not work");
          assertThat(alarms(site)).isEqualTo("0");
          AuditStory.assertCleanLogs(site);
        });
  }

  private static Path rarelySweeping(Site site, String file, String dataFolder) throws IOException {
    var configuration =
        site.configuration(
            file, dataFolder, site.state.jdbcUrl(), site.usualSource("poll-every: 1h"));
    var text = Files.readString(configuration);
    return Files.writeString(configuration, text.replace("sweep: 1s", "sweep: 1h"));
  }

  private static void deliver(Site site, DaemonProcess to, String commit) {
    try (var client = site.clientOf(to)) {
      var reply = client.deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET);
      assertThat(reply).extracting(it -> it.status()).isEqualTo(202);
    }
  }

  private static String target(Site site) {
    return QueryRows.one(
        site.state, "SELECT max(target_version) FROM trueup.platform WHERE name = 'Live'");
  }

  private static String triggers(Site site) {
    return QueryRows.one(site.state, "SELECT count(*) FROM alarms.qrtz_triggers");
  }

  private static String alarms(Site site) {
    return QueryRows.one(site.state, "SELECT count(*) FROM alarms.platform_alarm");
  }
}
