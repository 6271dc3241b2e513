package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ANN;
import static io.trueup.statestore.testing.StoreFixture.EXPORT;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static io.trueup.statestore.testing.StoreFixture.impact;
import static io.trueup.statestore.testing.StoreFixture.transition;
import static io.trueup.statestore.testing.StoreFixture.transitions;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeState;
import io.trueup.statestore.CurrencyReadings.PlatformReading;
import io.trueup.statestore.CurrencyReadings.Reading;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeDelta;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RealizedNode;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.control.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract of readings of what the answers to jobs depend on. */
abstract class CurrencyReadingsContract extends Contract {

  CurrencyReadingsContract(StateStoreConformance suite) {
    super(suite);
  }

  private Reading read() {
    return store.currency().read(null, 10);
  }

  private static PlatformReading live(Reading reading) {
    return Objects.requireNonNull(reading.platforms().get(LIVE));
  }

  private void awaitNodeTime(Lease lease) {
    stage.move(
        lease,
        fingerprint(2),
        transitions(transition(INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(2))));
  }

  @Test
  void readsNothingOfAnEmptyStore() {
    var reading = read();

    assertThat(reading.platforms()).isEmpty();
    assertThat(reading.rules().windows()).isEmpty();
    assertThat(reading.at()).isBetween(store.now().minusSeconds(60), store.now());
  }

  @Test
  void holdsNoNodeOfARealizedPlatform() {
    stage.realize(fingerprint(1), INGEST, EXPORT);

    var live = live(read());

    assertThat(live.state()).isEqualTo(stage.platform());
    assertThat(live.waiting()).isEmpty();
    assertThat(live.locked()).isEmpty();
  }

  @Test
  void keepsWhatDidNotChange() {
    stage.realize(fingerprint(1), INGEST);
    var before = read();

    var after = store.currency().read(before, 10);

    assertThat(live(after)).isSameAs(live(before));
    assertThat(after.rules()).isSameAs(before.rules());
    assertThat(after.at()).isAfterOrEqualTo(before.at());
  }

  @Test
  void seesATargetThatAnotherProcessMoves() {
    var lease = stage.realize(fingerprint(1), INGEST);
    var before = read();
    awaitNodeTime(lease);

    var after = live(suite.otherHandle().currency().read(before, 10));

    assertThat(after.state().target().version()).isEqualTo(2);
    assertThat(Objects.requireNonNull(after.waiting()))
        .containsOnlyKeys(INGEST)
        .allSatisfy((_, it) -> {
          assertThat(it.node().state()).isEqualTo(NodeState.AWAITING_NODE_TIME);
          assertThat(it.node().target()).isEqualTo(fingerprint(2));
          assertThat(it.realizedVersion()).isEqualTo(1);
        });
  }

  @Test
  void seesANodeThatIsBroughtToItsTarget() {
    awaitNodeTime(stage.realize(fingerprint(1), INGEST));
    var before = read();
    var request = stage.request(INGEST);
    store.runs().begin(request, _ -> new NodeDecision.Reconcile(2, fingerprint(2), "changed"));
    store
        .runs()
        .completeReconcile(
            request.id(), 2, List.of(new RealizedNode(INGEST, fingerprint(2))), List.of());

    var after = live(store.currency().read(before, 10));

    assertThat(live(before).waiting()).containsOnlyKeys(INGEST);
    assertThat(after.waiting()).isEmpty();
  }

  @Test
  void seesPausesWindowsAndCancellations() {
    stage.logIn();
    awaitNodeTime(stage.realize(fingerprint(1), INGEST));
    var before = read();
    store.platforms().pause(LIVE, ANN, "quarter end", null);
    var paused = store.currency().read(before, 10);
    store.platforms().resume(LIVE, ANN, "done");
    store.groupPauses().pause(Selector.parse("all"), ANN, "outage", null);
    var all = store.currency().read(paused, 10);
    store.platforms().cancel(LIVE, ANN, "wrong");
    var cancelled = store.currency().read(all, 10);

    assertThat(live(paused).state().pauseInForce(paused.at())).isPresent();
    assertThat(live(all).state().pauseInForce(all.at())).isEmpty();
    assertThat(all.rules().pauses()).hasSize(1);
    assertThat(live(cancelled).state()).isEqualTo(stage.platform());
    assertThat(live(cancelled).state()).isNotEqualTo(live(all).state());
  }

  @Test
  void seesLocksAndTheirEnds() {
    var lease = stage.realize(fingerprint(1), INGEST, EXPORT);
    var before = read();
    store.runs().lockNodes(lease, LIVE, List.of(INGEST));
    var locked = store.currency().read(before, 10);
    store.leases().release(lease);
    var released = store.currency().read(locked, 10);

    assertThat(live(locked).locked()).isEqualTo(Map.of(INGEST, lease.holder()));
    assertThat(live(released).locked()).isEmpty();
  }

  @Test
  void readsNoneOfTooManyNodes() {
    var lease = stage.platformLease();
    stage.move(lease, fingerprint(1), StoreFixture.provision(fingerprint(1), INGEST, EXPORT));

    assertThat(live(store.currency().read(null, 1)).waiting()).isNull();
    assertThat(live(store.currency().read(null, 2)).waiting()).hasSize(2);
  }

  @Test
  void forgetsThePlatformsOfAForgottenSource() {
    stage.realize(fingerprint(1), INGEST);
    stage.logIn();
    var before = read();
    store.sources().detachAllBut(List.of(), stage.in(Duration.ofHours(1)));
    store.sources().forget(StoreFixture.ACME, ANN, "gone");

    assertThat(store.currency().read(before, 10).platforms()).isEmpty();
  }

  @Test
  void readsOfANodeWhatABeginDependsOn() {
    awaitNodeTime(stage.realize(fingerprint(1), INGEST, EXPORT));
    var other = stage.request(EXPORT);
    store.runs().begin(other, _ -> new NodeDecision.Proceed(2, fingerprint(1), "go"));
    for (var node : List.of(INGEST, EXPORT, NodeKey.ingest("Live", "None"))) {
      var seen = new AtomicReference<NodeSituation>();
      var read = store.currency().node(LIVE, node, null).orElseThrow().situation();
      store
          .runs()
          .begin(
              stage.request(node),
              situation -> {
                seen.set(situation);
                return new NodeDecision.Unknown("only looked");
              });

      assertThat(read).usingRecursiveComparison().ignoringFields("now").isEqualTo(seen.get());
    }
    assertThat(store.currency().node(new PlatformId(LIVE.source(), "None"), INGEST, null))
        .isEmpty();
  }

  @Test
  void readsTheLiveRunsOfANode() {
    awaitNodeTime(stage.realize(fingerprint(1), INGEST));
    var first = stage.request(INGEST);
    var second = stage.request(INGEST);
    for (var request : List.of(first, second)) {
      store.runs().begin(request, _ -> new NodeDecision.Proceed(1, fingerprint(1), "go"));
    }

    assertThat(live(INGEST)).containsExactly(first.id(), second.id());
    store.runs().end(first.id(), true);
    assertThat(live(INGEST)).containsExactly(second.id());
    assertThat(live(EXPORT)).isEmpty();
    var own = store.currency().node(LIVE, INGEST, null).orElseThrow().situation().live();
    assertThat(own.getFirst()).isEqualTo(store.runs().find(second.id()).orElseThrow());
  }

  private List<RunId> live(NodeKey node) {
    return store.currency().node(LIVE, node, null).orElseThrow().situation().live().stream()
        .map(Run::id)
        .toList();
  }

  @Test
  void tellsSinceWhenANodeIsBlocked() {
    awaitNodeTime(stage.realize(fingerprint(1), INGEST));
    var before = read();
    var request = stage.request(INGEST);
    store.runs().begin(request, _ -> new NodeDecision.Reconcile(2, fingerprint(2), "changed"));
    store.runs().abandonReconcile(request.id(), "The disk is full");

    var after = live(store.currency().read(before, 10));

    assertThat(blockedSince(live(before))).isNull();
    assertThat(blockedSince(after)).isNotNull();
    assertThat(store.currency().node(LIVE, INGEST, null).orElseThrow().blockedSince())
        .isEqualTo(blockedSince(after));
  }

  private static @Nullable Instant blockedSince(PlatformReading reading) {
    var node = Objects.requireNonNull(reading.waiting()).get(INGEST);
    return Objects.requireNonNull(node).blockedSince();
  }

  @Test
  void tellsWhatChangedSinceTheJobRan() {
    var lease = stage.realize(fingerprint(1), INGEST);
    accept(2, new NodeDelta(INGEST, fingerprint(1), fingerprint(2), "column a added"));
    accept(3, new NodeDelta(INGEST, fingerprint(2), fingerprint(3), "column b added"));
    var to = accept(4, new NodeDelta(EXPORT, null, fingerprint(4), "added"));
    accept(5, new NodeDelta(INGEST, fingerprint(3), fingerprint(5), "column c added"));
    store
        .rollouts()
        .claim(
            lease,
            stage.platform(),
            to,
            fingerprint(4),
            transitions(transition(INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(3))),
            (_, _, _, _) -> List.of());

    assertThat(changes(1)).containsExactly("column a added", "column b added");
    assertThat(changes(2)).containsExactly("column b added");
    assertThat(changes(3)).isEmpty();
    assertThat(changes(9)).isEmpty();
    assertThat(store.currency().node(LIVE, INGEST, null).orElseThrow().changes()).isEmpty();
  }

  private List<String> changes(int lastRan) {
    return store.currency().node(LIVE, INGEST, fingerprint(lastRan)).orElseThrow().changes();
  }

  private long accept(int graph, NodeDelta delta) {
    return stage.accept(impact("Live", fingerprint(graph), delta));
  }
}
