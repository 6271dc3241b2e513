package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two daemons over one Postgres wait for a window that opens. */
class AlarmsTest {

  /** Its second merge changes platform Live. */
  private static final long SEED = 7;

  /** Both daemons look at the platform at the same moment, and again each second. */
  @Test
  void oneMovesThePlatformWhenBothWakeAtOnce() {
    Site.play(
        "wakes",
        site -> {
          site.serve(often(site, "trueup.yaml", "data"));
          var model = new EvolvingModel(site, SEED);
          model.begin();
          Await.until("the first rollout", () -> target(site).equals("1"));
          var other = site.start(often(site, "other.yaml", "other"));
          Await.until("the other daemon to be ready", other::isReady);
          open(site, "add", "Release", "--allow", "--select", "all", "1 day", "--length", "1h");
          deliver(site, other, model.pushGood().commit());
          Await.until("the platform to wait", () -> waitsFor(site).equals("window"));
          open(site, "update", "release", "4 s");

          Await.until("the platform to move", () -> target(site).equals("2"));

          assertThat(
                  QueryRows.one(
                      site.state,
                      """
                      SELECT count(*)
                        FROM trueup.rollout AS r
                        JOIN trueup.platform AS p ON p.id = r.platform
                       WHERE p.name = 'Live'
                         AND r.to_version = 2
                      """))
              .isEqualTo("1");
          AuditStory.assertCleanLogs(site);
        });
  }

  /** The sweep is too rare to help. */
  @Test
  void aDaemonLooksWhenAnotherOneThatWaitedIsDead() {
    Site.play(
        "alarms",
        site -> {
          var living = site.serve(rarelySweeping(site, "trueup.yaml", "data"));
          var model = new EvolvingModel(site, SEED);
          model.begin();
          Await.until("the first rollout", () -> target(site).equals("1"));
          var waiting = site.start(rarelySweeping(site, "waiting.yaml", "waiting"));
          Await.until("the other daemon to be ready", waiting::isReady);
          open(site, "add", "Release", "--allow", "--select", "all", "1 day", "--length", "1h");
          deliver(site, waiting, model.pushGood().commit());
          Await.until("the platform to wait", () -> alarms(site).equals("1"));

          open(site, "update", "release", "20 s");
          Await.until("the clock to be set", () -> triggersWithin(site, "1 minute").equals("1"));
          waiting.kill();

          Await.until(
              "the living daemon to move the platform",
              () -> living.log().contains("Platform 'northwind/Live' moves from version 1 to 2"));
          assertThat(living.log()).doesNotContain("Alarms do not work");
          assertThat(alarms(site)).isEqualTo("0");
          AuditStory.assertCleanLogs(site);
        });
  }

  /** Has the daemon that was started last change a window that opens after some time. */
  private static void open(Site site, String verb, String name, String... words) {
    var order = new ArrayList<>(List.of("windows", verb, name));
    for (var word : words) {
      if (word.contains(" ")) {
        order.addAll(List.of("--start", wallClock(site, word), "--zone", "UTC"));
      } else {
        order.add(word);
      }
    }
    order.addAll(List.of("--reason", "The release opens soon"));
    OperatorShell.run(site, 0, order.toArray(String[]::new));
  }

  private static String wallClock(Site site, String later) {
    return QueryRows.one(
        site.state,
        "SELECT to_char(now() AT TIME ZONE 'UTC' + interval '%s', 'YYYY-MM-DD\"T\"HH24:MI:SS')"
            .formatted(later));
  }

  private static Path rarelySweeping(Site site, String file, String dataFolder) throws IOException {
    var configuration =
        site.configuration(
            file, dataFolder, site.state.jdbcUrl(), site.usualSource("poll-every: 1h"));
    var text = Files.readString(configuration);
    return Files.writeString(configuration, text.replace("sweep: 1s", "sweep: 1h"));
  }

  private static Path often(Site site, String file, String dataFolder) throws IOException {
    return site.configuration(
        file, dataFolder, site.state.jdbcUrl(), site.usualSource("poll-every: 1h"));
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

  private static String waitsFor(Site site) {
    return QueryRows.one(
        site.state,
        "SELECT coalesce(max(waiting_kind), '') FROM trueup.platform WHERE name = 'Live'");
  }

  private static String triggersWithin(Site site, String time) {
    return QueryRows.one(
        site.state,
        """
        SELECT count(*)
          FROM alarms.qrtz_triggers
         WHERE next_fire_time < 1000 * extract(epoch FROM now() + interval '%s')
        """
            .formatted(time));
  }

  private static String alarms(Site site) {
    return QueryRows.one(site.state, "SELECT count(*) FROM alarms.platform_alarm");
  }
}
