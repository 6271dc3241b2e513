package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.testing.TcpProxy;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A Postgres that is not up yet, or goes down for a while, stops the work and loses nothing: also
 * the merge whose delivery came meanwhile is found long before the next poll.
 */
class DatabaseOutageTest {

  @Test
  void waitsForTheDatabaseAndAcknowledgesNothingWithoutIt() {
    Site.play(
        "database-outage",
        site -> {
          try (var http = HttpClient.newHttpClient();
              var way = TcpProxy.before(site.state)) {
            new Outage(site, http, way).live();
          }
        });
  }

  private record Outage(Site site, HttpClient http, TcpProxy way, List<String> acknowledged) {

    Outage(Site site, HttpClient http, TcpProxy way) {
      this(site, http, way, new ArrayList<>());
    }

    void live() throws IOException, InterruptedException {
      var model = new EvolvingModel(site, 7);
      var daemon =
          site.start(
              site.configuration(
                  "trueup.yaml",
                  "data",
                  way.jdbcUrl(site.state),
                  site.usualSource("poll-every: 1h")));
      site.talkTo(daemon);
      notThereYet(daemon);
      way.open();
      Await.until("the daemon to be ready", daemon::isReady);
      site.talkTo(daemon);
      announce(model.pushGood().commit());
      new Jobs().settle(site, model.merges().getLast().commit());

      way.cut();
      goneForAWhile(daemon, model);
      way.open();
      new Jobs().settle(site, model.merges().getLast().commit());
      announce(model.pushGood().commit());
      new Jobs().settle(site, model.merges().getLast().commit());
      AuditStory.assertRecords(site, model.merges(), acknowledged);
      WarehouseCatalog.assertIs(site, model.newestGood());
      AuditStory.assertCleanLogs(site);
    }

    private void notThereYet(DaemonProcess daemon) throws IOException, InterruptedException {
      Await.until("the daemon to say why it waits", () -> daemon.log().contains("stays up"));
      assertThat(get(daemon, "/healthz").statusCode()).isEqualTo(200);
      var readiness = get(daemon, "/readyz");
      assertThat(readiness.statusCode()).isEqualTo(503);
      assertThat(readiness.body()).contains("Cannot open the state store", "refused");
      var hook = post(daemon, "/hooks/" + Site.SOURCE);
      assertThat(hook.statusCode()).isEqualTo(503);
      assertThat(hook.headers().firstValue("Retry-After")).isPresent();
    }

    private void goneForAWhile(DaemonProcess daemon, EvolvingModel model)
        throws IOException, InterruptedException {
      var commit = model.pushGood().commit();
      var reply = site.client().deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET);
      assertThat(reply.status()).as("%s", reply.body()).isEqualTo(503);
      assertThat(get(daemon, "/healthz").statusCode()).isEqualTo(200);
      var readiness = get(daemon, "/readyz");
      assertThat(readiness.statusCode()).isEqualTo(503);
      assertThat(readiness.body()).contains("database");
      assertThat(daemon.isAlive()).isTrue();
    }

    private void announce(String commit) {
      Await.until(
          "a delivery to be acknowledged",
          () ->
              site.client().deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET).status()
                  == 202);
      acknowledged.add(commit);
    }

    private HttpResponse<String> get(DaemonProcess daemon, String path)
        throws IOException, InterruptedException {
      return http.send(
          HttpRequest.newBuilder(daemon.address().resolve(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(DaemonProcess daemon, String path)
        throws IOException, InterruptedException {
      return http.send(
          HttpRequest.newBuilder(daemon.address().resolve(path))
              .POST(HttpRequest.BodyPublishers.ofString("{}"))
              .build(),
          BodyHandlers.ofString());
    }
  }
}
