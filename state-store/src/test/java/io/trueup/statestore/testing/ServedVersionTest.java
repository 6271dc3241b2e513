package io.trueup.statestore.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.ModelServer;
import io.trueup.statestore.ServedVersion;
import io.trueup.statestore.ServedVersion.Situation;
import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What {@link ServedVersion#preparingFirst} decides. */
class ServedVersionTest {

  private static final SourceId ACME = new SourceId("acme");
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ServedVersion.Policy POLICY = ServedVersion.preparingFirst(PATIENCE);

  private static ModelServer server(boolean isLive, boolean isDraining, Long... versions) {
    SortedMap<SourceId, SortedSet<Long>> prepared = new TreeMap<>();
    prepared.put(ACME, new TreeSet<>(List.of(versions)));
    return new ModelServer(
        new ModelServer.Report("a", "b", "c", prepared, isDraining, 1, 2, NOON), "t", NOON, isLive);
  }

  private static ServedVersion at(long served, long preparing) {
    return new ServedVersion(ACME, served, NOON, preparing, preparing == 0 ? null : NOON);
  }

  private static ServedVersion decide(
      ServedVersion current, long accepted, Duration later, ModelServer... servers) {
    return POLICY.decide(new Situation(current, accepted, List.of(servers), NOON.plus(later)));
  }

  @Test
  void withoutServersTheAcceptedVersionIsServedAtOnce() {
    assertThat(decide(at(1, 0), 3, Duration.ZERO).served()).isEqualTo(3);
    assertThat(decide(at(1, 0), 3, Duration.ZERO, server(false, false, 1L)).served()).isEqualTo(3);
    assertThat(decide(at(1, 0), 3, Duration.ZERO, server(true, true, 1L)).served()).isEqualTo(3);
  }

  @Test
  void aVersionIsPreparedBeforeItIsServed() {
    var preparing = decide(at(1, 0), 2, Duration.ZERO, server(true, false, 1L));
    assertThat(preparing).isEqualTo(at(1, 2));

    assertThat(decide(preparing, 3, Duration.ZERO, server(true, false, 1L))).isEqualTo(preparing);
    assertThat(decide(preparing, 3, Duration.ZERO, server(true, false, 1L, 2L)).served())
        .isEqualTo(2);
  }

  @Test
  void aLateServerIsLeftBehindOnlyIfAnotherHasTheVersion() {
    var slow = server(true, false, 1L);
    var fast = server(true, false, 1L, 2L);
    var early = PATIENCE.minusMillis(1);

    assertThat(decide(at(1, 2), 2, early, slow, fast)).isEqualTo(at(1, 2));
    assertThat(decide(at(1, 2), 2, PATIENCE, slow, fast).served()).isEqualTo(2);
    assertThat(decide(at(1, 2), 2, PATIENCE, slow, slow)).isEqualTo(at(1, 2));
  }

  @Test
  void aVersionThatNoneCanOpenGivesWayToANewerOne() {
    assertThat(decide(at(1, 2), 3, PATIENCE, server(true, false, 1L)).preparing()).isEqualTo(3);
  }

  /** Whatever servers do: forward only, never to what a punctual server lacks, and to the end. */
  @RepeatedTest(200)
  void servesForwardAndOnlyWhatIsPrepared() {
    var seed = System.nanoTime();
    var random = new Random(seed);
    var current = at(0, 0);
    var accepted = 0L;
    var now = NOON;
    for (var turn = 0; turn < 60; turn++) {
      accepted += random.nextInt(3);
      now = now.plusSeconds(random.nextInt(40));
      var servers = new ArrayList<ModelServer>();
      for (var i = random.nextInt(4); i > 0; i--) {
        var versions = new TreeSet<Long>();
        for (var version = 1L; version <= accepted; version++) {
          if (random.nextBoolean()) {
            versions.add(version);
          }
        }
        servers.add(
            server(random.nextInt(5) > 0, random.nextInt(5) == 0, versions.toArray(Long[]::new)));
      }
      var before = current;
      var next = POLICY.decide(new Situation(current, accepted, servers, now));
      while (!next.equals(current)) {
        assertThat(next.served()).as("seed %d", seed).isGreaterThanOrEqualTo(current.served());
        assertThat(next.served()).as("seed %d", seed).isLessThanOrEqualTo(accepted);
        if (next.served() > current.served()) {
          var counting = servers.stream().filter(it -> it.counts(ACME)).toList();
          var flipped = next.served();
          var since = current.preparingSince();
          var isLate = since != null && !now.isBefore(since.plus(PATIENCE));
          assertThat(
                  counting.isEmpty()
                      || counting.stream().allMatch(it -> it.hasPrepared(ACME, flipped))
                      || (isLate
                          && counting.stream().anyMatch(it -> it.hasPrepared(ACME, flipped))))
              .as("seed %d: from %s to %s with %s", seed, before, next, servers)
              .isTrue();
        }
        current = next;
        next = POLICY.decide(new Situation(current, accepted, servers, now));
      }
    }
    var all = new TreeSet<Long>();
    for (var version = 1L; version <= accepted; version++) {
      all.add(version);
    }
    var whole = List.of(server(true, false, all.toArray(Long[]::new)));
    for (var i = 0; i < 4; i++) {
      current = POLICY.decide(new Situation(current, accepted, whole, now));
    }
    assertThat(current.served()).as("seed %d", seed).isEqualTo(accepted);
  }
}
