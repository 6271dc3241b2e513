package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.trueup.listener.daemon.testing.RandomRequests;
import io.trueup.listener.daemon.testing.Wire;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Hostile senders against a real daemon on its port. Random ones print their seed, and {@code
 * -Dtrueup.hostile.seed} repeats it.
 *
 * <p>Cases 1 to 19 and 21 run for every forge, and every way in which it sends, in
 * ForgeHostileTest; the table names what there is besides.
 *
 * <pre>
 * case                                        where
 *  1 bad signatures                           here, HookEndpointTest.refusesABadSignature
 *  2 SHA-1 only                               here, HookEndpointTest
 *  3 signature over the raw bytes             here, HookEndpointTest.verifiesTheRawBytes
 *  4 one byte over the cap, false lengths     here (the memory of the process), HookEndpointTest
 *  5 slow bodies, many connections            here, HttpListenerTest, HookFloodTest
 *  6 compressed bodies                        here
 *  7 hostile JSON                             here, HookEndpointTest.refusesHostileJson
 *  8 missing and null fields                  here, HookEndpointTest.recordsAnIgnoredDeliveryWithItsReason
 *  9 forms                                    here, HookEndpointTest, GitHubExamplesTest
 * 10 other methods                            here
 * 11 unknown sources                          here; one look-up answers all of them, so the time tells
 *                                             nothing; it is not measured
 * 12 one id twice on two daemons              DeliveriesContract (concurrent records), TwoDaemonsTest
 * 13 one id, another body                     here, DeliveriesContract
 * 14 replays                                  here: a replay is a poke
 * 15 pings, unknown events, tags              here, HookEndpointTest
 * 16 forks, renamed repositories              HookEndpointTest (numbers of repositories)
 * 17 commits of a payload                     HookEndpointTest.usesAPayloadOnlyToDecideWhetherItMatters
 * 18 addresses in a payload                   the same; redirects: GitFailureTest
 * 19 rotated secrets                          HookEndpointTest.acceptsEachValidSecretAndNoOther,
 *                                             ConfiguredHooksTest, SourceDiagnosisTest
 * 20 clocks                                   SimulationTest, LeasesContract, WindowOracleTest (windows over
 *                                             all changes of zones), HookFloodTest
 * 21 the store is away                        HookEndpointTest, DatabaseOutageTest
 * 22 killed between steps                     KillTest, KilledBatchesTest
 * 23 to 29, 31 git                            GitMirrorTest, GitFailureTest, SimulationTest, KillTest,
 *                                             HostileGitTest, HostileRepositoriesTest; 25:
 *                                             AnnouncedRefreshesTest
 * 30 paths and links in trees                 ModelTreeTest
 * 32 bad models                               BadInputTest.rejectsABadMergeAndGoesOnWithTheNextGoodOne
 * 33 empty models, many nodes removed         BadInputTest; RemovalTest, GateRulesTest (removal-guard)
 * 34 signed commits                           no such policy exists yet
 * 35 disk full, mirror gone                   GitMirrorTest (a damaged or missing mirror), SharedFolderTest;
 *                                             a disk that is full in fact is not tried
 * 36, 37, 42, 43 leases and late answers      FencingContract, SimulationTest, DatabaseOutageTest
 * 38 pauses                                   GateContract, OperatorRoutesTest, SteeringTest
 * 39, 40 windows                              AlarmsTest (the owner is dead), WindowRoutesTest,
 *                                             WindowsContract, WindowCalendarTest, CombinedWindowsTest
 * 41 overrides                                ControlRoutesTest, GateRulesTest
 * 44 Kafka                                    KafkaFaultsTest, KafkaLoopTest, DeliveriesFromKafkaTest
 *                                             (duplicates, topics with lower offsets, dead letters)
 * 45 many jobs at one time                    BurstTest, CurrencyOutageTest
 * 46 changed audit                            SchemaTest, AuditContract
 * 47 secrets                                  SecretsTest, ForgeHostileTest, AuditStory.assertCleanLogs in
 *                                             every end-to-end test
 * 48 hostile texts                            here (event names), StatusPageTest, OperatorRoutesTest
 * </pre>
 */
class HostileTest {

  private static final String PUSH = "{\"ref\":\"refs/heads/main\",\"commits\":[]}";
  private static final String NO_SIGNATURE = "";
  private static final int AT_ONCE = 32;

  /** Files that this process may open besides the connections. */
  private static final int SPARE_FILES = 500;

  private static final int CAP = 5 << 20;
  private static final int HEAP = 256 << 20;

  /** How bodies are announced that do not end, or are a byte too long. */
  private static final List<String> UNFINISHED =
      List.of(
          "Content-Length: %d\r\n".formatted(CAP),
          "Transfer-Encoding: chunked\r\n\r\n%x".formatted(CAP),
          "Transfer-Encoding: chunked\r\n\r\n%x".formatted(CAP + 1),
          "Content-Length: %d\r\n".formatted(CAP + 1));

  /** In a head, before it, and in a body. */
  private static final List<String> HALF_OPEN =
      List.of(
          "POST /hooks/northwind HTTP/1.1\r\nHost: a\r\nX-Slow: ",
          "",
          "POST /hooks/northwind HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
              + "X-GitHub-Event: push\r\nX-GitHub-Delivery: slow\r\nContent-Length: 9\r\n\r\n{");

  /** A delivery that is sent, and the status that answers it. */
  private record Case(String name, String headers, String body, int status) {}

  @Test
  void answersEveryHostileDeliveryAsItShould() {
    Site.play(
        "hostile-deliveries",
        site -> {
          var port = serve(site);
          for (var it : cases()) {
            var reply = send(port, "POST", Site.SOURCE, it.headers(), it.body());
            assertThat(reply).as(it.name()).extracting(Wire.Reply::status).isEqualTo(it.status());
          }
          for (var method : List.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH")) {
            var body = method.equals("GET") || method.equals("HEAD") ? "" : PUSH;
            var reply = send(port, method, Site.SOURCE, signed(body), body);
            assertThat(reply).as("10 %s", method).extracting(Wire.Reply::status).isEqualTo(405);
            assertThat(reply)
                .extracting(it -> it.header("access-control-allow-origin"))
                .isEqualTo("");
          }
          var unknown =
              List.of("nobody", "Northwind", "%6eorthwind", "northwind/", "").stream()
                  .map(name -> send(port, "POST", name, signed(PUSH), PUSH))
                  .toList();
          assertThat(unknown).extracting(Wire.Reply::status).as("11").containsOnly(404);
          assertThat(unknown)
              .extracting(Wire.Reply::body)
              .as("11")
              .containsOnly("{\"status\":\"refused\",\"reason\":\"There is no such hook\"}");
          assertThat(site.client().read("/api/v1/deliveries").body().toString())
              .contains("REFUSED", "REPLAY_MISMATCH", "IGNORED", "ACCEPTED")
              .doesNotContain("canary");
          AuditStory.assertCleanLogs(site);
        });
  }

  private static List<Case> cases() {
    var hex = signature(Site.HOOK_SECRET.value(), PUSH);
    var spaced = PUSH.replace(",", " ,\r\n");
    return List.of(
        new Case("0 good", signed(PUSH), PUSH, 202),
        new Case("1 none", NO_SIGNATURE, PUSH, 401),
        new Case("1 empty", "X-Hub-Signature-256: \n", PUSH, 401),
        new Case("1 no digest", "X-Hub-Signature-256: sha256=\n", PUSH, 401),
        new Case(
            "1 six bytes", "X-Hub-Signature-256: sha256=" + hex.substring(0, 12) + "\n", PUSH, 401),
        new Case("1 not hex", "X-Hub-Signature-256: sha256=" + "g".repeat(64) + "\n", PUSH, 401),
        new Case("1 wrong case", "X-Hub-Signature-256: SHA256=" + hex + "\n", PUSH, 401),
        new Case("2 SHA-1", "X-Hub-Signature: sha1=" + "0".repeat(40) + "\n", PUSH, 401),
        new Case("3 another body", signed(PUSH), spaced, 401),
        new Case("3 odd spaces", signed(spaced) + id("odd"), spaced, 202),
        new Case("6 gzip", signed(PUSH) + "Content-Encoding: gzip\n", PUSH, 415),
        new Case("7 deep", signed("{\"a\":".repeat(5_000)), "{\"a\":".repeat(5_000), 400),
        new Case("7 NaN", signed("{\"a\":NaN}"), "{\"a\":NaN}", 400),
        new Case(
            "7 twice",
            signed("{\"ref\":\"a\",\"ref\":\"b\"}"),
            "{\"ref\":\"a\",\"ref\":\"b\"}",
            400),
        new Case(
            "7 a large number", signed("{\"a\":1e999999}") + id("large"), "{\"a\":1e999999}", 200),
        new Case("8 nothing", signed("{}") + id("nothing"), "{}", 200),
        new Case("9 a form", form() + id("form"), formBody(), 202),
        new Case(
            "9 another type", signed(PUSH).replace("application/json", "text/plain"), PUSH, 415),
        new Case("13 another body", signed(spaced), spaced, 202),
        new Case("14 a replay", signed(PUSH), PUSH, 202),
        new Case("15 a tag", signed(tag()) + id("tag"), tag(), 200),
        new Case("48 an event with markup", signed(PUSH).replace("push", "<script>"), PUSH, 400));
  }

  private static String tag() {
    return PUSH.replace("heads", "tags");
  }

  private static String formBody() {
    return "payload=" + URLEncoder.encode(PUSH, StandardCharsets.UTF_8);
  }

  private static String form() {
    return signed(formBody()).replace("application/json", "application/x-www-form-urlencoded");
  }

  private static String id(String id) {
    return "id: " + id + "\n";
  }

  private static String signed(String body) {
    return "Content-Type: application/json\nX-GitHub-Event: push\nX-Hub-Signature-256: sha256="
        + signature(Site.HOOK_SECRET.value(), body)
        + "\n";
  }

  private static String signature(String secret, String body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int serve(Site site) {
    site.copySample();
    site.clone.publish("Begin");
    site.serve(site.configuration());
    return URI.create(site.address()).getPort();
  }

  private static Wire.@Nullable Reply send(
      int port, String method, String source, String headers, String body) {
    var named =
        headers.contains("id: ")
            ? headers.replace("id: ", "X-GitHub-Delivery: ")
            : headers + "X-GitHub-Delivery: d-1\n";
    var typed =
        named.contains("Content-Type")
            ? named
            : named + "Content-Type: application/json\nX-GitHub-Event: push\n";
    return Wire.ask(
        port,
        "%s /hooks/%s HTTP/1.1\nHost: localhost\n%sContent-Length: %d\n\n"
            .formatted(method, source, typed, body.length()),
        body);
  }

  @Test
  void answersWhateverBytesCome() throws Exception {
    var seed = Long.getLong("trueup.hostile.seed", 1);
    Site.play(
        "hostile-bytes",
        site -> {
          var port = serve(site);
          var requests = new RandomRequests(goodRequests(), new Random(seed));
          var permits = new Semaphore(AT_ONCE);
          var answers = new ArrayList<Future<List<Integer>>>();
          try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 300; i++) {
              var bytes = requests.next();
              permits.acquire();
              answers.add(
                  senders.submit(() -> {
                    try (var wire = Wire.connect(port)) {
                      wire.send(bytes);
                      wire.endOutput();
                      return wire.statusesUntilClosed();
                    } finally {
                      permits.release();
                    }
                  }));
            }
            for (var answer : answers) {
              assertThat(answer.get())
                  .as("seed %d", seed)
                  .allSatisfy(it -> assertThat(it).isLessThan(500));
            }
          }
          // Some of these bytes are wrong tokens, of which an address may try a few at a time.
          Await.until(
              "the status to be told again",
              () -> site.client().read("/api/v1/status").status() == 200);
          AuditStory.assertCleanLogs(site);
        });
  }

  private static List<String> goodRequests() {
    var event = "X-GitHub-Event: push\r\nX-GitHub-Delivery: d\r\n";
    return List.of(
        post("/hooks/northwind", "application/json\r\n" + event, "{}"),
        "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /api/v1/status HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\n\r\n",
        post("/api/v1/runs", "application/json\r\n", "{}"),
        post("/login", "application/x-www-form-urlencoded\r\n", "token=x"));
  }

  private static String post(String target, String type, String body) {
    return "POST %s HTTP/1.1\r\nHost: a\r\nContent-Type: %sContent-Length: %d\r\n\r\n%s"
        .formatted(target, type, body.length(), body);
  }

  /** Sends far more than the heap holds, all of it at one time. */
  @Test
  void bodiesTakeNoMoreMemoryThanTheyMay() {
    Site.play(
        "hostile-bodies",
        site -> {
          site.copySample();
          site.clone.publish("Begin");
          var options = Map.of("JDK_JAVA_OPTIONS", "-Xmx%dm".formatted(HEAP >> 20));
          var daemon = site.serve(site.configuration(), options);
          var port = URI.create(site.address()).getPort();
          var before = daemon.mostMemory();
          assertThat(deliver(port)).isEqualTo(202); // which proves the senders' address
          var body = "x".repeat(CAP - 1).getBytes(StandardCharsets.US_ASCII);
          var answers = new ArrayList<Future<Integer>>();
          try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var sent = 0L; sent < 3L * HEAP; sent += body.length) {
              var head = UNFINISHED.get(answers.size() % UNFINISHED.size());
              answers.add(senders.submit(() -> statusOf(port, head, body)));
            }
          }
          for (var answer : answers) {
            assertThat(answer.get()).isIn(408, 413, 503);
          }
          assertThat(deliver(port)).isEqualTo(202);
          System.out.printf(
              "%d bodies: from %d to %d MB%n",
              answers.size(), before >> 20, daemon.mostMemory() >> 20);
          assertThat(daemon.mostMemory()).isLessThan(before + HEAP);
          AuditStory.assertCleanLogs(site);
        });
  }

  private static int deliver(int port) {
    var reply = send(port, "POST", Site.SOURCE, signed(PUSH), PUSH);
    return reply == null ? 0 : reply.status();
  }

  private static int statusOf(int port, String head, byte[] body) {
    try (var wire = Wire.connect(port)) {
      wire.send(
          "POST /hooks/%s HTTP/1.1\r\nHost: localhost\r\n%sX-GitHub-Delivery: d-1\r\n%s\r\n"
              .formatted(Site.SOURCE, signed("").replace("\n", "\r\n"), head));
      wire.send(body);
      var reply = wire.reply();
      return reply == null ? 503 : reply.status(); // closed, with the answer lost on the way
    }
  }

  @Test
  void answersBesideThousandsOfHalfOpenConnections() {
    var files = ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class);
    var connections = (int) Math.min(10_000, files.getMaxFileDescriptorCount() - SPARE_FILES);
    System.out.printf("%d half-open connections%n", connections);
    keepOut(connections);
  }

  private static void keepOut(int connections) {
    Site.play(
        "hostile-connections",
        site -> {
          var port = serve(site);
          var open = new ArrayList<Wire>();
          try {
            for (var i = 0; i < connections; i++) {
              var wire = Wire.connect(port);
              open.add(wire);
              wire.send(HALF_OPEN.get(i % HALF_OPEN.size()));
            }
            var took = new ArrayList<Duration>();
            for (var i = 0; i < 20; i++) {
              var began = System.nanoTime();
              var reply = send(port, "POST", Site.SOURCE, signed(PUSH), PUSH);
              took.add(Duration.ofNanos(System.nanoTime() - began));
              assertThat(reply).as("a good delivery").extracting(Wire.Reply::status).isEqualTo(202);
            }
            took.sort(null);
            assertThat(took.get(took.size() / 2)).isLessThan(Duration.ofSeconds(1));
          } finally {
            open.forEach(Wire::close);
          }
          AuditStory.assertCleanLogs(site);
        });
  }
}
