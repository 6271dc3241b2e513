package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static io.trueup.statestore.testing.StoreFixture.ANN;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.AuditedApproval;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SchemaStatements.Batch;
import io.trueup.statestore.SchemaStatements.Line;
import io.trueup.statestore.SchemaStatements.OpenBatch;
import io.trueup.statestore.SchemaStatements.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of {@link io.trueup.statestore.SchemaStatements}. */
abstract class SchemaStatementsContract extends Contract {

  private static final String WAREHOUSE = "db.acme:5432/warehouse";
  private static final String SUBJECT = "platform:acme/Live";
  private static final Line CREATE =
      new Line(INGEST, "CREATE TABLE live.orders (id int)", "INSTANT", "", "orders is new");
  private static final Line GRANT =
      new Line(null, "GRANT USAGE ON SCHEMA live TO r", "INSTANT", "", "readers may look");

  /** The outcomes that may follow each recorded one. */
  private static final Map<State, Set<State>> ARROWS =
      Map.of(
          State.UNCERTAIN, Set.of(State.LANDED, State.FAILED, State.RESOLVED),
          State.RESOLVED, Set.of(State.LANDED, State.FAILED),
          State.LANDED, Set.of(),
          State.FAILED, Set.of());

  SchemaStatementsContract(StateStoreConformance suite) {
    super(suite);
  }

  @BeforeEach
  void acceptPlatform() {
    stage.accept(fingerprint(1));
  }

  private static Batch batch(@Nullable AuditedApproval approval, Line... lines) {
    return new Batch(WAREHOUSE, LIVE, "rollout 12", true, List.of(lines), approval);
  }

  private List<Long> open() {
    return store.statements().open(WAREHOUSE, LIVE).stream().map(OpenBatch::id).toList();
  }

  @Test
  void aBatchThatNeverEndedIsFoundOpen() {
    var before = store.now();
    var id = store.statements().begin(batch(null, CREATE, GRANT));

    var found = suite.otherHandle().statements().open(WAREHOUSE, LIVE);

    assertThat(found).hasSize(1);
    assertThat(found.getFirst().id()).isEqualTo(id);
    assertThat(found.getFirst().batch()).isEqualTo(batch(null, CREATE, GRANT));
    assertThat(found.getFirst().beganAt()).isBetween(before, store.now());
  }

  @Test
  void openBatchesComeInTheirOrderAndOfOneContainerAndPlatform() {
    var elsewhere =
        new Batch("db.acme:5432/lake", LIVE, "operator bob", false, List.of(CREATE), null);
    var first = store.statements().begin(batch(null, CREATE));
    var lake = store.statements().begin(elsewhere);
    var second = store.statements().begin(batch(null, GRANT, CREATE));

    assertThat(open()).containsExactly(first, second);
    assertThat(store.statements().open("db.acme:5432/lake", LIVE))
        .extracting(OpenBatch::id, OpenBatch::batch)
        .containsExactly(tuple(lake, elsewhere));
    assertThat(store.statements().open(WAREHOUSE, new PlatformId(ACME, "Monthly"))).isEmpty();
  }

  @Test
  void anOutcomeIsRecordedOnlyAlongAnArrow() {
    ARROWS.forEach((from, following) -> {
      for (var to : ARROWS.keySet()) {
        var id = store.statements().begin(batch(null, CREATE));
        store.statements().recordOutcome(id, from, "so it went");
        store.statements().recordOutcome(id, to, "so it went");
        var now = following.contains(to) ? to : from;

        assertThat(open().contains(id)).as(from + " " + to).isEqualTo(now == State.UNCERTAIN);
      }
    });
  }

  @Test
  void anOutcomeOfAnUnknownBatchIsRefused() {
    var id = store.statements().begin(batch(null, CREATE));

    assertThatThrownBy(() -> store.statements().recordOutcome(id + 1000, State.LANDED, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot find statements %d".formatted(id + 1000));
  }

  @Test
  void anUnknownPlatformIsRefused() {
    var unknown = new PlatformId(ACME, "Unknown");

    assertThatThrownBy(() ->
            store
                .statements()
                .begin(new Batch(WAREHOUSE, unknown, "x", true, List.of(CREATE), null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot find platform 'acme/Unknown'");
  }

  @Test
  void anOperatorsApprovalIsAudited() {
    var drop = new Line(INGEST, "DROP TABLE live.orders", "DESTRUCTIVE", "ACCESS EXCLUSIVE", "-");
    var id =
        store.statements().begin(batch(new AuditedApproval(ANN, "orders moved to the lake"), drop));

    var entry = stage.lastAudit(SUBJECT);
    assertThat(entry.verb()).isEqualTo(AuditVerbs.SCHEMA_ALLOWED);
    assertThat(entry.actor()).isEqualTo(ANN);
    assertThat(entry.reason()).isEqualTo("orders moved to the lake");
    assertThat(entry.after()).contains(WAREHOUSE, Long.toString(id));
    assertThat(store.statements().open(WAREHOUSE, LIVE).getFirst().batch().approval())
        .isEqualTo(new AuditedApproval(new Actor("ann", ""), "orders moved to the lake"));
  }

  @Test
  void withoutAnApprovalNothingIsAudited() {
    var before = stage.verbs(SUBJECT);

    store.statements().begin(batch(null, CREATE));

    assertThat(stage.verbs(SUBJECT)).isEqualTo(before);
  }

  @Test
  void aLongBatchKeepsItsOrder() {
    var lines = new ArrayList<Line>();
    for (var number = 0; number < 200; number++) {
      lines.add(new Line(INGEST, "SELECT " + number, "INSTANT", "", "a test"));
    }

    store.statements().begin(batch(null, lines.toArray(Line[]::new)));

    assertThat(store.statements().open(WAREHOUSE, LIVE).getFirst().batch().lines())
        .isEqualTo(lines);
  }
}
