package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static io.trueup.statestore.testing.StoreFixture.EXPORT;
import static io.trueup.statestore.testing.StoreFixture.HOUR;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeDecision.Proceed;
import io.trueup.statestore.NodeDecision.Reconcile;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of prolonging, ending and finding runs. */
abstract class RunEndsContract extends Contract {

  private static final Proceed PROCEED = new Proceed(1, fingerprint(1), "nothing changed");

  RunEndsContract(StateStoreConformance suite) {
    super(suite);
  }

  @BeforeEach
  void realizeNodes() {
    stage.realize(fingerprint(1), INGEST, EXPORT);
  }

  private Run begin(RunRequest request, NodeDecision decision) {
    return store
        .runs()
        .begin(request, _ -> decision)
        .flatMap(begun -> Optional.ofNullable(begun.run()))
        .orElseThrow();
  }

  private Run open(NodeKey node) {
    return begin(stage.request(node), PROCEED);
  }

  private Run find(RunId run) {
    return store.runs().find(run).orElseThrow();
  }

  @Test
  void aProlongedRunLastsFromNow() {
    var run = open(INGEST);

    var prolonged = store.runs().prolong(run.id(), HOUR.multipliedBy(2)).orElseThrow();

    assertThat(prolonged.expiresAt()).isAfter(run.expiresAt());
    assertThat(prolonged.state()).isEqualTo(Run.State.OPEN);
    assertThat(find(run.id())).isEqualTo(prolonged);
  }

  @Test
  void aRunThatIsBeingReconciledIsProlonged() {
    var run = begin(stage.request(INGEST), new Reconcile(1, fingerprint(2), ""));

    assertThat(store.runs().prolong(run.id(), HOUR))
        .map(Run::state)
        .hasValue(Run.State.RECONCILING);
  }

  @Test
  void aRunThatIsNotLiveIsNotProlonged() {
    var ended = open(INGEST);
    store.runs().end(ended.id(), true);
    var expired = open(INGEST);
    suite.expireRun(expired.id());

    assertThat(store.runs().prolong(ended.id(), HOUR)).isEmpty();
    assertThat(store.runs().prolong(expired.id(), HOUR)).isEmpty();
    assertThat(store.runs().prolong(new RunId("f".repeat(32)), HOUR)).isEmpty();
    assertThat(find(expired.id()).state()).isEqualTo(Run.State.EXPIRED);
  }

  @Test
  void aRunEndsAsItSays() {
    var good = open(INGEST);
    var bad = open(EXPORT);

    assertThat(store.runs().end(good.id(), true)).map(Run::state).hasValue(Run.State.SUCCEEDED);
    assertThat(store.runs().end(bad.id(), false)).map(Run::state).hasValue(Run.State.FAILED);
    assertThat(find(good.id()).endedAt()).isNotNull();
  }

  @Test
  void endingARunAgainChangesNothing() {
    var run = open(INGEST);
    var ended = store.runs().end(run.id(), true);

    assertThat(store.runs().end(run.id(), false)).isEqualTo(ended);
    assertThat(store.runs().find(run.id())).isEqualTo(ended);
  }

  @Test
  void anExpiredRunThatEndsStaysExpired() {
    var run = open(INGEST);
    suite.expireRun(run.id());

    assertThat(store.runs().end(run.id(), true)).map(Run::state).hasValue(Run.State.EXPIRED);
    assertThat(find(run.id()).state()).isEqualTo(Run.State.EXPIRED);
  }

  @Test
  void anUnknownRunIsNeitherEndedNorFound() {
    var unknown = new RunId("f".repeat(32));

    assertThat(store.runs().end(unknown, true)).isEmpty();
    assertThat(store.runs().find(unknown)).isEmpty();
  }

  @Test
  void runsAreShownNewestFirstAndLimited() {
    var first = open(INGEST);
    var second = open(EXPORT);

    assertThat(store.runs().newest(LIVE, 10)).containsExactly(second, first);
    assertThat(store.runs().newest(LIVE, 1)).containsExactly(second);
    assertThat(store.runs().newest(new PlatformId(ACME, "Other"), 10)).isEmpty();
  }
}
