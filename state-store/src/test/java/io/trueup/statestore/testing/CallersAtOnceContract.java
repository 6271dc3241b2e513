package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static io.trueup.statestore.testing.StoreFixture.EXPORT;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.Delivery.Verdict;
import io.trueup.statestore.NewDelivery;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeDecision.Proceed;
import io.trueup.statestore.NodeDecision.Reconcile;
import io.trueup.statestore.NodeDecision.Unknown;
import io.trueup.statestore.NodeDecision.Wait;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.Runs.Change;
import io.trueup.statestore.Runs.ChangeOutcome;
import io.trueup.statestore.StateStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What many callers at once get, however a store groups them: what each would get alone. */
abstract class CallersAtOnceContract extends Contract {

  private static final Proceed PROCEED = new Proceed(1, fingerprint(1), "nothing changed");

  CallersAtOnceContract(StateStoreConformance suite) {
    super(suite);
  }

  @BeforeEach
  void realizeNodes() {
    stage.realize(fingerprint(1), INGEST, EXPORT);
  }

  private StateStore handle(int number) {
    return number % 3 == 0 ? suite.otherHandle() : store;
  }

  /** What became of a call: its run's id, its decision, or its failure. */
  private static Callable<String> beginning(
      StateStore handle, RunRequest request, NodeDecision decision) {
    return () -> {
      try {
        return handle
            .runs()
            .begin(
                request,
                situation -> {
                  if (request.job().equals("broken")) {
                    throw new IllegalStateException("a bug in the policy");
                  }
                  return situation.node() == null ? new Unknown("no such node") : decision;
                })
            .map(it -> it.run() == null ? it.decision().toString() : it.run().id().value())
            .orElse("no platform");
      } catch (IllegalStateException | IllegalArgumentException e) {
        return String.valueOf(e.getMessage());
      }
    };
  }

  private static RunRequest of(RunRequest request, PlatformId platform, String job) {
    return new RunRequest(
        request.id(),
        platform,
        request.node(),
        request.lastRan(),
        job,
        request.length(),
        request.reconcileWithin(),
        request.caller());
  }

  @Test
  void theFailureOfOneBeginIsNoFailureOfTheOthers() throws Exception {
    var twice = stage.request(INGEST).with(new RunId("d".repeat(32)));
    var calls = new ArrayList<Callable<String>>();
    var good = new ArrayList<String>();
    for (var i = 0; i < 12; i++) {
      var request = stage.request(i % 2 == 0 ? INGEST : EXPORT);
      good.add(request.id().value());
      calls.add(beginning(handle(i), request, PROCEED));
      calls.add(beginning(handle(i), twice, PROCEED));
      calls.add(beginning(handle(i), of(stage.request(INGEST), LIVE, "broken"), PROCEED));
      calls.add(
          beginning(
              handle(i), of(stage.request(INGEST), new PlatformId(ACME, "None"), "x"), PROCEED));
      calls.add(beginning(handle(i), stage.request(new NodeKey("Ingest/Live/None")), PROCEED));
    }

    var answers = atOnce(calls);

    var counts = new ArrayList<>(answers);
    assertThat(answers).containsAll(good);
    counts.removeAll(good);
    assertThat(counts.stream().filter(it -> it.equals(twice.id().value()))).hasSize(1);
    assertThat(counts.stream().filter(it -> it.contains("twice"))).hasSize(11);
    assertThat(counts.stream().filter(it -> it.equals("a bug in the policy"))).hasSize(12);
    assertThat(counts.stream().filter(it -> it.equals("no platform"))).hasSize(12);
    assertThat(counts.stream().filter(it -> it.contains("no such node"))).hasSize(12);
    assertThat(store.runs().live(LIVE)).hasSize(13);
  }

  @Test
  void oneOfManyReconcilesANodeAndTheOthersSeeIt() throws Exception {
    var calls = new ArrayList<Callable<List<RunId>>>();
    for (var i = 0; i < 30; i++) {
      var handle = handle(i);
      var request = stage.request(i % 2 == 0 ? INGEST : EXPORT);
      calls.add(() -> {
        var seen = new ArrayList<RunId>();
        var begun =
            handle
                .runs()
                .begin(
                    request,
                    situation -> {
                      seen.clear();
                      situation.live().forEach(it -> seen.add(it.id()));
                      return seen.isEmpty()
                          ? new Reconcile(1, fingerprint(2), "changed")
                          : new Wait("another reconciles", Duration.ofSeconds(5));
                    })
                .orElseThrow();
        var run = begun.run();
        return run == null ? seen : List.of(run.id());
      });
    }

    var seen = new HashSet<>(atOnce(calls));

    var live = store.runs().live(LIVE);
    assertThat(live).extracting(Run::node).containsExactlyInAnyOrder(INGEST, EXPORT);
    assertThat(seen)
        .containsExactlyInAnyOrder(List.of(live.getFirst().id()), List.of(live.getLast().id()));
  }

  @Test
  void aRunEndsOnceHoweverManyEndIt() throws Exception {
    var run = stage.request(INGEST);
    var other = stage.request(EXPORT);
    store.runs().begin(run, _ -> PROCEED);
    store.runs().begin(other, _ -> PROCEED);
    var calls = new ArrayList<Callable<ChangeOutcome>>();
    for (var i = 0; i < 30; i++) {
      var handle = handle(i);
      var change =
          i % 3 == 1
              ? new Change.Prolong(other.id(), Set.of(), null, StoreFixture.HOUR)
              : new Change.End(run.id(), Set.of(), null, i % 2 == 0);
      calls.add(() -> handle.runs().change(change).outcome());
    }

    var outcomes = atOnce(calls);

    assertThat(outcomes.stream().filter(ChangeOutcome.CHANGED::equals)).hasSize(11);
    assertThat(outcomes.stream().filter(ChangeOutcome.OVER::equals)).hasSize(19);
  }

  @Test
  void deliveriesHaveConsecutiveGenerationsAndOneOfEachIdIsTheFirst() throws Exception {
    var before = stage.source().requested();
    var calls = new ArrayList<Callable<Delivery>>();
    for (var i = 0; i < 60; i++) {
      var handle = handle(i);
      var number = i % 20;
      var body = "{\"of\": %d, \"other\": %b}".formatted(number, number == 3 && i > 20);
      calls.add(() ->
          handle
              .deliveries()
              .record(
                  new NewDelivery(
                      ACME,
                      "many-" + number,
                      "push",
                      "%064x".formatted(body.hashCode()),
                      body.getBytes(StandardCharsets.UTF_8),
                      Map.of(),
                      number == 7 ? "not a push" : null))
              .orElseThrow());
    }

    var recorded = atOnce(calls).stream().sorted(Comparator.comparingLong(Delivery::id)).toList();

    var pokes = recorded.stream().filter(it -> it.verdict() != Verdict.IGNORED).toList();
    assertThat(pokes)
        .extracting(Delivery::generation)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(before + 1, before + 57).boxed().toList());
    assertThat(stage.source().requested()).isEqualTo(before + 57);
    assertThat(recorded.stream().filter(it -> it.verdict() == Verdict.ACCEPTED)).hasSize(19);
    assertThat(recorded.stream().filter(it -> it.verdict() == Verdict.IGNORED)).hasSize(3);
    assertThat(recorded.stream().filter(it -> it.verdict() == Verdict.REPLAY_MISMATCH))
        .isNotEmpty()
        .allMatch(it -> it.deliveryId().equals("many-3"));
    assertThat(store.deliveries().newest(ACME, 100)).isEqualTo(recorded.reversed());
  }
}
