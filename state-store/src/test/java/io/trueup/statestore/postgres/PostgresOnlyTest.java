package io.trueup.statestore.postgres;

import static io.trueup.statestore.postgres.Story.LIVE;
import static io.trueup.statestore.postgres.Story.fingerprint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Revocable;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.ClaimOutcome;
import io.trueup.statestore.Delivery.Verdict;
import io.trueup.statestore.Lease;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeDelta;
import io.trueup.statestore.PhysicalNames.AllocationRequest;
import io.trueup.statestore.PhysicalNames.ModelName;
import io.trueup.statestore.PhysicalNames.PhysicalName;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.SchemaStatements.Batch;
import io.trueup.statestore.SchemaStatements.Line;
import io.trueup.statestore.SchemaStatements.State;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.StepResult;
import io.trueup.statestore.StepResult.Landed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that need a real database: races, broken connections, plans, sizes. */
class PostgresOnlyTest {

  private static final StoreDatabase DATABASE = new StoreDatabase();
  private static final PostgresStateStore STORE = DATABASE.open();

  private static final List<AllocationRequest> WISHES =
      List.of(
          new AllocationRequest(
              new ModelName("RELATION", "Live/orders"),
              "live",
              Story.INGEST,
              List.of("orders", "orders_1")));

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private Story story = new Story(STORE);

  @BeforeEach
  void clear() {
    DATABASE.clear();
    story = new Story(STORE);
  }

  @AfterEach
  void endThreads() {
    threads.close();
  }

  @AfterAll
  static void close() {
    STORE.close();
    DATABASE.close();
  }

  @Test
  void oneOfManyWithOneDeliveryIdIsTheFirst() throws Exception {
    var verdicts =
        atOnce(20, _ -> STORE.deliveries().record(story.delivery("d-1")).orElseThrow().verdict());

    assertThat(verdicts).containsOnlyOnce(Verdict.ACCEPTED);
    assertThat(verdicts.stream().filter(Verdict.DUPLICATE::equals)).hasSize(19);
    assertThat(STORE.sources().find(Story.ACME).orElseThrow().requested()).isEqualTo(20);
  }

  @Test
  void distinguishesTokensThatHadTheSameName() {
    story.merge(1);
    for (var digest : List.of("1", "2")) {
      STORE.tokens().revoke("nightly-token", Revocable.ANY, Actor.DAEMON);
      STORE.tokens().add("nightly-token", Scope.RUN, digest.repeat(64), null, Actor.DAEMON);
      STORE
          .runs()
          .begin(
              new RunRequest(
                  new RunId(digest.repeat(32)),
                  LIVE,
                  Story.INGEST,
                  null,
                  "nightly",
                  Story.HOUR,
                  Story.HOUR,
                  new Actor("nightly-token", "192.0.2.9")),
              _ -> new NodeDecision.Proceed(1, new Fingerprint(1, 1), "nothing changed"));
    }

    assertThat(
            DATABASE.asSuperuser(
                "SELECT count(DISTINCT token) || ' ' || count(DISTINCT token_id) FROM"
                    + " audit.job_run"))
        .isEqualTo("1 2");
  }

  @Test
  void oneOfManyGetsALease() throws Exception {
    var leases =
        atOnce(
            10, each -> STORE.leases().claim("platform:acme/Live", "daemon-" + each, Story.HOUR));

    assertThat(leases.stream().filter(lease -> lease.isPresent())).hasSize(1);
  }

  @Test
  void aWriterThatLostItsLeaseWhileItsTransactionWaitedIsRefused() throws Exception {
    story.merge(1);
    var lease = story.platformLease();
    try (var thief = DATABASE.database().connect();
        var statement = thief.createStatement()) {
      thief.setAutoCommit(false);
      statement.execute("UPDATE trueup.lease SET token = token + 1, holder = 'daemon-2'");

      var late = threads.submit(() -> STORE.rollouts().rollUp(lease, LIVE));
      DATABASE.awaitBlocked();
      thief.commit();

      assertThatThrownBy(late::get).hasCauseInstanceOf(LostLeaseException.class);
    }
  }

  /** A rollout that ends just before moves the platform no further, so the merge must. */
  @Test
  void aMergeThatWaitedForTheEndOfARolloutMovesWhatIsRealizedToo() throws Exception {
    story.merge(1);
    var lease = story.platformLease();
    story.claim(lease, new RolloutPlan(List.of(), List.of()));
    try (var rollUp = DATABASE.database().connect();
        var statement = rollUp.createStatement()) {
      rollUp.setAutoCommit(false);
      statement.execute(
          "UPDATE trueup.platform SET realized_version = target_version,"
              + " realized_graph = target_graph");
      statement.execute("UPDATE trueup.rollout SET state = 'REALIZED', ended_at = now()");

      var merge = threads.submit(() -> story.merge(1));
      DATABASE.awaitBlocked();
      rollUp.commit();
      merge.get();
    }

    var platform = STORE.platforms().find(LIVE).orElseThrow();
    assertThat(platform.merged().version()).isEqualTo(2);
    assertThat(platform.target().version()).isEqualTo(2);
    assertThat(platform.realized().version()).isEqualTo(2);
  }

  @Test
  void aLeaseThatExpiresWhileItsHolderWritesIsNotClaimed() throws Exception {
    story.merge(1);
    var lease = story.platformLease();
    try (var writer = DATABASE.database().connect();
        var statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("SET LOCAL search_path TO trueup");
      PostgresLeases.fence(new Transaction(writer), lease, lease.resource());

      var claim =
          threads.submit(() -> STORE.leases().claim(lease.resource(), "daemon-1", Story.HOUR));
      DATABASE.awaitBlocked();
      assertThat(claim.isDone()).isFalse();
      writer.commit();

      assertThat(claim.get()).isPresent();
    }
  }

  @Test
  void aTransactionWhoseConnectionBreaksLeavesNothingAndIsRetried() {
    story.merge(1);
    var lease = story.platformLease();
    var platform = STORE.platforms().find(LIVE).orElseThrow();
    var attempts = new ArrayList<Integer>();

    var outcome =
        STORE
            .rollouts()
            .claim(
                lease,
                platform,
                1,
                fingerprint(1),
                Story.provision(fingerprint(1), List.of(Story.INGEST)),
                (_, _, _, _) -> {
                  attempts.add(attempts.size());
                  if (attempts.size() == 1) {
                    DATABASE.breakConnectionsInTransaction();
                  }
                  return List.of();
                });

    assertThat(outcome).isInstanceOf(ClaimOutcome.Claimed.class);
    assertThat(attempts).hasSize(2);
    assertThat(STORE.rollouts().newest(LIVE, 10)).hasSize(1);
    assertThat(
            DATABASE.asSuperuser(
                "SELECT count(*) FROM trueup.audit_entry WHERE verb = 'rollout.claimed'"))
        .isEqualTo("1");
  }

  @Test
  void workThatFailsEveryTimeFailsAsTransientAndLeavesNothing() {
    story.merge(1);
    var lease = story.platformLease();
    var platform = STORE.platforms().find(LIVE).orElseThrow();

    assertThatThrownBy(() ->
            STORE
                .rollouts()
                .claim(
                    lease,
                    platform,
                    1,
                    fingerprint(1),
                    Story.provision(fingerprint(1), List.of(Story.INGEST)),
                    (_, _, _, _) -> {
                      DATABASE.breakConnectionsInTransaction();
                      return List.of();
                    }))
        .isInstanceOf(StateStoreException.class)
        .extracting(e -> ((StateStoreException) e).isTransient())
        .isEqualTo(true);

    assertThat(STORE.rollouts().newest(LIVE, 10)).isEmpty();
    assertThat(STORE.platforms().find(LIVE)).contains(platform);
  }

  @Test
  void aConnectionWhoseFirstTransactionFailsWorksOnUnderTheSameRole() {
    story.merge(1);
    var database = DATABASE.database();
    var alone =
        new DatabaseSettings(
            database.jdbcUrl(), database.user(), database.password(), 1, Duration.ofSeconds(10));
    try (var store = PostgresStateStore.attach(alone)) {
      assertThatThrownBy(() ->
              store.names().allocate(Story.WAREHOUSE, new PlatformId(Story.ACME, "Nobody"), WISHES))
          .isInstanceOf(IllegalArgumentException.class);

      assertThat(store.platforms().find(LIVE)).isPresent();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "UNCERTAIN, RESOLVED, RESOLVED, a, b",
    "UNCERTAIN, LANDED, LANDED, a, null",
    "UNCERTAIN, FAILED, FAILED, b, null",
    "RESOLVED, LANDED, LANDED, null, a",
    "RESOLVED, FAILED, FAILED, b, a",
    "RESOLVED, UNCERTAIN, RESOLVED, null, a",
    "LANDED, FAILED, LANDED, null, null",
    "LANDED, RESOLVED, LANDED, null, null",
    "FAILED, LANDED, FAILED, a, null",
    "FAILED, UNCERTAIN, FAILED, a, null"
  })
  void theMostCertainOutcomeOfStatementsIsKept(
      State first, State second, State kept, String error, String resolution) {
    story.merge(1);
    var line = new Line(Story.INGEST, "SELECT 1", "INSTANT", "", "a test");
    var id =
        STORE
            .statements()
            .begin(new Batch(Story.WAREHOUSE, LIVE, "a test", true, List.of(line), null));

    STORE.statements().recordOutcome(id, first, first == State.LANDED ? null : "a");
    STORE.statements().recordOutcome(id, second, second == State.LANDED ? null : "b");

    assertThat(
            DATABASE.asSuperuser(
                "SELECT concat_ws(' ', state, coalesce(error, 'null'), coalesce(resolution,"
                    + " 'null')) FROM trueup.schema_batch"))
        .isEqualTo(kept + " " + error + " " + resolution);
  }

  @Test
  void textsThatPostgresCannotStoreAreKeptAsFarAsPossible() {
    STORE.audit().append(Story.ANN, "verb", "subject", "a\0b\ud800c");

    assertThat(STORE.audit().newest("subject", 1).getFirst().reason()).isEqualTo("a\ufffdb?c");
  }

  @Test
  void twentyThousandNodesAreMovedAtOnce() {
    var nodes = manyNodes(20_000);
    var start = System.nanoTime();
    story.merge(
        1,
        nodes.stream()
            .map(node -> new NodeDelta(node, null, fingerprint(1), "new"))
            .toArray(NodeDelta[]::new));
    report("recorded a version", start);

    var lease = story.platformLease();
    var claimed = (ClaimOutcome.Claimed) story.claim(lease, Story.provision(fingerprint(1), nodes));
    report("claimed", start);
    var rollout = claimed.rollout().id();
    assertThat(claimed.rollout().nodesWaiting()).isEqualTo(20_000);
    landAll(lease, rollout, 2_000);
    report("landed", start);

    assertThat(STORE.rollouts().rollUp(lease, LIVE))
        .map(Rollout::state)
        .contains(Rollout.State.REALIZED);
    assertHotPredicatesUseIndexes(rollout);
    report("all", start);
  }

  @Test
  void twentyThousandNamesAreAllocatedAtOnce() {
    story.merge(1);
    var wishes =
        IntStream.range(0, 20_000)
            .mapToObj(number ->
                new AllocationRequest(
                    new ModelName("RELATION", "Live/S/d" + number + "/merge"),
                    "live",
                    NodeKey.ingest("Live", "S", "d" + number),
                    List.of("s_d_" + number / 2, "s_d_" + number + "_" + number)))
            .toList();
    var logical = wishes.stream().map(AllocationRequest::logical).toList();
    var nodes = wishes.stream().map(AllocationRequest::node).toList();
    var start = System.nanoTime();

    var given = STORE.names().allocate(Story.WAREHOUSE, LIVE, wishes);
    report("gave names", start);
    assertThat(STORE.names().find(Story.WAREHOUSE, LIVE, logical)).isEqualTo(given);
    report("found names", start);
    assertThat(STORE.names().allocate(Story.WAREHOUSE, LIVE, wishes)).isEqualTo(given);
    report("gave them again", start);
    STORE.names().retire(Story.WAREHOUSE, LIVE, nodes);
    report("retired them", start);
    assertThat(STORE.names().allocate(Story.WAREHOUSE, LIVE, wishes)).isEqualTo(given);
    report("gave them back", start);

    assertThat(given.values().stream().map(PhysicalName::name).distinct()).hasSize(20_000);
  }

  @Test
  void allocationsOfNamesInOneContainerWaitForEachOther() throws Exception {
    story.merge(1);
    try (var giver = DATABASE.database().connect();
        var statement = giver.createStatement()) {
      giver.setAutoCommit(false);
      statement.execute(
          "SELECT pg_advisory_xact_lock(hashtextextended('trueup names in %s', 0))"
              .formatted(Story.WAREHOUSE));
      statement.execute(
          """
          INSERT INTO trueup.physical_name
                 (container, platform, kind, logical, within, name, given_at)
          SELECT '%s', id, 'RELATION', 'Live/other', 'live', 'orders', now()
            FROM trueup.platform
          """
              .formatted(Story.WAREHOUSE));

      var late = threads.submit(() -> STORE.names().allocate(Story.WAREHOUSE, LIVE, WISHES));
      DATABASE.awaitBlocked();
      giver.commit();

      assertThat(late.get().values()).extracting(PhysicalName::name).containsExactly("orders_1");
    }
  }

  private static void landAll(Lease lease, long rollout, int batch) {
    for (var steps = STORE.rollouts().beginSteps(lease, rollout, batch, (_, _, _, _) -> false);
        !steps.isEmpty();
        steps = STORE.rollouts().beginSteps(lease, rollout, batch, (_, _, _, _) -> false)) {
      STORE
          .rollouts()
          .recordSteps(
              lease,
              rollout,
              steps.stream()
                  .map(step -> (StepResult) new Landed(step.ordinal(), fingerprint(1), List.of()))
                  .toList());
    }
  }

  private static void assertHotPredicatesUseIndexes(long rollout) {
    DATABASE.asSuperuser("ANALYZE trueup.node, trueup.step, trueup.node_delta");
    var platform = DATABASE.asSuperuser("SELECT id FROM trueup.platform");

    assertThat(
            DATABASE.plan(
                """
                SELECT count(*) FROM trueup.node
                 WHERE platform = %s AND state IN ('PENDING', 'AWAITING_NODE_TIME', 'RETIRING')
                """
                    .formatted(platform)))
        .contains("node_not_at_target")
        .doesNotContain("Seq Scan");
    assertThat(
            DATABASE.plan(
                """
                SELECT ordinal FROM trueup.step
                 WHERE rollout = %d AND state IN ('PENDING', 'RUNNING', 'FAILED')
                   AND (state = 'PENDING' OR (state = 'RUNNING' AND lease_token < 7)
                        OR (state = 'FAILED' AND retry_at <= now()))
                 ORDER BY ordinal LIMIT 10
                """
                    .formatted(rollout)))
        .contains("step_to_land")
        .doesNotContain("Seq Scan");
    assertThat(
            DATABASE.plan(
                "SELECT nodes_waiting, last_error, retry_at FROM trueup.rollout_now WHERE id = %d"
                    .formatted(rollout)))
        .contains("node_not_at_target", "step_failed")
        .doesNotContain("Seq Scan on node", "Seq Scan on step");
    assertThat(
            DATABASE.plan(
                "SELECT key FROM trueup.node WHERE platform = %s AND key > 'Ingest/Live/S9' AND state <> 'RETIRED' ORDER BY key LIMIT 10"
                    .formatted(platform)))
        .contains("node_pkey")
        .doesNotContain("Seq Scan");
  }

  private static List<NodeKey> manyNodes(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> NodeKey.ingest("Live", "S" + number))
        .toList();
  }

  @SuppressWarnings("SystemOut") // the duration is for people; no test asserts it
  private static void report(String what, long start) {
    System.out.printf("20,000: %s after %d ms%n", what, (System.nanoTime() - start) / 1_000_000);
  }

  /** Work that several threads do at once. */
  private interface Numbered<T> {
    T call(int number) throws Exception;
  }

  private <T> List<T> atOnce(int times, Numbered<T> work) throws Exception {
    var calls =
        IntStream.range(0, times).mapToObj(each -> (Callable<T>) () -> work.call(each)).toList();
    var results = new ArrayList<T>();
    for (Future<T> future : threads.invokeAll(calls)) {
      results.add(future.get());
    }
    return results;
  }
}
