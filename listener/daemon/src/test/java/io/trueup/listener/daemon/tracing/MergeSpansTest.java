package io.trueup.listener.daemon.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.trueup.listener.engine.event.CloudEvent;
import io.trueup.listener.engine.event.MergeTrace;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NewDelivery;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The spans of recorded changes, and what happens when nobody takes them. */
class MergeSpansTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String SENDER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final SettableClock clock = new SettableClock(NOON);
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final StoreScene scene = new StoreScene(store);
  private final MergeSpans spans = new MergeSpans(store);

  private List<RecordedChange> changes() {
    store.changes().number(1000);
    return store.changes().after(0, 1000);
  }

  private List<SpanPart> all() {
    return changes().stream().flatMap(it -> spans.of(it).stream()).toList();
  }

  private void deliver() {
    store.sources().declare(StoreScene.ACME);
    store
        .deliveries()
        .record(
            new NewDelivery(
                StoreScene.ACME,
                "d-1",
                "push",
                "0".repeat(64),
                new byte[0],
                Map.of(MergeSpans.TRACEPARENT, SENDER),
                null));
  }

  @Test
  void aVerdictEndsTheWayFromItsDelivery() {
    deliver();
    clock.advance(Duration.ofSeconds(3));
    scene.firstMerge();

    var merge = all();

    assertThat(merge.getFirst().parent()).isNull();
    assertThat(merge.getFirst().links()).containsExactly(SENDER);
    assertThat(merge)
        .filteredOn(it -> it.name().equals("delivery") || it.name().equals("verdict"))
        .extracting(SpanPart::name, SpanPart::start, SpanPart::end)
        .containsExactly(
            tuple("delivery", NOON, NOON), tuple("verdict", NOON, NOON.plusSeconds(3)));
  }

  @Test
  void aMergeThatThePollerFoundHasNoDelivery() {
    scene.firstMerge();

    assertThat(all()).extracting(SpanPart::name).contains("verdict").doesNotContain("delivery");
  }

  @Test
  void aDeliveryBelongsToOneMergeAlone() {
    deliver();
    clock.advance(Duration.ofSeconds(3));
    scene.firstMerge();
    clock.advance(Duration.ofSeconds(3));
    scene.secondMerge();

    assertThat(all()).filteredOn(it -> it.name().equals("delivery")).hasSize(1);
  }

  @Test
  void aStepTakesAsLongAsItsLastAttempt() {
    scene.firstMerge();
    var rollout = scene.moveToFirst();
    clock.advance(Duration.ofSeconds(5));
    scene.failSecondStep(rollout, "no space");
    clock.advance(Duration.ofMinutes(1));
    scene.failSecondStep(rollout, "no space");

    assertThat(all())
        .filteredOn(it -> it.name().startsWith("step "))
        .extracting(SpanPart::name, SpanPart::start)
        .containsExactly(
            tuple("step 1", NOON.plusSeconds(5)),
            tuple("step 2", NOON.plusSeconds(5)),
            tuple("step 2", NOON.plusSeconds(65)));
  }

  @Test
  void eachVersionIsOneTraceWhoeverMakesItsSpans() {
    scene.firstMerge();
    scene.secondMerge();

    var twice = all();

    assertThat(twice).isEqualTo(all());
    assertThat(twice.stream().map(it -> it.trace().id()).distinct()).hasSize(2);
    assertThat(twice.stream().map(it -> it.trace().id() + it.part()).distinct())
        .hasSameSizeAs(twice);
  }

  @Test
  void everyEventOfAMergeNamesItsTrace() {
    scene.firstMerge();
    var rollout = scene.moveToFirst();
    scene.failSecondStep(rollout, "no space");
    scene.secondMerge();

    var first = MergeTrace.of(store.installation(), StoreScene.ACME, 1).parent();
    var second = MergeTrace.of(store.installation(), StoreScene.ACME, 2).parent();
    assertThat(first).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
    assertThat(changes())
        .filteredOn(it -> !it.type().equals("action.recorded"))
        .extracting(
            RecordedChange::type,
            it -> CloudEvent.of(it, store.installation()).attributes().get(CloudEvent.TRACEPARENT))
        .contains(
            tuple("merge.judged", first),
            tuple("target.moved", first),
            tuple("step.landed", first),
            tuple("step.failed", first),
            tuple("merge.judged", second))
        .extracting(it -> it.toList().getLast())
        .doesNotContainNull();
  }

  @Test
  void aCollectorThatIsAwayHoldsNothingUp() {
    scene.firstMerge();
    var settings = new TraceSettings("http://127.0.0.1:1/v1/traces", Map::of, 100);

    try (var traces = new Traces(store, settings, "test")) {
      traces.deliver(changes(), new Lease("events:tracing", "me", 1));
      traces.deliver(changes(), new Lease("events:tracing", "me", 1));
    }
  }
}
