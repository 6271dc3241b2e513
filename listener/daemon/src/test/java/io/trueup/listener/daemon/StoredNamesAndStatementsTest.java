package io.trueup.listener.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.spi.AllocatedName;
import io.trueup.platforms.spi.LogicalName;
import io.trueup.platforms.spi.NameRegistry;
import io.trueup.platforms.spi.NameRequest;
import io.trueup.platforms.spi.NoFreeNameException;
import io.trueup.platforms.spi.StatementJournal;
import io.trueup.platforms.spi.StatementJournal.Batch;
import io.trueup.platforms.spi.StatementJournal.Line;
import io.trueup.platforms.spi.StatementJournal.OpenBatch;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Impact;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NewVersion;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What platforms are lent, over a store. */
class StoredNamesAndStatementsTest {

  private static final SourceId ACME = new SourceId("acme");
  private static final String LIVE = "acme/Live";
  private static final String WAREHOUSE = "db.acme:5432/warehouse";
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final NodeKey INGEST = NodeKey.ingest("Live", "NW_Data");
  private static final LogicalName ORDERS =
      LogicalName.relation("Live", "NW/Data", "orders", "merge");
  private static final LogicalName SCHEMA = LogicalName.schema("Live");
  private static final OperatorApproval ALLOWANCE = new OperatorApproval("bob", "its year is over");

  private final InMemoryStateStore store = new InMemoryStateStore(new SettableClock(NOON));
  private final NameRegistry names = new StoredNames(store.names());
  private final StatementJournal journal = new StoredStatements(store.statements());

  @BeforeEach
  void acceptPlatform() {
    store.sources().declare(ACME);
    var lease =
        store.leases().claim(Lease.resource(ACME), "daemon", Duration.ofHours(1)).orElseThrow();
    var impact =
        new Impact("Live", "postgres", RolloutPolicy.MERGE, new Fingerprint(0, 1), List.of());
    var commit = new CommitId("a".repeat(40));
    var version =
        new NewVersion(commit, "Ann", "Change the model", NOON, List.of(), List.of(impact));
    store.versions().record(lease, ACME, 0, commit, List.of(version));
  }

  private AllocatedName giveOrders() {
    return names
        .allocate(
            WAREHOUSE, LIVE, List.of(new NameRequest(ORDERS, "live", INGEST, List.of("orders"))))
        .values()
        .iterator()
        .next();
  }

  private List<String> all() {
    return names.all(WAREHOUSE, LIVE, null, 10).stream().map(AllocatedName::name).toList();
  }

  @Test
  void aNameIsGivenAndFound() {
    var given = giveOrders();

    assertThat(given)
        .isEqualTo(new AllocatedName(ORDERS, "live", "orders", LIVE, INGEST, NOON, null));
    assertThat(names.find(WAREHOUSE, LIVE, List.of(SCHEMA, ORDERS)).values())
        .containsExactly(given);
    assertThat(names.ofNodes(WAREHOUSE, LIVE, List.of(INGEST))).containsExactly(given);
  }

  @Test
  void namesArePaged() {
    var orders = giveOrders();
    names.allocate(WAREHOUSE, LIVE, List.of(new NameRequest(SCHEMA, "", null, List.of("live"))));

    assertThat(all()).containsExactly("orders", "live");
    assertThat(names.all(WAREHOUSE, LIVE, orders, 10))
        .extracting(AllocatedName::logical)
        .containsExactly(SCHEMA);
    assertThat(names.all("elsewhere", LIVE, null, 10)).isEmpty();
  }

  @Test
  void aNameThatIsTakenIsRefusedInTheWordsOfThePort() {
    giveOrders();
    var other = LogicalName.relation("Live", "x");

    assertThatThrownBy(() ->
            names.allocate(
                WAREHOUSE, LIVE, List.of(new NameRequest(other, "live", null, List.of("orders")))))
        .isInstanceOf(NoFreeNameException.class)
        .hasMessage(
            "Cannot name relation 'Live/x': orders are taken, the last by relation"
                + " 'Live/NW%2FData/orders/merge' of platform 'acme/Live'");
  }

  @Test
  void namesAreRetiredAndReleased() {
    giveOrders();

    names.retire(WAREHOUSE, LIVE, List.of(INGEST));
    assertThat(names.ofNodes(WAREHOUSE, LIVE, List.of(INGEST)))
        .extracting(AllocatedName::retiredAt)
        .containsExactly(NOON);

    names.release(WAREHOUSE, LIVE, List.of(ORDERS), ALLOWANCE);
    assertThat(all()).isEmpty();
    assertThat(store.auditEntries().getLast())
        .extracting(it -> it.actor().name(), AuditEntry::reason)
        .containsExactly("bob", "its year is over");
  }

  @Test
  void aBatchIsOpenUntilItsEndIsKnown() {
    var line = new Line(INGEST, "DROP TABLE t", "DESTRUCTIVE", "ACCESS EXCLUSIVE", "a test");
    var batch = new Batch(WAREHOUSE, LIVE, "operator bob", true, List.of(line), ALLOWANCE);
    var landed = journal.begin(batch);
    var failed = journal.begin(batch);
    var lost = journal.begin(batch);
    var open = journal.begin(batch);

    journal.landed(landed);
    journal.failed(failed, "permission denied", false);
    journal.failed(lost, "the connection broke", true);

    assertThat(journal.open(WAREHOUSE, LIVE))
        .containsExactly(new OpenBatch(lost, batch, NOON), new OpenBatch(open, batch, NOON));
    journal.resolved(lost, "the table is gone");
    assertThat(journal.open(WAREHOUSE, LIVE)).extracting(OpenBatch::id).containsExactly(open);
  }
}
