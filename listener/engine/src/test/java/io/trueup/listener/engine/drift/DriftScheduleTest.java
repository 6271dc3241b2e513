package io.trueup.listener.engine.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DriftScheduleTest {

  private static final PlatformId LIVE = new PlatformId(new SourceId("acme"), "Live");
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration SIX_HOURS = Duration.ofHours(6);

  private final DriftSchedule schedule = new DriftSchedule(LIVE, SIX_HOURS);

  private static List<NodeKey> nodes(int count) {
    return IntStream.range(0, count).mapToObj(it -> NodeKey.ingest("Live", "S" + it)).toList();
  }

  @Test
  void theFirstCheckIsDueAtOnceAndComparesAllNodesInBatches() {
    var nodes = nodes(450);
    assertThat(schedule.next(null, 0)).isBefore(NOON);

    var seen = new ArrayList<NodeKey>();
    @Nullable Instant through = null;
    var batches = 0;
    DriftSchedule.Batch batch;
    do {
      batch = schedule.due(nodes, through, NOON);
      seen.addAll(batch.nodes());
      through = batch.through();
      batches++;
    } while (!batch.isLast());

    assertThat(batches).isEqualTo(3);
    assertThat(through).isEqualTo(NOON);
    assertThat(seen).containsExactlyInAnyOrderElementsOf(nodes);
    assertThat(schedule.due(nodes, through, NOON).nodes()).isEmpty();
  }

  /** Daemons stop and start, sleep and hurry: no node is compared twice or left out. */
  @Test
  void eachNodeIsComparedOnceInEveryIntervalWheneverDaemonsLook() {
    var seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    for (var round = 0; round < 20; round++) {
      var nodes = nodes(1 + random.nextInt(700));
      var seen = new HashMap<NodeKey, Integer>();
      var now = NOON.plusMillis(random.nextInt(100_000_000));
      var through = now;
      var end = now.plus(SIX_HOURS);
      while (through.isBefore(end)) {
        now = now.plusMillis(1 + random.nextInt(5_000_000));
        now = now.isAfter(end) ? end : now;
        var batch = schedule.due(nodes, through, now);
        batch.nodes().forEach(it -> seen.merge(it, 1, Integer::sum));
        through = batch.through();
        now = through;
      }

      assertThat(seen).hasSize(nodes.size());
      assertThat(new HashSet<>(seen.values())).containsExactly(1);
    }
  }

  @Test
  void aSmallPlatformIsLookedAtOnceInAnInterval() {
    var next = schedule.next(NOON, 10);

    assertThat(next).isAfter(NOON).isBeforeOrEqualTo(NOON.plus(SIX_HOURS));
    assertThat(schedule.next(next, 10)).isEqualTo(next.plus(SIX_HOURS));
  }

  @Test
  void theNodesOfALargePlatformSpreadOverTheInterval() {
    var nodes = nodes(10_000);
    var times = 0;
    var through = schedule.next(NOON, nodes.size());
    var most = 0;
    for (var now = schedule.next(through, nodes.size());
        now.isBefore(through.plus(SIX_HOURS));
        now = schedule.next(now, nodes.size())) {
      var before = now.minus(SIX_HOURS.dividedBy(50));
      most = Math.max(most, schedule.due(nodes, before, now).nodes().size());
      times++;
    }

    assertThat(times).isBetween(45, 50);
    assertThat(most).isLessThanOrEqualTo(DriftSchedule.BATCH);
  }

  @Test
  void platformsOfOneContainerAreNotLookedAtTogether() {
    var times =
        IntStream.range(0, 100)
            .mapToObj(it -> new PlatformId(new SourceId("acme"), "P" + it))
            .map(it -> new DriftSchedule(it, SIX_HOURS).next(NOON, 10))
            .map(it -> Duration.between(NOON, it).toHours())
            .toList();

    assertThat(times).contains(0L, 1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void whatWasMissedForLongIsComparedOnce() {
    var nodes = nodes(50);

    var batch = schedule.due(nodes, NOON.minus(Duration.ofDays(30)), NOON);

    assertThat(batch.nodes()).containsExactlyInAnyOrderElementsOf(nodes);
    assertThat(batch.isLast()).isTrue();
  }

  @Test
  void anotherNumberOfNodesDoesNotMoveTheOthers() {
    var few = schedule.due(nodes(100), NOON.minus(Duration.ofHours(1)), NOON).nodes();
    var more = schedule.due(nodes(120), NOON.minus(Duration.ofHours(1)), NOON).nodes();

    assertThat(more).containsSubsequence(few);
  }
}
