package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditChain.Head;
import io.trueup.statestore.AuditChain.Link;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.AuditVerification;
import io.trueup.statestore.AuditVerification.Misfit;
import io.trueup.statestore.Lease;
import io.trueup.statestore.RecordRetention;
import io.trueup.statestore.RetentionKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Old entries of the audit go, and the rest of its chain is still proved. */
class AuditRetentionTest {

  private static final Actor ANN = new Actor("ann", "192.0.2.7");
  private static final Duration MONTH = Duration.ofDays(30);

  private final StoreDatabase database = new StoreDatabase();
  private final PostgresStateStore store = database.open();
  private Lease lease;

  @BeforeEach
  void writeAHundredDays() {
    lease = claim();
    entries(100, 1);
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

  private void entries(int from, int to) {
    database.asSuperuser(
        """
        INSERT INTO trueup.audit_entry (at, actor, address, verb, subject, before, reason)
        SELECT now() - d * interval '1 day' + interval '1 hour', 'ann', '', 'x', 'source:acme', '{"n": 1.50}', 'day ' || d
          FROM generate_series(%d, %d, -1) AS d
        """
            .formatted(from, to));
  }

  private long prune(Duration keep) {
    var batch = store.retention().prune(lease, RetentionKind.AUDIT, keep, 7);
    while (!batch.isLast()) {
      batch = store.retention().prune(lease, RetentionKind.AUDIT, keep, 7);
    }
    return batch.removedByPass();
  }

  private void tamper(String sql) {
    database.asSuperuser("SET session_replication_role = replica; " + sql);
  }

  private List<Link> links() {
    return store.audit().links(0, 1000);
  }

  private Optional<Misfit> misfit(Head... expected) {
    var verification = AuditVerification.ofChain(store.audit().start(), List.of(expected));
    var misfit = verification.begin();
    for (var link : links()) {
      misfit = misfit.or(() -> verification.next(link));
    }
    return misfit.or(() -> verification.end(store.audit().head()));
  }

  @Test
  void theRestIsProvedFromTheCheckpoint() {
    var all = links();
    var seen = store.audit().head();

    assertThat(prune(MONTH)).isEqualTo(70);

    assertThat(misfit(seen)).isEmpty();
    assertThat(store.audit().start()).isEqualTo(new Head(70, all.get(69).digest()));
    assertThat(links().subList(0, 30)).isEqualTo(all.subList(70, 100));
    assertThat(links().subList(30, 32))
        .extracting(Link::entry)
        .extracting(AuditEntry::verb)
        .containsExactly(AuditVerbs.AUDIT_CHECKPOINT, AuditVerbs.RETENTION_PRUNED);
    assertThat(store.audit().newest("audit", 1).getFirst().reason())
        .startsWith("Removed 70 entries up to position 70, the last from ");
    assertThat(database.asSuperuser("SELECT count(*) FROM audit.entry WHERE position IS NULL"))
        .isEqualTo("0");
  }

  /** What an auditor exported before continues in what is left. */
  @Test
  void whatWasExportedBeforeReachesTheStartOfTheRest() {
    var exported = links();

    prune(MONTH);

    var verification = new AuditVerification(Head.EMPTY, List.of(store.audit().start()));
    exported.forEach(link -> assertThat(verification.next(link)).isEmpty());
    assertThat(verification.end(verification.reached())).isEmpty();
  }

  @Test
  void aSecondRemovalGoesOnFromTheFirst() {
    prune(Duration.ofDays(60));
    var first = store.audit().start();

    assertThat(prune(MONTH)).isEqualTo(30);

    assertThat(misfit()).isEmpty();
    assertThat(store.audit().start().position()).isEqualTo(70);
    assertThat(store.audit().newest("audit", 1).getFirst().before()).contains(first.digest());
    assertThat(database.asSuperuser("SELECT count(*) FROM audit.checkpoint")).isEqualTo("2");
  }

  /**
   * The entry of a checkpoint goes with a later removal, whose own entry then speaks for the rest.
   */
  @Test
  void aCheckpointsEntryCanGoToo() {
    prune(Duration.ofDays(60));
    // As if both had been written long ago: the digests are computed again.
    tamper("UPDATE trueup.audit_entry SET at = now() - interval '99 days'");
    rewriteChain();

    prune(MONTH);

    assertThat(misfit()).isEmpty();
    assertThat(store.audit().newest("audit", 10)).hasSize(1);
  }

  private void rewriteChain() {
    tamper(
        """
        DO $$
        DECLARE
          l record;
          d bytea;
        BEGIN
          SELECT digest INTO d FROM trueup.audit_start();
          FOR l IN SELECT k.position, e FROM trueup.audit_link AS k
                     JOIN trueup.audit_entry AS e ON e.id = k.entry ORDER BY k.position LOOP
            d := trueup.audit_digest(d, l.position, l.e);
            UPDATE trueup.audit_link SET digest = d WHERE position = l.position;
            UPDATE trueup.audit_head SET digest = d WHERE position = l.position;
          END LOOP;
        END
        $$
        """);
  }

  @Test
  void aCrashBetweenAnyTwoBatchesLosesNothing() {
    var seen = store.audit().head();
    var steps = new ArrayList<Long>();

    RecordRetention.Batch batch;
    do {
      lease = claim(); // a process that started after the last one died
      batch = store.retention().prune(lease, RetentionKind.AUDIT, MONTH, 7);
      steps.add(batch.removed());
      assertThat(misfit(seen)).isEmpty();
    } while (!batch.isLast());

    assertThat(steps).hasSizeGreaterThan(20);
    assertThat(batch.removedByPass()).isEqualTo(70);
  }

  /** The checkpoint is written, and its entries are not all gone, when the rule changes. */
  @Test
  void whatAnEndedPassLeftGoesWithTheNext() {
    RecordRetention.Batch batch;
    do {
      batch = store.retention().prune(lease, RetentionKind.AUDIT, MONTH, 7);
    } while (batch.removed() == 0);

    assertThat(prune(Duration.ofDays(80))).isEqualTo(63);
    assertThat(misfit()).isEmpty();
    assertThat(database.asSuperuser("SELECT min(position) FROM trueup.audit_link")).isEqualTo("71");
  }

  @Test
  void aChangedEntryStopsTheRemoval() {
    tamper("UPDATE trueup.audit_entry SET actor = 'bob' WHERE reason = 'day 80'");

    assertThatThrownBy(() -> prune(MONTH))
        .hasMessageContaining("position 21 does not fit the chain. Run trueup audit verify");
    assertThat(links()).hasSize(100);
    assertThat(misfit().orElseThrow().position()).isEqualTo(21);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // An entry of the rest is changed, removed or put in.
        "UPDATE trueup.audit_entry SET reason = 'another' WHERE reason = 'day 20'",
        "DELETE FROM trueup.audit_entry WHERE reason = 'day 20'",
        "DELETE FROM trueup.audit_link WHERE position = 90",
        // More is removed than the checkpoint says, or its entry is not there.
        "DELETE FROM trueup.audit_link WHERE position = 71",
        "INSERT INTO trueup.audit_checkpoint SELECT position, digest, now() FROM trueup.audit_link"
            + " WHERE position = 80",
        "UPDATE trueup.audit_entry SET verb = 'x' WHERE verb = 'audit.checkpoint'",
        // The checkpoint is changed.
        "UPDATE trueup.audit_checkpoint SET digest = sha256('x')",
        "UPDATE trueup.audit_checkpoint SET position = 69",
        "DELETE FROM trueup.audit_checkpoint"
      })
  void tamperingWithTheCheckpointOrTheRestIsDetected(String sql) {
    prune(MONTH);
    assertThat(misfit()).isEmpty();

    tamper(sql);

    assertThat(misfit()).isPresent();
  }

  /** A head that was kept shows that the whole chain was written again. */
  @Test
  void aRestThatWasWrittenAgainIsDetectedByAKeptHead() {
    prune(MONTH);
    var seen = store.audit().head();
    tamper("UPDATE trueup.audit_entry SET reason = 'another' WHERE reason = 'day 20'");
    rewriteChain();

    assertThat(misfit()).isEmpty();
    assertThat(misfit(seen).orElseThrow().reason()).contains("were rewritten");
  }

  @Test
  void headsOfWhatIsGoneAreComparedWithTheExport() {
    var all = links();
    prune(MONTH);

    assertThat(misfit(new Head(70, all.get(69).digest().substring(0, 12)))).isEmpty();
    assertThat(misfit(new Head(70, "0123456789ab")).orElseThrow().reason())
        .contains("entries were rewritten and removed");
    assertThat(misfit(new Head(20, all.get(19).digest())).orElseThrow().reason())
        .endsWith("verify the exported file that has position 20");
  }

  @Test
  void theLastEntryStaysHoweverOldItIs() {
    database.clear();
    lease = claim();
    entries(100, 91);

    assertThat(prune(MONTH)).isEqualTo(9);
    assertThat(misfit()).isEmpty();
  }

  @Test
  void entriesThatAnOrderRestsOnStay() {
    database.asSuperuser(
        """
        INSERT INTO trueup.group_pause (scope, paused_by, reason, since)
        VALUES ('all', 'ann', 'x', now() - interval '80 days 2 hours')
        """);

    assertThat(store.retention().preview(RetentionKind.AUDIT, MONTH).removable()).isEqualTo(20);
    assertThat(prune(MONTH)).isEqualTo(20);
  }

  @Test
  void entriesThatAreWrittenMeanwhileAreChained() {
    RecordRetention.Batch batch;
    var written = 0;
    do {
      batch = store.retention().prune(lease, RetentionKind.AUDIT, MONTH, 7);
      store.audit().append(ANN, "x", "source:acme", "meanwhile");
      written++;
    } while (!batch.isLast());

    assertThat(misfit()).isEmpty();
    assertThat(store.audit().head().position()).isEqualTo(102 + written);
  }

  @Test
  void noOneElseDeletes() {
    assertThatThrownBy(() -> database.asSuperuser("DELETE FROM trueup.audit_entry"))
        .hasStackTraceContaining("it is append-only");
    assertThatThrownBy(() -> database.asSuperuser("DELETE FROM trueup.audit_checkpoint"))
        .hasStackTraceContaining("it is append-only");
    assertThatThrownBy(() ->
            database.asSuperuser(
                "SET trueup.pruning = 'audit_entry'; SET ROLE %s; DELETE FROM trueup.audit_entry"
                    .formatted(StoreRole.of(database.database().name()).quoted())))
        .hasStackTraceContaining("permission denied");
  }
}
