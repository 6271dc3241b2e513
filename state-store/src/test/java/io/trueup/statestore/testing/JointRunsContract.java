package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.EXPORT;
import static io.trueup.statestore.testing.StoreFixture.HOUR;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.DuplicateRunException;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeDecision.Proceed;
import io.trueup.statestore.NodeDecision.Reconcile;
import io.trueup.statestore.NodeDecision.Wait;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.Runs.BeginResult;
import io.trueup.statestore.Runs.Change;
import io.trueup.statestore.Runs.ChangeOutcome;
import io.trueup.statestore.Runs.Joining;
import io.trueup.statestore.Runs.Member;
import io.trueup.statestore.Runs.Recorded;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of runs of several nodes, and of changes of runs for their jobs. */
abstract class JointRunsContract extends Contract {

  private static final RunId WHOLE = new RunId("ab".repeat(16));
  private static final Proceed PROCEED = new Proceed(1, fingerprint(1), "nothing changed");
  private static final Reconcile RECONCILE = new Reconcile(1, fingerprint(2), "changed");
  private static final Wait WAIT = new Wait("later", Duration.ofSeconds(5));

  JointRunsContract(StateStoreConformance suite) {
    super(suite);
  }

  @BeforeEach
  void realizeNodes() {
    stage.realize(fingerprint(1), INGEST, EXPORT);
  }

  private List<BeginResult> begin(Joining joining, NodeDecision ingest, NodeDecision export) {
    return store
        .runs()
        .beginTogether(
            WHOLE,
            List.of(
                new Member(stage.request(INGEST), _ -> ingest),
                new Member(stage.request(EXPORT), _ -> export)),
            joining)
        .orElseThrow();
  }

  private List<Run> parts() {
    return store.runs().recorded(WHOLE).stream().map(Recorded::run).toList();
  }

  private static Change end(RunId run, @Nullable String token, NodeKey... nodes) {
    return new Change.End(run, Set.of(nodes), token, true);
  }

  @Test
  void eachNodeHasARunAndTheFirstHasTheIdOfTheWhole() {
    var results = begin(Joining.ALL_OR_NONE, PROCEED, RECONCILE);

    assertThat(results).extracting(BeginResult::decision).containsExactly(PROCEED, RECONCILE);
    var parts = parts();
    assertThat(results).extracting(BeginResult::run).containsExactlyElementsOf(parts);
    assertThat(parts).extracting(Run::node).containsExactly(INGEST, EXPORT);
    assertThat(parts).extracting(Run::state).containsExactly(Run.State.OPEN, Run.State.RECONCILING);
    assertThat(parts).extracting(Run::whole).containsOnly(WHOLE);
    assertThat(parts.getFirst().id()).isEqualTo(WHOLE);
    assertThat(parts.getLast().id()).isNotEqualTo(WHOLE);
    assertThat(store.runs().live(LIVE)).containsExactlyElementsOf(parts);
  }

  @Test
  void nothingIsRecordedWhenOneOfAllHasToWait() {
    var before = stage.everything();

    var results = begin(Joining.ALL_OR_NONE, PROCEED, WAIT);

    assertThat(results)
        .containsExactly(new BeginResult(PROCEED, null), new BeginResult(WAIT, null));
    assertThat(stage.everything()).isEqualTo(before);
    assertThat(parts()).isEmpty();
  }

  @Test
  void eachThatCanBeginDoes() {
    var results = begin(Joining.EACH, WAIT, PROCEED);

    assertThat(results.getFirst()).isEqualTo(new BeginResult(WAIT, null));
    assertThat(parts()).singleElement().isEqualTo(results.getLast().run());
    assertThat(parts().getFirst().id()).isEqualTo(WHOLE);
    assertThat(parts().getFirst().node()).isEqualTo(EXPORT);
  }

  @Test
  void anIdIsUsedOnce() {
    begin(Joining.ALL_OR_NONE, PROCEED, PROCEED);
    var before = stage.everything();

    assertThatThrownBy(() -> begin(Joining.ALL_OR_NONE, PROCEED, PROCEED))
        .isInstanceOf(DuplicateRunException.class)
        .hasMessage("Cannot begin run '%s' twice".formatted(WHOLE));
    assertThatThrownBy(() -> store.runs().begin(stage.request(INGEST).with(WHOLE), _ -> PROCEED))
        .isInstanceOf(DuplicateRunException.class);

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aNodeIsNamedOnce() {
    var members =
        List.of(
            new Member(stage.request(INGEST), _ -> PROCEED),
            new Member(stage.request(INGEST), _ -> PROCEED));

    assertThatThrownBy(() -> store.runs().beginTogether(WHOLE, members, Joining.EACH))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theWholeIsProlongedAndEndedByItsId() {
    var begun = begin(Joining.ALL_OR_NONE, PROCEED, PROCEED);

    var prolonged =
        store.runs().change(new Change.Prolong(WHOLE, Set.of(), null, HOUR.multipliedBy(3)));
    var ended = store.runs().change(end(WHOLE, null));

    assertThat(prolonged.outcome()).isEqualTo(ChangeOutcome.CHANGED);
    assertThat(prolonged.runs())
        .hasSize(2)
        .allSatisfy(
            it -> assertThat(it.expiresAt()).isAfter(it.beganAt().plus(HOUR.multipliedBy(2))));
    assertThat(begun).hasSize(2);
    assertThat(ended.runs()).extracting(Run::state).containsOnly(Run.State.SUCCEEDED);
    assertThat(parts()).isEqualTo(ended.runs());
    assertThat(store.runs().live(LIVE)).isEmpty();
  }

  @Test
  void oneNodeOfTheWholeIsEndedByItsKey() {
    begin(Joining.ALL_OR_NONE, PROCEED, PROCEED);

    var ended = store.runs().change(end(WHOLE, null, INGEST));

    assertThat(ended.runs()).extracting(Run::node).containsExactly(INGEST);
    assertThat(store.runs().live(LIVE)).extracting(Run::node).containsExactly(EXPORT);
    assertThat(store.runs().change(end(WHOLE, null, INGEST)).outcome())
        .isEqualTo(ChangeOutcome.OVER);
  }

  @Test
  void endingARunByItsOwnIdLeavesTheOtherParts() {
    begin(Joining.ALL_OR_NONE, PROCEED, PROCEED);

    store.runs().end(WHOLE, false);

    assertThat(parts()).extracting(Run::state).containsExactly(Run.State.FAILED, Run.State.OPEN);
  }

  @Test
  void aRunOfAnotherTokenIsNotChanged() {
    begin(Joining.ALL_OR_NONE, PROCEED, PROCEED);
    var before = stage.everything();

    assertThat(store.runs().change(end(WHOLE, "another")).outcome())
        .isEqualTo(ChangeOutcome.OF_ANOTHER_TOKEN);
    assertThat(stage.everything()).isEqualTo(before);

    assertThat(store.runs().change(end(WHOLE, "nightly-token")).outcome())
        .isEqualTo(ChangeOutcome.CHANGED);
  }

  @Test
  void anUnknownRunOrNodeIsNotChanged() {
    begin(Joining.EACH, PROCEED, WAIT);
    var before = stage.everything();

    assertThat(store.runs().change(end(WHOLE, null, INGEST, EXPORT)).outcome())
        .isEqualTo(ChangeOutcome.UNKNOWN);
    assertThat(store.runs().change(end(new RunId("f".repeat(32)), null)).outcome())
        .isEqualTo(ChangeOutcome.UNKNOWN);
    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aRunWhoseTimePassedIsOver() {
    begin(Joining.EACH, PROCEED, WAIT);
    suite.expireRun(WHOLE);
    var before = stage.everything();

    var ended = store.runs().change(end(WHOLE, null));

    assertThat(ended.outcome()).isEqualTo(ChangeOutcome.OVER);
    assertThat(ended.runs()).extracting(Run::state).containsExactly(Run.State.EXPIRED);
    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aRunIsShownWithWhatItsJobWasTold() {
    begin(Joining.ALL_OR_NONE, PROCEED, RECONCILE);
    var changing = parts().getLast().id();
    store.runs().abandonReconcile(changing, "lock timeout");

    assertThat(store.runs().recorded(WHOLE))
        .containsExactly(
            new Recorded(
                store.runs().find(WHOLE).orElseThrow(), "nothing changed", List.of(), null),
            new Recorded(
                store.runs().find(changing).orElseThrow(), "changed", List.of(), "lock timeout"));
    assertThat(store.runs().recorded(new RunId("f".repeat(32)))).isEmpty();
  }
}
