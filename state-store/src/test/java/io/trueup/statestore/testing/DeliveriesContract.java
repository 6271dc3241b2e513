package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.trueup.statestore.Arrivals;
import io.trueup.statestore.Attribution;
import io.trueup.statestore.Attribution.PullRequest;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Deliveries;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.Delivery.Verdict;
import io.trueup.statestore.NewDelivery;
import io.trueup.statestore.RefusedDelivery;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.Sources.FailedRefresh;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of {@link io.trueup.statestore.Deliveries} (P1). */
abstract class DeliveriesContract extends Contract {

  DeliveriesContract(StateStoreConformance suite) {
    super(suite);
  }

  @BeforeEach
  void declareSource() {
    store.sources().declare(ACME);
  }

  private static NewDelivery delivery(
      SourceId source, String id, String body, @Nullable String ignoredBecause) {
    return new NewDelivery(
        source,
        id,
        "push",
        "%064x".formatted(body.hashCode()),
        body.getBytes(StandardCharsets.UTF_8),
        Map.of("X-GitHub-Event", "push"),
        ignoredBecause);
  }

  private static NewDelivery poke(String id, String body) {
    return delivery(ACME, id, body, null);
  }

  private Delivery record(NewDelivery delivery) {
    return store.deliveries().record(delivery).orElseThrow();
  }

  @Test
  void aNewDeliveryIsAcceptedAndRaisesTheRequestedGeneration() {
    var recorded = record(poke("d-1", "{}"));

    assertThat(recorded)
        .isEqualTo(
            new Delivery(
                recorded.id(),
                ACME,
                "d-1",
                "push",
                Verdict.ACCEPTED,
                null,
                1,
                recorded.receivedAt()));
    assertThat(stage.source().requested()).isEqualTo(1);
    assertThat(store.deliveries().newest(null, 10)).containsExactly(recorded);
  }

  @Test
  void aDeliveryIsFoundWithItsStoredParts() {
    var recorded = record(poke("d-1", "{}"));

    assertThat(store.deliveries().find(recorded.id()))
        .hasValue(
            new Deliveries.Evidence(
                recorded, "%064x".formatted("{}".hashCode()), Map.of("X-GitHub-Event", "push")));
    assertThat(store.deliveries().find(recorded.id() + 1)).isEmpty();
  }

  private static final CommitId HEAD = new CommitId("5".repeat(40));

  private static NewDelivery telling(String id, @Nullable String ignored, Attribution told) {
    var it = delivery(ACME, id, id, ignored);
    return new NewDelivery(
        ACME, id, it.event(), it.bodyDigest(), it.body(), it.headers(), ignored, told);
  }

  @Test
  void whatSeveralDeliveriesTellOfACommitIsKeptTogether() {
    var pull = new PullRequest(7, "Add orders", "https://forge.test/acme/pulls/7");
    record(telling("d-1", null, new Attribution(HEAD, "ann", null, null)));
    record(telling("d-2", null, new Attribution(HEAD, null, "bob", pull)));

    assertThat(store.deliveries().attributions(ACME, List.of(HEAD)))
        .isEqualTo(Map.of(HEAD, new Attribution(HEAD, "ann", "bob", pull)));

    var renamed = new PullRequest(8, null, null);
    record(telling("d-3", null, new Attribution(HEAD, "eve", null, renamed)));
    assertThat(store.deliveries().attributions(ACME, List.of(HEAD)))
        .isEqualTo(Map.of(HEAD, new Attribution(HEAD, "eve", "bob", renamed)));
  }

  @Test
  void anIgnoredDeliveryTellsNothingAndAnotherSourceKnowsNothing() {
    var globex = new SourceId("globex");
    store.sources().declare(globex);
    var other = new CommitId("6".repeat(40));
    record(telling("d-1", "to another branch", new Attribution(HEAD, "ann", null, null)));
    record(telling("d-2", null, new Attribution(other, "ann", null, null)));

    assertThat(store.deliveries().attributions(ACME, List.of(HEAD))).isEmpty();
    assertThat(store.deliveries().attributions(globex, List.of(other))).isEmpty();
    assertThat(store.deliveries().attributions(ACME, List.of())).isEmpty();
  }

  private Arrivals arrivals() {
    return Objects.requireNonNull(store.deliveries().arrivals().get(ACME));
  }

  /** A poll requests a check, which finds a new head. */
  private void poll(int commit) {
    store.sources().request(ACME);
    stage.record(StoreFixture.good(StoreFixture.commit(commit)));
  }

  @Test
  void countsMergesThatNoDeliveryAnnounced() {
    assertThat(arrivals()).isEqualTo(new Arrivals(null, 0, 0, null));
    poll(1);
    assertThat(arrivals().unannounced()).as("the first version is no merge").isZero();

    poll(2);
    poll(3);
    assertThat(arrivals()).isEqualTo(new Arrivals(null, 2, 2, null));

    record(poke("d-1", "1"));
    stage.record(StoreFixture.good(StoreFixture.commit(4)));
    assertThat(arrivals().newest()).isNotNull();
    assertThat(arrivals().unannounced()).isZero();
    assertThat(arrivals().longestGap()).isNull();

    record(poke("d-2", "2"));
    record(delivery(ACME, "d-3", "3", "to another branch"));
    stage.record(StoreFixture.good(StoreFixture.commit(5)));
    poll(6);
    poll(6);
    assertThat(arrivals().unannounced()).as("the same head is no merge").isEqualTo(1);
    assertThat(arrivals().unannouncedEver()).isEqualTo(3);
    assertThat(arrivals().longestGap()).isBetween(Duration.ZERO, Duration.ofMinutes(1));

    record(delivery(ACME, "d-4", "4", "to another branch"));
    assertThat(arrivals().unannounced()).as("an ignored delivery announces nothing").isEqualTo(1);
  }

  /** The poller found it a moment before its delivery came. */
  @Test
  void aDeliveryThatComesAfterThePollAnnouncesTheMergeAfterAll() {
    poll(1);
    store.sources().request(ACME);
    record(poke("d-1", "1"));
    stage.record(StoreFixture.good(StoreFixture.commit(2)));
    assertThat(arrivals().unannounced()).isZero();

    poll(3);
    record(poke("d-2", "2"));
    assertThat(arrivals().unannounced()).isZero();
    assertThat(arrivals().unannouncedEver()).isEqualTo(1);
  }

  @Test
  void aDeliveryForAnUnknownSourceWritesNothing() {
    var before = stage.everything();

    assertThat(store.deliveries().record(delivery(new SourceId("globex"), "d-1", "{}", null)))
        .isEmpty();

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aRepeatedDeliveryIsADuplicateARowOfItsOwnAndAPoke() {
    var first = record(poke("d-1", "{}"));

    var second = record(poke("d-1", "{}"));

    assertThat(second.verdict()).isEqualTo(Verdict.DUPLICATE);
    assertThat(second.reason()).isNotBlank();
    assertThat(second.id()).isGreaterThan(first.id());
    assertThat(second.generation()).isEqualTo(2);
    assertThat(stage.source().requested()).isEqualTo(2);
    assertThat(store.deliveries().newest(ACME, 10)).containsExactly(second, first);
  }

  @Test
  void aRepeatedIdWithAnotherBodyIsAReplayMismatchAndAPoke() {
    record(poke("d-1", "{}"));

    var second = record(poke("d-1", "{\"other\": 1}"));

    assertThat(second.verdict()).isEqualTo(Verdict.REPLAY_MISMATCH);
    assertThat(second.reason()).isNotBlank();
    assertThat(second.generation()).isEqualTo(2);
    assertThat(stage.source().requested()).isEqualTo(2);
  }

  @Test
  void repetitionsAreComparedWithTheFirstBody() {
    record(poke("d-1", "first"));
    record(poke("d-1", "second"));

    assertThat(record(poke("d-1", "second")).verdict()).isEqualTo(Verdict.REPLAY_MISMATCH);
    assertThat(record(poke("d-1", "first")).verdict()).isEqualTo(Verdict.DUPLICATE);
  }

  @Test
  void anIgnoredDeliveryIsRecordedWithItsReasonAndRequestsNothing() {
    var recorded = record(delivery(ACME, "d-1", "{}", "a ping asks for nothing"));

    assertThat(recorded.verdict()).isEqualTo(Verdict.IGNORED);
    assertThat(recorded.reason()).isEqualTo("a ping asks for nothing");
    assertThat(recorded.generation()).isZero();
    assertThat(stage.source().requested()).isZero();
    assertThat(store.deliveries().newest(ACME, 10)).containsExactly(recorded);
  }

  @Test
  void aRepeatedIdThatRequestsNothingIsIgnored() {
    record(poke("d-1", "{}"));

    var second = record(delivery(ACME, "d-1", "{}", "another branch"));

    assertThat(second.verdict()).isEqualTo(Verdict.IGNORED);
    assertThat(stage.source().requested()).isEqualTo(1);
  }

  @Test
  void aPokeWhoseIdWasIgnoredBeforeIsADuplicateAndAPoke() {
    record(delivery(ACME, "d-1", "{}", "another branch"));

    var second = record(poke("d-1", "{}"));

    assertThat(second.verdict()).isEqualTo(Verdict.DUPLICATE);
    assertThat(second.generation()).isEqualTo(1);
  }

  @Test
  void anotherSourcesDeliveryIdIsNoRepetition() {
    var globex = new SourceId("globex");
    store.sources().declare(globex);
    record(poke("d-1", "{}"));

    var other = record(delivery(globex, "d-1", "{}", null));

    assertThat(other.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(other.generation()).isEqualTo(1);
    assertThat(stage.source().requested()).isEqualTo(1);
  }

  @Test
  void deliveriesAreShownNewestFirstAndLimited() {
    var globex = new SourceId("globex");
    store.sources().declare(globex);
    var first = record(poke("d-1", "1"));
    var second = record(delivery(globex, "d-2", "2", null));
    var third = record(poke("d-3", "3"));

    assertThat(store.deliveries().newest(null, 2)).containsExactly(third, second);
    assertThat(store.deliveries().newest(ACME, 10)).containsExactly(third, first);
    assertThat(store.deliveries().newest(new SourceId("unknown"), 10)).isEmpty();
  }

  @Test
  void deliveriesAtOnceEachRaiseTheGeneration() throws Exception {
    var calls = new ArrayList<Callable<Delivery>>();
    for (var number = 1; number <= 10; number++) {
      var id = "d-" + number;
      calls.add(() -> record(poke(id, "{}")));
      calls.add(() -> suite.otherHandle().deliveries().record(poke(id, "{}")).orElseThrow());
    }

    var recorded = atOnce(calls);

    assertThat(recorded)
        .extracting(Delivery::generation)
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 20).boxed().toList());
    assertThat(recorded.stream().filter(one -> one.verdict() == Verdict.ACCEPTED)).hasSize(10);
    assertThat(recorded.stream().filter(one -> one.verdict() == Verdict.DUPLICATE)).hasSize(10);
  }

  @Test
  void aBodyOfAnyBytesIsRecorded() {
    var bytes = new byte[] {0, 1, (byte) 0xff, '"', '\\'};
    var delivery = new NewDelivery(ACME, "d-1", "push", "0".repeat(64), bytes, Map.of(), null);

    assertThat(store.deliveries().record(delivery)).isPresent();
  }

  @Test
  void deliveriesAreSeenByOtherProcesses() {
    var recorded = record(poke("d-1", "{}"));

    assertThat(suite.otherHandle().deliveries().newest(ACME, 10)).isEqualTo(List.of(recorded));
  }

  @Test
  void aDeliveryEndsTheWaitAfterAFailedRefreshUnlessItIsIgnored() {
    var lease = stage.sourceLease();
    var minute = stage.in(Duration.ofMinutes(1));
    var hour = stage.in(Duration.ofHours(1));
    store
        .sources()
        .recordFailedRefresh(
            lease, ACME, new FailedRefresh(Health.UNREACHABLE, "no route", hour, minute));

    record(delivery(ACME, "d-1", "{}", "another branch"));
    assertThat(stage.source().retryAt()).isEqualTo(hour);

    record(delivery(ACME, "d-2", "{}", null));
    assertThat(stage.source().retryAt()).isEqualTo(minute);
  }

  private static RefusedDelivery refused(SourceId source, String reason) {
    return new RefusedDelivery(source, "d-9", "push", reason);
  }

  @Test
  void aRefusedDeliveryIsListedAmongTheOthersAndRequestsNothing() {
    record(poke("d-1", "{}"));
    var before = store.sources().find(ACME).orElseThrow().requested();

    store.deliveries().refuse(refused(ACME, "401: no signature"));
    record(poke("d-2", "{}"));

    assertThat(store.deliveries().newest(ACME, 10))
        .extracting(Delivery::deliveryId, Delivery::verdict, Delivery::reason, Delivery::generation)
        .containsExactly(
            tuple("d-2", Verdict.ACCEPTED, null, before + 1),
            tuple("d-9", Verdict.REFUSED, "401: no signature", 0L),
            tuple("d-1", Verdict.ACCEPTED, null, before));
    assertThat(store.deliveries().newest(null, 2))
        .extracting(Delivery::deliveryId)
        .containsExactly("d-2", "d-9");
  }

  @Test
  void aRefusedDeliveryIsFoundWithoutABody() {
    store.deliveries().refuse(refused(ACME, "401: no signature"));
    var refused = store.deliveries().newest(ACME, 1).getFirst();

    assertThat(store.deliveries().find(refused.id()))
        .hasValue(new Deliveries.Evidence(refused, null, Map.of()));
  }

  @Test
  void aRefusedDeliveryDoesNotCountAsTheFirstOfItsId() {
    store.deliveries().refuse(refused(ACME, "401: no signature"));

    assertThat(record(poke("d-9", "{}")).verdict()).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void onlyTheNewestRefusedDeliveriesOfASourceAreKept() {
    var other = new SourceId("other");
    store.sources().declare(other);
    store.deliveries().refuse(refused(other, "kept"));
    for (var i = 1; i <= Deliveries.REFUSED_KEPT + 3; i++) {
      store.deliveries().refuse(refused(ACME, "number " + i));
    }

    assertThat(store.deliveries().newest(ACME, 1_000))
        .hasSize(Deliveries.REFUSED_KEPT)
        .last()
        .extracting(Delivery::reason)
        .isEqualTo("number 4");
    assertThat(store.deliveries().newest(other, 10)).hasSize(1);
  }

  @Test
  void aRefusedDeliveryForAnUnknownSourceWritesNothing() {
    store.deliveries().refuse(refused(new SourceId("nobody"), "401: no signature"));

    assertThat(store.deliveries().newest(null, 10)).isEmpty();
  }
}
