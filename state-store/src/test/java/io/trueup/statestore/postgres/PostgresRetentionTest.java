package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RecordRetention;
import io.trueup.statestore.RecordRetention.Batch;
import io.trueup.statestore.RetentionKind;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.RandomHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the passes of retention remove, and what stays. {@code whatExplainsThePresentStays} was seen
 * to fail when each of these goes with a rule of {@code prune} left out, and with it in the
 * preview: the newest delivery of a source, one that waits, the steps of the newest rollout, of
 * those by which pointers moved and of those that are not realized, the last change and the last
 * statements of a node, what a hold goes back to and its entry of the audit, a gate that is shut, a
 * window as it is, the newest move of a pointer, an event that was not passed on; and when the last
 * run of a node is not kept.
 */
class PostgresRetentionTest {

  private static final PlatformId LIVE = new PlatformId(new SourceId("acme"), "Live");
  private static final Duration QUARTER = Duration.ofDays(90);

  /** What people and jobs are told about the present. */
  private static final Map<String, String> PRESENT =
      Map.ofEntries(
          Map.entry("platforms", "SELECT * FROM trueup.platform_now"),
          Map.entry("states", "SELECT * FROM audit.platform_state"),
          Map.entry("nodes", "SELECT * FROM trueup.node"),
          Map.entry("blocked", "SELECT * FROM audit.blocked_node"),
          Map.entry("drifted", "SELECT * FROM trueup.drifted_node"),
          Map.entry("why", "SELECT * FROM audit.why WHERE valid_to IS NULL"),
          Map.entry("versions", "SELECT * FROM audit.version_history"),
          Map.entry("live runs", "SELECT * FROM audit.job_run WHERE ended_at IS NULL"),
          Map.entry(
              "last run of each node",
              "SELECT DISTINCT ON (platform, node) * FROM audit.job_run"
                  + " ORDER BY platform, node, number DESC"),
          Map.entry(
              "steps of what goes on",
              "SELECT s.* FROM audit.rollout_step AS s WHERE rollout_state IN ('executing',"
                  + " 'awaiting_nodes')"),
          Map.entry(
              "steps by which pointers moved",
              "SELECT s.* FROM audit.rollout_step AS s JOIN audit.why AS w ON w.rollout ="
                  + " s.rollout WHERE w.valid_to IS NULL"),
          Map.entry(
              "steps of each platform's newest rollout",
              "SELECT s.* FROM trueup.step AS s WHERE s.rollout IN (SELECT max(id) FROM"
                  + " trueup.rollout GROUP BY platform)"),
          Map.entry(
              "steps to what is not realized",
              "SELECT s.* FROM trueup.step AS s JOIN trueup.rollout AS r ON r.id = s.rollout JOIN"
                  + " trueup.platform AS p ON p.id = r.platform WHERE r.to_version >"
                  + " p.realized_version"),
          Map.entry(
              "changes that are not realized or can be gone back to",
              "SELECT d.* FROM trueup.node_delta AS d JOIN trueup.platform AS p ON p.id ="
                  + " d.platform WHERE d.sequence >= least(p.realized_version, p.target_version,"
                  + " p.hold_version)"),
          Map.entry(
              "change that made each node what it is",
              "SELECT DISTINCT ON (d.platform, d.node) d.* FROM trueup.node_delta AS d JOIN"
                  + " trueup.platform AS p ON p.id = d.platform WHERE d.sequence <="
                  + " p.realized_version ORDER BY d.platform, d.node, d.sequence DESC"),
          Map.entry("live leases", "SELECT * FROM audit.model_lease WHERE ended_at IS NULL"),
          Map.entry(
              "statements that ran last for each node",
              "SELECT DISTINCT ON (container, platform, node) * FROM audit.schema_statement WHERE"
                  + " node IS NOT NULL AND state IN ('landed', 'resolved') ORDER BY container,"
                  + " platform, node, batch DESC, ordinal"),
          Map.entry(
              "statements of unknown outcome",
              "SELECT * FROM audit.schema_statement WHERE state IN ('open', 'uncertain')"),
          Map.entry("shut gates", "SELECT * FROM audit.gate_history WHERE valid_to IS NULL"),
          Map.entry(
              "windows as they are", "SELECT * FROM audit.window_history WHERE valid_to IS NULL"),
          Map.entry(
              "events that were not passed on",
              "SELECT * FROM audit.event WHERE position > (SELECT min(position) FROM"
                  + " trueup.change_reader)"),
          Map.entry(
              "events without a position",
              "SELECT * FROM trueup.state_change WHERE position IS NULL"),
          Map.entry("holds", "SELECT * FROM audit.hold"),
          Map.entry(
              "audit of the hold", "SELECT * FROM trueup.audit_entry WHERE verb = 'platform.held'"),
          Map.entry(
              "newest deliveries",
              "SELECT DISTINCT ON (source) * FROM audit.delivery ORDER BY source, id DESC"),
          Map.entry(
              "deliveries that wait",
              "SELECT d.* FROM trueup.delivery AS d JOIN trueup.source AS s ON s.id = d.source"
                  + " WHERE d.generation > s.processed"));

  private final StoreDatabase database = new StoreDatabase();
  private final PostgresStateStore store = database.open();
  private final RecordRetention retention = store.retention();
  private Lease lease;

  @BeforeEach
  void begin() {
    lease = claim();
  }

  @AfterEach
  void close() {
    store.close();
    database.close();
  }

  private Lease claim() {
    return store
        .leases()
        .claim(RecordRetention.RESOURCE, "me", Duration.ofMinutes(10))
        .orElseThrow();
  }

  private String sql(String text) {
    return database.asSuperuser(text);
  }

  /** An hourly run for each of seven nodes, the oldest 500 days ago. */
  private void runs(int count) {
    sql("INSERT INTO trueup.source (id, since) VALUES ('acme', now())");
    sql(
        """
        INSERT INTO trueup.platform
               (source, name, type, policy, merged_since, target_since, realized_since)
        VALUES ('acme', 'Live', 'postgres', 'MERGE', now(), now(), now())
        """);
    sql(
        """
        INSERT INTO trueup.run (id, platform, node, answer, state, reason, pinned, job, length,
                                began_at, expires_at, ended_at)
        SELECT 'run-' || i, (SELECT id FROM trueup.platform WHERE name = 'Live'),
               'Ingest/Live/n' || i %% 7, 'RUN', 'SUCCEEDED', 'x', 0, 'job', '1h',
               now() - interval '500 days' + i * interval '2 hours',
               now() - interval '499 days' + i * interval '2 hours',
               now() - interval '499 days' + i * interval '2 hours'
          FROM generate_series(1, %d) AS i
        """
            .formatted(count));
  }

  private Batch pass(RetentionKind kind, @Nullable Duration keep, int most) {
    var batch = retention.prune(lease, kind, keep, most);
    while (!batch.isLast()) {
      batch = retention.prune(lease, kind, keep, most);
    }
    return batch;
  }

  @Test
  void runsMoveToTheirMonthAndGoWithIt() {
    runs(5000);

    var last = pass(RetentionKind.RUNS, Duration.ofDays(400), 1000);

    assertThat(last.removedByPass()).isGreaterThan(300);
    assertThat(sql("SELECT count(*) FROM audit.job_run"))
        .isEqualTo(Long.toString(5000 - last.removedByPass()));
    assertThat(sql("SELECT count(*) FROM trueup.run")).isEqualTo("0");
    assertThat(sql("SELECT count(*) FROM trueup.run_history_rest")).isEqualTo("0");
    assertThat(sql("SELECT min(began_at) > now() - interval '431 days' FROM trueup.run_history"))
        .isEqualTo("t");
    assertThat(sql("SELECT count(*) FROM trueup.run_kept")).isEqualTo("7");
  }

  @Test
  void aRunIsFoundWhereverItIs() {
    runs(5000);
    var before = store.runs().find(new RunId("run-4000"));
    var newest = store.runs().newest(LIVE, 20);
    var recorded = store.runs().recorded(new RunId("run-4000"));

    pass(RetentionKind.RUNS, null, 5000);

    assertThat(store.runs().find(new RunId("run-4000"))).isEqualTo(before).isPresent();
    assertThat(store.runs().newest(LIVE, 20)).isEqualTo(newest).hasSize(20);
    assertThat(store.runs().recorded(new RunId("run-4000"))).isEqualTo(recorded).hasSize(1);
    assertThat(store.runs().find(new RunId("run-1"))).map(Run::id).isPresent();
    assertThat(store.runs().find(new RunId("other"))).isEmpty();
  }

  /** A job that has run for months is older than runs that ended and moved. */
  @Test
  void runsThatLiveLongAreListedInTheirPlace() {
    runs(5000);
    sql("UPDATE trueup.run SET state = 'OPEN', ended_at = NULL WHERE number IN (100, 4990)");
    var newest = store.runs().newest(LIVE, 20);

    pass(RetentionKind.RUNS, null, 5000);

    assertThat(store.runs().newest(LIVE, 20)).isEqualTo(newest);
    assertThat(store.runs().newest(LIVE, 2)).isEqualTo(newest.subList(0, 2));
  }

  @Test
  void theRunOfSeveralNodesMovesWholeOnceItIsOver() {
    runs(100);
    sql("UPDATE trueup.run SET part_of = 'run-1' WHERE number <= 3");
    sql("UPDATE trueup.run SET state = 'OPEN', ended_at = NULL WHERE number = 3");

    pass(RetentionKind.RUNS, null, 1000);

    assertThat(store.runs().recorded(new RunId("run-1"))).hasSize(3);
    assertThat(sql("SELECT count(*) FROM trueup.run")).isEqualTo("3");
  }

  @Test
  void oneEntryOfTheAuditSaysWhatAPassRemoved() {
    runs(5000);

    var last = pass(RetentionKind.RUNS, Duration.ofDays(400), 700);

    var entries =
        store.audit().newest("retention:runs", 10).stream()
            .filter(it -> it.verb().equals(AuditVerbs.RETENTION_PRUNED))
            .toList();
    assertThat(entries).extracting(AuditEntry::subject).containsExactly("retention:runs");
    assertThat(entries.getFirst().reason())
        .startsWith("Removed %d runs from before ".formatted(last.removedByPass()));
    assertThat(retention.passes())
        .singleElement()
        .satisfies(pass -> assertThat(pass.removed()).isEqualTo(last.removedByPass()))
        .satisfies(pass -> assertThat(pass.moved()).isEqualTo(5000));
  }

  /** A batch and what is known of it are one transaction; any process goes on. */
  @Test
  void aPassGoesOnAfterACrashBetweenAnyTwoBatches() {
    runs(5000);
    var removed = 0L;
    Batch batch;

    do {
      lease = claim(); // a process that started after the last one died
      batch = retention.prune(lease, RetentionKind.RUNS, Duration.ofDays(400), 300);
      removed += batch.removed();
    } while (!batch.isLast());

    assertThat(batch.removedByPass()).isEqualTo(removed);
    assertThat(sql("SELECT count(*) FROM audit.job_run")).isEqualTo(Long.toString(5000 - removed));
  }

  @Test
  void aRuleThatChangesEndsThePassOfTheFormerOne() {
    runs(5000);
    var first = retention.prune(lease, RetentionKind.RUNS, Duration.ofDays(60), 300);

    pass(RetentionKind.RUNS, Duration.ofDays(400), 5000);

    assertThat(first.isLast()).isFalse();
    assertThat(sql("SELECT min(began_at) < now() - interval '365 days' FROM trueup.run_history"))
        .isEqualTo("t");
  }

  @Test
  void runsOfAMonthWithoutPartitionMoveIntoIt() {
    runs(100);
    sql(
        """
        INSERT INTO trueup.run_history_rest
        SELECT number, 'stray', platform, node, answer, state, reason, pinned, fingerprint, last_ran,
               job, length, error, statements, began_at, expires_at, ended_at, token, token_id
          FROM trueup.run
         WHERE id = 'run-50'
        """);

    assertThat(retention.usage(RetentionKind.RUNS).strays()).isEqualTo(1);
    pass(RetentionKind.RUNS, null, 5000);

    assertThat(retention.usage(RetentionKind.RUNS).strays()).isZero();
    assertThat(sql("SELECT count(*) FROM trueup.run_history")).isEqualTo("101");
  }

  @Test
  void aLostLeaseRemovesNothing() {
    runs(5000);
    var lost = lease;
    claim();

    assertThatThrownBy(() -> retention.prune(lost, RetentionKind.RUNS, Duration.ofDays(400), 5000))
        .isInstanceOf(LostLeaseException.class);
    assertThat(sql("SELECT count(*) FROM trueup.run")).isEqualTo("5000");
  }

  /** Even with the password of the daemon nobody removes what is young. */
  @ParameterizedTest
  @ValueSource(strings = {"6 days", "-1 day", "0"})
  void nothingYoungerThanAWeekGoes(String keep) {
    assertThatThrownBy(
            () -> asDaemon("SELECT trueup.prune('deliveries', '%s', 100)".formatted(keep)))
        .hasStackTraceContaining("they are kept for 7 days at least");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT trueup.prune_deliveries(now(), '[]', 100)",
        "SELECT trueup.make_run_month(now())",
        "SELECT trueup.end_retention_sweep(1)",
        "DELETE FROM trueup.run_history",
        "DELETE FROM trueup.run",
        "UPDATE trueup.retention_sweep SET before = now()",
        "DROP TABLE trueup.run_history_rest"
      })
  void theDaemonsRoleRemovesByThatFunctionAlone(String statement) {
    assertThatThrownBy(() -> asDaemon(statement)).hasStackTraceContaining("42501");
  }

  private void asDaemon(String statement) {
    sql(
        """
        DO $$
        BEGIN
          SET LOCAL ROLE %s;
          %s;
        EXCEPTION WHEN OTHERS THEN
          RAISE EXCEPTION '%% %%', SQLSTATE, SQLERRM;
        END
        $$
        """
            .formatted(
                StoreRole.of(database.database().name()).quoted(),
                statement.replaceFirst("^SELECT ", "PERFORM ")));
  }

  @Test
  void anEmptyKindIsDoneAtOnce() {
    for (var kind : RetentionKind.values()) {
      assertThat(pass(kind, QUARTER, 100).removedByPass()).isZero();
      assertThat(retention.preview(kind, QUARTER).removable()).isZero();
      assertThat(retention.usage(kind).oldest()).isNull();
    }
    assertThat(retention.keptTables())
        .extracting(RecordRetention.KeptTable::name)
        .contains("version")
        .doesNotContain("audit_entry");
  }

  @Test
  void theHistoryHasEveryColumnOfARun() {
    assertThat(
            sql(
                """
                SELECT string_agg(u.attname, ', ')
                  FROM pg_attribute AS u
                 WHERE u.attrelid = 'trueup.run'::regclass
                   AND u.attnum > 0
                   AND NOT EXISTS (SELECT
                                     FROM pg_attribute AS h
                                    WHERE h.attrelid = 'trueup.run_history'::regclass
                                      AND h.attname = u.attname)
                """))
        .isEqualTo("null");
  }

  @Test
  void aBusyTableMakesThePassWaitAndNoJob() throws Exception {
    runs(5000);
    pass(RetentionKind.RUNS, null, 5000);
    sql("UPDATE trueup.retention_sweep SET ended_at = now() - interval '2 days'");
    try (var reader = database.database().connect();
        var statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("SELECT count(*) FROM trueup.run_history");

      assertThatThrownBy(() -> pass(RetentionKind.RUNS, Duration.ofDays(400), 5000))
          .isInstanceOf(StateStoreException.class)
          .extracting(e -> ((StateStoreException) e).isTransient())
          .isEqualTo(true);
      reader.rollback();
    }
    assertThat(pass(RetentionKind.RUNS, Duration.ofDays(400), 5000).removedByPass()).isPositive();
  }

  @RepeatedTest(3)
  void whatExplainsThePresentStays(RepetitionInfo repetition) {
    var history = RandomHistory.ofRepetition(repetition);
    sql(String.join(";", history.statements()));
    var before = present();

    var removed = new ArrayList<Long>();
    for (var round = 0; round < 2; round++) {
      for (var kind : RetentionKind.values()) {
        var preview = retention.preview(kind, Duration.ofDays(30));
        removed.add(pass(kind, Duration.ofDays(30), 37).removedByPass());
        assertThat(preview.removable()).as("%s of %s", kind, history).isEqualTo(removed.getLast());
      }
    }

    var after = present();
    assertThat(after.keySet().stream().filter(it -> !Objects.equals(before.get(it), after.get(it))))
        .as("%s", history)
        .isEmpty();
    assertThat(removed.subList(0, RetentionKind.values().length))
        .as("%s", history)
        .allMatch(it -> it > 0);
  }

  private Map<String, String> present() {
    var answers = new LinkedHashMap<String, String>();
    PRESENT.forEach((what, query) ->
        answers.put(
            what,
            sql(
                "SELECT coalesce(string_agg(r::text, E'\\n' ORDER BY r::text), '') FROM (%s) AS r"
                    .formatted(query))));
    return answers;
  }
}
