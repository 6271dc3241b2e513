package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static io.trueup.statestore.testing.StoreFixture.HOUR;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutTerms;
import io.trueup.statestore.Impact;
import io.trueup.statestore.Lease;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.RunningDaemon;
import io.trueup.statestore.RunningDaemon.State;
import io.trueup.statestore.ServedWork;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract of {@link io.trueup.statestore.Daemons}, and of what sources owe. */
abstract class DaemonsContract extends Contract {

  DaemonsContract(StateStoreConformance suite) {
    super(suite);
  }

  private static RunningDaemon.Report report(String holder) {
    return new RunningDaemon.Report(
        holder,
        "127.0.0.1:8080",
        "1.2.3",
        new ServedWork(
            new TreeSet<>(Set.of(ACME)),
            new TreeSet<>(Set.of("postgres", "kafka")),
            new TreeSet<>(Set.of("east")),
            new TreeSet<>(Set.of("MyCorp/USA"))),
        Instant.parse("2026-01-02T03:04:05Z"));
  }

  private List<RunningDaemon> all() {
    return suite.otherHandle().daemons().all();
  }

  @Test
  void aReportIsSeenByAllProcesses() {
    store.daemons().report(report("one"), HOUR);

    assertThat(all())
        .singleElement()
        .satisfies(it -> {
          assertThat(it.report()).isEqualTo(report("one"));
          assertThat(it.state()).isEqualTo(State.LIVE);
          assertThat(it.isLive()).isTrue();
          assertThat(it.holds()).isEmpty();
        });
  }

  @Test
  void aDaemonHoldsItsLeasesAndThoseForItsOperators() {
    suite.expire(store.leases().claim("source:e", "one", HOUR).orElseThrow());
    store.daemons().report(report("one"), HOUR);
    store.daemons().report(report("other"), HOUR);
    store.leases().claim("source:b", "one", HOUR);
    store.leases().claim("platform:a/X", "one for ann", HOUR);
    store.leases().claim("source:c", "other", HOUR);
    store.leases().claim("source:d", "one more", HOUR);

    assertThat(all())
        .extracting(RunningDaemon::holds)
        .containsExactly(List.of("platform:a/X", "source:b"), List.of("source:c"));
  }

  @Test
  void aDaemonThatIsSilentIsGoneAndComesBack() {
    store.daemons().report(report("one"), Duration.ZERO);
    assertThat(all()).extracting(RunningDaemon::state).containsExactly(State.GONE);

    store.daemons().report(report("one"), HOUR);

    assertThat(all()).extracting(RunningDaemon::state).containsExactly(State.LIVE);
  }

  @Test
  void aDaemonThatStopsLeavesItsLeasesToOthers() {
    store.daemons().report(report("one"), HOUR);
    var lease = store.leases().claim("source:acme", "one", HOUR).orElseThrow();
    store.leases().claim("source:b", "other", HOUR);

    store.daemons().leave("one");

    assertThat(all()).extracting(RunningDaemon::state).containsExactly(State.STOPPED);
    assertThat(all()).extracting(RunningDaemon::holds).containsExactly(List.of());
    assertThatThrownBy(() -> store.leases().renew(lease, HOUR))
        .isInstanceOf(LostLeaseException.class);
    assertThat(store.leases().claim("source:acme", "other", HOUR)).isPresent();
    assertThat(store.leases().holder("source:b")).hasValue("other");
  }

  @Test
  void oneThatNeverReportedLeavesNothing() {
    store.leases().claim("source:acme", "one", HOUR);

    store.daemons().leave("one");

    assertThat(all()).isEmpty();
    assertThat(store.leases().holder("source:acme")).hasValue("one");
  }

  @Test
  void aSourceOwesSinceItsFirstRequest() {
    store.sources().declare(ACME);
    assertThat(stage.source().owedSince()).isNull();
    store.sources().request(ACME);
    var first = stage.source().owedSince();
    store.sources().request(ACME);

    assertThat(first).isNotNull();
    assertThat(stage.source().owedSince()).isEqualTo(first);

    refresh(1);
    assertThat(stage.source().owedSince()).isNotNull().isAfterOrEqualTo(first);
    refresh(2);
    assertThat(stage.source().owedSince()).isNull();
  }

  private void refresh(long upTo) {
    var lease = store.leases().claim(Lease.resource(ACME), "one", HOUR).orElseThrow();
    store.sources().recordRefresh(lease, ACME, upTo, Health.FOLLOWING, null, null);
    store.leases().release(lease);
  }

  @Test
  void thePlatformsOfADaemonAreThoseOfItsTypesProvidersAndRegions() {
    var placed = platform("postgres", "east", "MyCorp/USA/NY_1", "MyCorp/UK");

    assertThat(placed.terms().locations()).containsExactly("MyCorp/UK", "MyCorp/USA/NY_1");
    assertThat(serves(List.of(), List.of(), List.of()).serves(placed)).isTrue();
    assertThat(serves(List.of("kafka", "postgres"), List.of(), List.of()).serves(placed)).isTrue();
    assertThat(serves(List.of("kafka"), List.of(), List.of()).serves(placed)).isFalse();
    assertThat(serves(List.of(), List.of("east", "west"), List.of()).serves(placed)).isTrue();
    assertThat(serves(List.of(), List.of("west"), List.of()).serves(placed)).isFalse();
    assertThat(serves(List.of(), List.of(), List.of("MyCorp/USA")).serves(placed)).isTrue();
    assertThat(serves(List.of(), List.of(), List.of("MyCorp/UK")).serves(placed)).isTrue();
    assertThat(serves(List.of(), List.of(), List.of("MyCorp/U")).serves(placed)).isFalse();
    assertThat(serves(List.of(), List.of(), List.of("MyCorp/UK/London")).serves(placed)).isFalse();
    assertThat(ServedWork.allOf(List.of(new SourceId("other"))).serves(placed)).isFalse();
  }

  @Test
  void aPlatformOfUnknownRegionAndNoProviderIsServedByAll() {
    var unplaced = platform("postgres", null);

    assertThat(serves(List.of(), List.of("west"), List.of("MyCorp/UK")).serves(unplaced)).isTrue();
  }

  private static ServedWork serves(
      List<String> types, List<String> providers, List<String> regions) {
    return new ServedWork(
        new TreeSet<>(Set.of(ACME)),
        new TreeSet<>(types),
        new TreeSet<>(providers),
        new TreeSet<>(regions));
  }

  private PlatformState platform(String type, @Nullable String provider, String... locations) {
    var terms =
        new RolloutTerms(
            RolloutPolicy.MERGE,
            List.of(),
            provider,
            new TreeSet<>(),
            new TreeSet<>(List.of(locations)));
    stage.record(
        StoreFixture.good(
            StoreFixture.commit(1),
            new Impact(LIVE.name(), type, terms, "owner", StoreFixture.fingerprint(1), List.of())));
    return suite.otherHandle().platforms().find(LIVE).orElseThrow();
  }
}
