package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Kills the daemon with SIGKILL while a hundred jobs begin and end runs over HTTP, so that their
 * requests share transactions. The same choices again: {@code -Dtrueup.batches.seed=N}; more kills:
 * {@code -Dtrueup.batches.kills=N}.
 *
 * <p>It was seen to fail when begins are answered 20 ms before their transaction commits ({@code
 * RunBegins.write}), and not when they are answered as the commit is sent: Postgres carries out a
 * commit that it has, whatever happens to the daemon.
 */
class KilledBatchesTest {

  private static final int KILLS = Integer.getInteger("trueup.batches.kills", 2);
  private static final int JOBS = 100;
  private static final Duration BREATH = Duration.ofMillis(20);

  /** The configured length of a run, which nothing here prolongs. */
  private static final Duration LENGTH = Duration.ofSeconds(5);

  private static final String RECONCILED_TWICE =
      """
      SELECT platform, node, count(*)
        FROM trueup.run
       WHERE state = 'RECONCILING'
         AND expires_at > clock_timestamp()
       GROUP BY platform, node
      HAVING count(*) > 1
      """;

  private static final String LIVE =
      """
      SELECT id
        FROM trueup.run
       WHERE state IN ('RECONCILING', 'OPEN')
         AND expires_at > clock_timestamp()
      """;

  private static final String RECONCILING =
      "SELECT id FROM trueup.run WHERE state = 'RECONCILING' AND expires_at > clock_timestamp()";

  private static final String CHANGED_TWICE =
      """
      SELECT s.node, s.sql
        FROM trueup.schema_statement s
        JOIN trueup.schema_batch b ON b.id = s.batch
       WHERE b.state = 'LANDED'
         AND s.sql LIKE '%ADD COLUMN%'
       GROUP BY b.platform, s.node, s.sql
      HAVING count(*) > 1
      """;

  private static final String ALL =
      """
      SELECT id, coalesce(part_of, id), node, answer, state, pinned
        FROM trueup.run
      """;

  @Test
  void whatWasAnsweredIsRecordedWhereverItIsKilled() {
    Site.playAtRandom("batches", KilledBatchesTest::kill);
  }

  private static void kill(Site site, long seed) throws Exception {
    System.out.println("KilledBatchesTest's seed is " + seed);
    var random = new Random(seed);
    var model = new EvolvingModel(site, seed);
    var configuration = site.polling();
    var daemon = site.serve(configuration);
    model.begin();
    Await.until("nodes to exist", () -> !Jobs.nodes(site.client()).isEmpty());
    var crowd = new Crowd(site, Jobs.nodes(site.client()));
    crowd.talkToTheDaemon();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var jobs = new ArrayList<Future<?>>();
      for (var i = 0; i < JOBS; i++) {
        var choices = new Random(seed * 1000 + i);
        jobs.add(threads.submit((Callable<@Nullable Void>) () -> crowd.work(choices)));
      }
      try {
        for (var kill = 0; kill < KILLS; kill++) {
          model.push();
          var enough = crowd.answers.get() + 100 + random.nextInt(400);
          Await.until("jobs to be answered", () -> crowd.answers.get() >= enough);
          assertThat(QueryRows.of(site.state, RECONCILED_TWICE)).isEmpty();
          if (kill % 2 == 1) {
            awaitReconciling(site);
          }
          Await.pass(Duration.ofNanos(random.nextInt(30_000_000)));
          daemon.kill();
          assertThat(QueryRows.of(site.state, RECONCILED_TWICE)).isEmpty();
          daemon = site.serve(configuration);
          crowd.talkToTheDaemon();
        }
      } finally {
        crowd.isOver = true;
      }
      for (var job : jobs) {
        job.get();
      }
    }
    crowd.checkRecords();
    var merge = model.pushGood().commit();
    site.client().deliverPush(Site.SOURCE, merge, merge, Site.HOOK_SECRET);
    Await.until(
        "no run to live longer than " + LENGTH, () -> QueryRows.of(site.state, LIVE).isEmpty());
    new Jobs().settle(site, merge);
    assertThat(QueryRows.of(site.state, CHANGED_TWICE)).isEmpty();
    WarehouseCatalog.assertIs(site, model.newestGood());
    // Stack traces of threads that a busy machine held up are no failure.
    assertThat(site.logs()).doesNotContain("a bug").doesNotContain("a JVM error");
  }

  /** Until nodes are announced and not completed; a merge may also change none with a job. */
  private static void awaitReconciling(Site site) {
    var deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (QueryRows.of(site.state, RECONCILING).isEmpty() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  /** Jobs that begin and end runs as fast as they are answered. */
  private static final class Crowd {

    private final Site site;
    private final List<Jobs.Node> nodes;
    private final AtomicReference<@Nullable ApiCaller> api = new AtomicReference<>();
    private final AtomicLong ids = new AtomicLong();

    /** What jobs were told, by run: the node with the answer and the version. */
    private final Map<String, String> told = new ConcurrentHashMap<>();

    private final ConcurrentLinkedQueue<String> ended = new ConcurrentLinkedQueue<>();
    final AtomicInteger answers = new AtomicInteger();
    volatile boolean isOver;

    Crowd(Site site, List<Jobs.Node> nodes) {
      this.site = site;
      this.nodes = nodes;
    }

    void talkToTheDaemon() throws IOException {
      var token = Files.readString(site.folder.resolve("data").resolve("operator.token")).strip();
      api.set(new ApiCaller(URI.create(site.address()), token));
    }

    @Nullable Void work(Random random) {
      var mine = new ArrayList<String>();
      while (!isOver) {
        var caller = api.get();
        try {
          if (caller == null) {
            Await.pass(BREATH);
          } else if (!mine.isEmpty() && random.nextInt(3) > 0) {
            end(caller, mine.remove(random.nextInt(mine.size())));
          } else {
            begin(caller, random, mine);
          }
        } catch (IllegalStateException _) {
          Await.pass(BREATH); // killed before it answered: nothing was promised
        }
      }
      return null;
    }

    private void begin(ApiCaller caller, Random random, List<String> mine) {
      var node = nodes.get(random.nextInt(nodes.size()));
      var run = "%032x".formatted(ids.incrementAndGet());
      var body = new TreeMap<String, Object>();
      body.put("platform", node.platform());
      body.put("job", "job");
      body.put("run", run);
      if (random.nextInt(4) > 0) {
        body.put("node", node.key());
      } else {
        var others =
            nodes.stream()
                .filter(it -> it.platform().equals(node.platform()))
                .filter(it -> it.equals(node) || random.nextBoolean())
                .map(it -> Map.of("node", it.key()))
                .toList();
        body.put("nodes", others);
        body.put("allOrNone", random.nextBoolean());
      }
      var answer = caller.post("/api/v1/runs", body);
      if (answer.status() / 100 != 2) {
        assertThat(answer.status()).as("%s", answer.text()).isIn(404, 409, 503);
        return;
      }
      answers.incrementAndGet();
      var parts = answer.json().has("nodes") ? answer.json().path("nodes") : List.of(answer.json());
      var isAny = false;
      for (JsonNode part : parts) {
        var action = part.path("action").asText();
        if (action.equals("RUN") || action.equals("RECONCILE")) {
          isAny = true;
          var key = part.has("node") ? part.path("node").asText() : node.key();
          told.put(run + " " + key, "%s %s".formatted(action, part.path("version").asText()));
        }
      }
      if (isAny) {
        mine.add(run);
      }
    }

    private void end(ApiCaller caller, String run) {
      var answer = caller.post("/api/v1/runs/" + run + "/end", Map.of("outcome", "succeeded"));
      assertThat(answer.status()).as("%s", answer.text()).isIn(200, 409, 503);
      if (answer.status() == 200) {
        ended.add(run);
      }
    }

    void checkRecords() {
      var recorded = new HashMap<String, String>();
      var states = new HashMap<String, String>();
      for (var row : QueryRows.of(site.state, ALL)) {
        var run = row.split("\\|", -1);
        recorded.put(run[1] + " " + run[2], "%s %s".formatted(run[3], run[5]));
        states.put(run[1], run[4]);
      }
      assertThat(told).as("what jobs were told").isNotEmpty();
      told.forEach((run, what) ->
          assertThat(recorded.get(run)).as("the record of run and node %s", run).isEqualTo(what));
      for (var run : ended) {
        assertThat(states.get(run)).as("run %s, which has ended", run).isNotEqualTo("OPEN");
      }
      System.out.printf(
          "KilledBatchesTest: %d kills, %d runs were begun, %d of them ended%n",
          KILLS, told.size(), ended.size());
    }
  }
}
