package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.statestore.testing.TcpProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Several daemons over one Postgres tell jobs the same, whichever of them moved the target; one
 * that loses the database says so, or refuses, as its configuration asks. It was seen to fail when
 * answers from before an outage say that they are as of now ({@code Currency.fromMemory}), and when
 * a daemon that must refuse answers from memory, to callers whose tokens it knows ({@code
 * Currency.usable} and {@code callersWithin}; either alone still refuses).
 */
class CurrencyOutageTest {

  private static final String PLATFORM = "northwind/Forensic";
  private static final String NODE = "Ingest/Forensic/NW_Data";
  private static final String NO_FINGERPRINT = "";
  private static final String FILE = "usa/sales.yaml";
  private static final String COLUMN = "      contact_name: varchar(30)\n";

  /** A picture that is older is not answered from while the database is there. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private static final int MOST_TRIES = 2000;

  @Test
  void daemonsTellWhatAnotherMovedAndWhatTheyKnewBeforeAnOutage() {
    Site.play(
        "currency-outage",
        site -> {
          try (var way = TcpProxy.before(site.state)) {
            way.open();
            new Story(site, way).tell();
          }
        });
  }

  private static final class Story {

    private final Site site;
    private final TcpProxy way;
    private final DaemonProcess one;
    private final DaemonProcess far;
    private final DaemonProcess strict;
    private final ApiCaller operator;
    private int version;

    Story(Site site, TcpProxy way) throws IOException {
      this.site = site;
      this.way = way;
      site.copySample();
      one = site.serve(site.configuration());
      far = site.start(behindTheProxy("far", ""));
      strict = site.start(behindTheProxy("strict", "currency: {when-stale: refuse}\n"));
      var token = Files.readString(site.folder.resolve("data").resolve("operator.token"));
      operator = new ApiCaller(one.address(), token.strip());
    }

    private Path behindTheProxy(String name, String more) throws IOException {
      var file =
          site.configuration(
              name + ".yaml", name, way.jdbcUrl(site.state), site.usualSource("poll-every: 1h"));
      return Files.writeString(file, Files.readString(file) + more);
    }

    void tell() {
      merge("Declare the Northwind ecosystem");
      new Jobs().settle(site, site.clone.git("rev-parse", "HEAD"));
      var reader = operator.post("/api/v1/tokens", Map.of("name", "reader", "scope", "READ"));
      var late = operator.post("/api/v1/tokens", Map.of("name", "late", "scope", "READ"));
      var leaver = operator.post("/api/v1/tokens", Map.of("name", "leaver", "scope", "READ"));
      try (operator;
          var toOne = new ApiCaller(one.address(), reader.field("token"));
          var toFar = new ApiCaller(far.address(), reader.field("token"));
          var toStrict = new ApiCaller(strict.address(), reader.field("token"));
          var lateAtFar = new ApiCaller(far.address(), late.field("token"));
          var leaverAtFar = new ApiCaller(far.address(), leaver.field("token"))) {
        Await.until("the daemons to be ready", () -> far.isReady() && strict.isReady());
        var fingerprint = "";
        for (var i = 0; i < 2; i++) {
          fingerprint = moved(toOne, toFar, toStrict, "phone_" + i);
        }
        var current = fresh(toFar, fingerprint, now());
        assertThat(ask(leaverAtFar, fingerprint).status()).isEqualTo(200);
        assertThat(current.path("action").asText()).isEqualTo("CURRENT");

        way.cut();
        var cut = now();
        outage(toFar, toStrict, lateAtFar, leaverAtFar, fingerprint, cut);
        addColumn("fax");
        var moved = now();
        assertThat(fresh(toOne, fingerprint, moved).path("action").asText()).isEqualTo("RECONCILE");
        var stale = ask(toFar, fingerprint).json();
        assertThat(stale.path("stale").asBoolean()).isTrue();
        assertThat(stale.path("version").asInt()).isEqualTo(version - 1);

        way.open();
        assertThat(fresh(toFar, fingerprint, moved).path("version").asInt()).isEqualTo(version);
        assertThat(fresh(toStrict, fingerprint, moved).path("version").asInt()).isEqualTo(version);
        assertThat(fresh(lateAtFar, fingerprint, moved).path("stale").asBoolean()).isFalse();
        Await.until(
            "the revoked token to be refused",
            () -> ask(leaverAtFar, NO_FINGERPRINT).status() == 401);
      }
      AuditStory.assertCleanLogs(site);
    }

    /** A target moves; every daemon tells so, and that the job is current once it has run. */
    private String moved(ApiCaller toOne, ApiCaller toFar, ApiCaller toStrict, String column) {
      var before = fresh(toOne, NO_FINGERPRINT, now()).path("fingerprint").asText();
      addColumn(column);
      var moved = now();
      for (var daemon : List.of(toFar, toStrict, toOne)) {
        var told = fresh(daemon, before, moved);
        assertThat(told.path("action").asText()).as("%s", told).isEqualTo("RECONCILE");
        assertThat(told.path("version").asInt()).as("%s", told).isEqualTo(version);
      }
      var run =
          operator.post(
              "/api/v1/runs",
              Map.of("platform", PLATFORM, "node", NODE, "job", "nightly", "fingerprint", before));
      assertThat(run.field("action")).as(run.text()).isEqualTo("RECONCILE");
      operator.post("/api/v1/runs/" + run.field("run") + "/end", Map.of("outcome", "succeeded"));
      var reached = now();
      for (var daemon : List.of(toFar, toStrict, toOne)) {
        var told = fresh(daemon, run.field("fingerprint"), reached);
        assertThat(told.path("action").asText()).as("%s", told).isEqualTo("CURRENT");
      }
      return run.field("fingerprint");
    }

    private void outage(
        ApiCaller toFar,
        ApiCaller toStrict,
        ApiCaller lateAtFar,
        ApiCaller leaverAtFar,
        String fingerprint,
        Instant cut) {
      Await.until(
          "the daemon to answer from what it knew",
          () -> ask(toFar, fingerprint).json().path("stale").asBoolean());
      var stale = ask(toFar, fingerprint).json();
      assertThat(stale.path("action").asText()).isEqualTo("CURRENT");
      assertThat(asOf(stale)).isBeforeOrEqualTo(cut);
      Await.until("the other to refuse", () -> ask(toStrict, fingerprint).status() == 503);
      assertThat(ask(toStrict, fingerprint).field("type")).startsWith("urn:trueup:error:");
      assertThat(ask(lateAtFar, fingerprint).status())
          .as("of a token that the database has not confirmed")
          .isEqualTo(503);
      var revoked = operator.send("DELETE", "/api/v1/tokens/leaver", null);
      assertThat(revoked.status() / 100).as(revoked.text()).isEqualTo(2);
      assertThat(ask(leaverAtFar, fingerprint).status())
          .as("of a token that was revoked in the outage")
          .isEqualTo(200);
    }

    private void addColumn(String name) {
      site.edit(FILE, COLUMN, COLUMN + "      " + name + ": varchar(24)\n");
      merge("Add the customers' " + name);
    }

    private void merge(String message) {
      var commit = site.clone.publish(message);
      var reply = site.client().deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET);
      assertThat(reply.status()).isEqualTo(202);
      version++;
      Await.until(
          "version %d to be the target of %s".formatted(version, PLATFORM),
          () ->
              operator
                      .get("/api/v1/platforms/" + PLATFORM)
                      .json()
                      .findPath("target")
                      .path("version")
                      .asInt()
                  == version);
    }

    /** The time by the database's clock. */
    private Instant now() {
      return Instant.parse(
          QueryRows.one(
              site.state,
              "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC',"
                  + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
    }

    /**
     * The first answer that was true at a time or later. Answers that are not stale may be as old
     * as they say, and no older than a second, so that this is one by then.
     */
    private JsonNode fresh(ApiCaller daemon, String fingerprint, Instant since) {
      for (var tries = 0; ; tries++) {
        assertThat(tries).as("tries").isLessThan(MOST_TRIES);
        var asked = now();
        var answer = ask(daemon, fingerprint);
        if (answer.status() != 200 || answer.json().path("stale").asBoolean()) {
          Await.pause();
          continue;
        }
        assertThat(asOf(answer.json())).as(answer.text()).isAfterOrEqualTo(asked.minus(FRESH));
        if (!asOf(answer.json()).isBefore(since)) {
          return answer.json();
        }
      }
    }

    private static Instant asOf(JsonNode answer) {
      return Instant.parse(answer.path("asOf").asText());
    }

    private static ApiCaller.Answer ask(ApiCaller daemon, String fingerprint) {
      return daemon.get(
          "/api/v1/platforms/%s/nodes/%s/currency%s"
              .formatted(
                  PLATFORM,
                  NODE.replace("/", "%2F"),
                  fingerprint.isEmpty() ? "" : "?fingerprint=" + fingerprint));
    }
  }
}
