package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static io.trueup.statestore.testing.StoreFixture.ANN;
import static io.trueup.statestore.testing.StoreFixture.HOUR;
import static io.trueup.statestore.testing.StoreFixture.commit;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static io.trueup.statestore.testing.StoreFixture.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.GateInputs;
import io.trueup.statestore.ModelFleet;
import io.trueup.statestore.ModelServer;
import io.trueup.statestore.ServedVersion;
import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The contract of {@link io.trueup.statestore.ModelServers}. */
abstract class ModelServersContract extends Contract {

  private static final ServedVersion.Policy PATIENT = ServedVersion.preparingFirst(HOUR);
  private static final ServedVersion.Policy IMPATIENT = ServedVersion.preparingFirst(Duration.ZERO);

  private int commits;

  ModelServersContract(StateStoreConformance suite) {
    super(suite);
  }

  private long merge() {
    return stage.record(good(commit(++commits))).getFirst();
  }

  private ModelServer.Report report(String instance, Map<SourceId, SortedSet<Long>> prepared) {
    SortedMap<SourceId, SortedSet<Long>> sorted = new TreeMap<>(prepared);
    return new ModelServer.Report(
        instance, "http://" + instance, "1.2.3", sorted, false, 5, 7, Instant.EPOCH);
  }

  private ModelServer.Report has(String instance, Long... versions) {
    return report(instance, Map.of(ACME, new TreeSet<>(List.of(versions))));
  }

  private ServedVersion say(ModelServer.Report report) {
    return store.modelServers().report(report, HOUR, PATIENT, ANN).served().getFirst();
  }

  private long served() {
    return suite.otherHandle().modelServers().served(ACME).orElseThrow().served();
  }

  @Test
  void withoutServersTheAcceptedVersionIsServed() {
    assertThat(store.modelServers().served(ACME)).isEmpty();
    store.sources().declare(ACME);
    assertThat(served()).isZero();

    assertThat(served()).isLessThan(merge()).isZero();

    assertThat(served()).isEqualTo(1);
  }

  @Test
  void aReportIsSeenByAllProcesses() {
    var version = merge();
    var report = has("a", version, 7L);

    store.modelServers().report(report, HOUR, PATIENT, ANN);

    var all = suite.otherHandle().modelServers().all();
    assertThat(all).hasSize(1);
    assertThat(all.getFirst().report()).isEqualTo(report);
    assertThat(all.getFirst().token()).isEqualTo("ann");
    assertThat(all.getFirst().isLive()).isTrue();
  }

  @Test
  void aVersionIsServedOnceAllHaveIt() {
    var first = merge();
    say(has("a"));
    say(has("b"));
    assertThat(served()).isEqualTo(first);

    var second = merge();
    var preparing = say(has("a", first));
    assertThat(preparing.preparing()).isEqualTo(second);
    assertThat(say(has("a", first, second)).served()).isEqualTo(first);
    assertThat(served()).isEqualTo(first);
    var flipped = say(has("b", first, second));

    assertThat(flipped.served()).isEqualTo(second);
    assertThat(flipped.preparing()).isZero();
    assertThat(served()).isEqualTo(second);
  }

  @Test
  void aServerThatDrainsOrIsSilentHoldsNothingUp() {
    var first = merge();
    say(has("a", first));
    store.modelServers().report(has("silent", first), Duration.ZERO, PATIENT, ANN);
    var draining = has("b", first);
    say(new ModelServer.Report("b", "x", "y", draining.prepared(), true, 1, 2, Instant.EPOCH));
    var second = merge();

    assertThat(say(has("a", first)).preparing()).isEqualTo(second);
    assertThat(say(has("a", first, second)).served()).isEqualTo(second);
  }

  @Test
  void aServerThatLagsIsLeftBehind() {
    var first = merge();
    say(has("slow", first));
    say(has("fast", first));
    var second = merge();
    say(has("fast", first));

    var after =
        store.modelServers().report(has("fast", first, second), HOUR, IMPATIENT, ANN).served();

    assertThat(after.getFirst().served()).isEqualTo(second);
  }

  @Test
  void whatWasServedWithoutServersStaysServed() {
    var first = merge();
    store.modelServers().report(has("a", first), Duration.ZERO, PATIENT, ANN);
    var second = merge();
    assertThat(served()).isEqualTo(second);

    assertThat(say(has("a", first)).served()).isEqualTo(second);

    assertThat(served()).isEqualTo(second);
  }

  @Test
  void movesSeeTheServersThatHaveNotOpenedAVersion() {
    stage.accept(fingerprint(1));
    var first = stage.platform().merged().version();
    assertThat(fleet()).isEqualTo(ModelFleet.NONE);
    say(has("b", first));
    say(has("a", first, first + 1));
    store.modelServers().report(has("silent", first), Duration.ZERO, PATIENT, ANN);

    var seen = fleet();

    assertThat(seen.served()).isEqualTo(first);
    assertThat(seen.servers()).isEqualTo(store.modelServers().all());
    assertThat(seen.lacking(ACME, first + 1))
        .extracting(it -> it.report().instance())
        .containsExactly("b");
    assertThat(seen.lacking(ACME, first)).isEmpty();
  }

  @Test
  void aClaimSeesTheServersInItsTransaction() {
    var lease = stage.platformLease();
    stage.accept(fingerprint(1));
    var version = stage.platform().merged().version();
    say(has("a", version));
    var evaluated = new ArrayList<GateInputs>();

    store
        .rollouts()
        .claim(
            lease,
            stage.platform(),
            version,
            fingerprint(1),
            StoreFixture.provision(fingerprint(1), StoreFixture.INGEST),
            (_, inputs, _, _) -> {
              evaluated.add(inputs);
              return List.of();
            });

    assertThat(evaluated).extracting(GateInputs::fleet).containsExactly(fleet());
  }

  private ModelFleet fleet() {
    return suite.otherHandle().platforms().gateInputs(StoreFixture.LIVE).orElseThrow().fleet();
  }

  @Test
  void anUnknownSourceIsLeftOut() {
    var unknown = new SourceId("nowhere");

    var reported =
        store
            .modelServers()
            .report(report("a", Map.of(unknown, new TreeSet<>())), HOUR, PATIENT, ANN);

    assertThat(reported.served()).isEmpty();
    assertThat(store.modelServers().served(unknown)).isEmpty();
    assertThat(store.modelServers().all()).hasSize(1);
  }
}
